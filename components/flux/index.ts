import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { chart } from "../lib/chart";
import { receiver } from "../lib/delivery";
import { externalSecret } from "../lib/external-secret";
import { PlatformNamespace } from "../lib/platform-namespace";
import { PublicService } from "../lib/public-service";
import { controllerAccount } from "../lib/service-account";
import { waitForAnnotation } from "../lib/waiting";
import { vaultEntry, type FluxArgs, type UpdatedImage } from "./args";
import { instanceSpec } from "./instance";
import { fleet, fluxNamespace, instanceName, secrets } from "./names";
import { alertmanagerSpec, gitlabStatusSpec, receiverSpec, statusesSpec } from "./notifications";
import { previewRules } from "./preview-guard";
import { automationSpec, committerKeys, imagePolicySpec, imageRepositorySpec, repositorySpec } from "./sources";
import { operator, operatorValues } from "./values";
import { fluxWorkloads } from "./workloads";

const alertProvider = "alertmanager";
/** ClusterRole of the accounts of all previews. */
export const previewsRole = "platform-previews";

/**
 * Flux, installed by its operator in a closed namespace: what it reads, whom it believes and whom it tells. What it
 * deploys for whom is said by {@link FluxTenant} and {@link TeamPreviews}.
 */
export class Flux extends pulumi.ComponentResource {
  /** Tenants and previews can be made once these are there. */
  readonly ready: pulumi.Resource[];
  /** Provider to which tenants report failures. @default absent - there is no Alertmanager */
  readonly alertProvider?: string;

  constructor(
    private readonly name: string,
    private readonly args: FluxArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("platform:components:Flux", name, {}, opts);
    const { namespaceName, ready } = new PlatformNamespace(
      name,
      {
        namespace: fluxNamespace,
        workloads: fluxWorkloads(args),
        peers: args.peers,
        monitors: args.charts.monitors,
      },
      { parent: this },
    );
    const instance = this.install(namespaceName, ready);
    const keys = this.secrets(namespaceName);
    const repository = this.object("source.toolkit.fluxcd.io/v1", "GitRepository", fleet, this.fleetSpec(), [
      instance,
      ...keys,
    ]);
    if (args.webhook) this.receive(namespaceName, args.webhook, [instance, ...keys, ...ready]);
    if (args.statuses) this.reportStatuses([instance, ...keys]);
    if (args.alerts) {
      this.alertProvider = alertProvider;
      this.notification("Provider", alertProvider, alertmanagerSpec(args.alerts), [instance]);
    }
    if (args.images) this.updateImages(args.images, [instance, ...keys]);
    if (args.previews) {
      new k8s.rbac.v1.ClusterRole(
        `${name}-previews`,
        { metadata: { name: previewsRole }, rules: previewRules },
        { parent: this },
      );
    }
    this.ready = [repository];
    this.registerOutputs();
  }

  /** The operator, and Flux by it. */
  private install(namespace: pulumi.Input<string>, ready: pulumi.Resource[]): pulumi.Resource {
    const { pin, charts, version, images } = this.args;
    const account = controllerAccount(
      `${this.name}-account`,
      { namespace, serviceAccount: operator, needsToken: "installs Flux and keeps it as its FluxInstance says" },
      { parent: this },
    );
    const installed = chart(
      `${this.name}-chart`,
      { pin, namespace, values: operatorValues(), settings: charts, releaseName: operator },
      { parent: this, dependsOn: [...ready, account] },
    );
    // The kinds of Flux come with it.
    const wait = charts.await === false ? undefined : { [waitForAnnotation]: "condition=Ready" };
    return new k8s.apiextensions.CustomResource(
      `${this.name}-instance`,
      {
        apiVersion: "fluxcd.controlplane.io/v1",
        kind: "FluxInstance",
        metadata: { name: instanceName, namespace, annotations: wait },
        spec: instanceSpec({ version, images: images !== undefined }),
      },
      { parent: this, dependsOn: installed },
    );
  }

  private fleetSpec() {
    return repositorySpec(this.args.fleet, secrets.fleet);
  }

  /** Keys and tokens: from whoever made the repository, else from Vault. */
  private secrets(namespace: pulumi.Input<string>): pulumi.Resource[] {
    const { fleet: source, delivery, statuses, previews, images, webhook } = this.args;
    const known = `${source.knownHosts.join("\n")}\n`;
    const committers = new k8s.core.v1.Secret(
      `${this.name}-${secrets.committers}`,
      { metadata: { name: secrets.committers, namespace }, stringData: committerKeys(source.committers) },
      { parent: this },
    );
    const ssh = (name: string, key: pulumi.Input<string> | undefined) =>
      key === undefined
        ? this.fromVault(namespace, name, { identity: "{{ .secret }}", known_hosts: known })
        : this.given(namespace, name, { identity: key, known_hosts: known });
    const login = { token: "{{ .secret }}", username: "flux", password: "{{ .secret }}" };
    return [
      committers,
      ssh(secrets.fleet, delivery?.deployKeys.reader),
      ...(images ? [ssh(secrets.writer, delivery?.deployKeys.writer)] : []),
      ...(images ? [this.fromVault(namespace, secrets.registry, { ".dockerconfigjson": "{{ .secret }}" })] : []),
      ...(webhook
        ? [
            delivery
              ? this.given(namespace, secrets.webhook, { token: delivery.webhookToken })
              : this.fromVault(namespace, secrets.webhook, { token: "{{ .secret }}" }),
          ]
        : []),
      ...(statuses || previews ? [this.fromVault(namespace, secrets.gitlab, login)] : []),
    ];
  }

  /** A Secret with parts of one key of the entry, which has the Secret's name. */
  private fromVault(namespace: pulumi.Input<string>, name: string, template: Record<string, string>): pulumi.Resource {
    const { platformSecrets } = this.args;
    return externalSecret(
      `${this.name}-${name}`,
      {
        name,
        namespace,
        store: platformSecrets.store,
        keys: { secret: { entry: vaultEntry, key: name } },
        template,
        type: name === secrets.registry ? "kubernetes.io/dockerconfigjson" : undefined,
      },
      { parent: this, dependsOn: platformSecrets.ready },
    );
  }

  private given(
    namespace: pulumi.Input<string>,
    name: string,
    stringData: Record<string, pulumi.Input<string>>,
  ): pulumi.Resource {
    return new k8s.core.v1.Secret(
      `${this.name}-${name}`,
      { metadata: { name, namespace }, stringData },
      { parent: this, additionalSecretOutputs: ["stringData", "data"] },
    );
  }

  /** GitLab tells of commits, so that nobody waits for the next poll. */
  private receive(
    namespace: pulumi.Input<string>,
    webhook: NonNullable<FluxArgs["webhook"]>,
    needs: pulumi.Resource[],
  ): void {
    this.object("notification.toolkit.fluxcd.io/v1", "Receiver", receiver.name, receiverSpec(), needs);
    const { publishing } = this.args;
    if (!publishing) return;
    // Its namespace is outside of the mesh: the operator and Flux are what repairs a cluster.
    const plain = { ...publishing, mesh: false };
    new PublicService(`${this.name}-public`, { namespace, routes: [webhook], publishing: plain }, { parent: this });
  }

  private reportStatuses(needs: pulumi.Resource[]): void {
    const { gitlab, project } = this.args;
    const provider = this.notification("Provider", "gitlab", gitlabStatusSpec(`${gitlab}/${project}`), needs);
    this.notification("Alert", "gitlab", statusesSpec("gitlab"), [provider]);
  }

  private updateImages({ updated, path }: NonNullable<FluxArgs["images"]>, needs: pulumi.Resource[]): void {
    const v1 = "image.toolkit.fluxcd.io/v1";
    updated.forEach((image) => {
      const name = imageName(image);
      const repository = this.object(v1, "ImageRepository", name, imageRepositorySpec(image), needs);
      this.object(v1, "ImagePolicy", name, imagePolicySpec(name, image), [repository]);
    });
    const writer = `${fleet}-writer`;
    const spec = repositorySpec({ ...this.args.fleet, pollMinutes: 60 }, secrets.writer);
    const source = this.object("source.toolkit.fluxcd.io/v1", "GitRepository", writer, spec, needs);
    const automation = automationSpec(this.args.fleet, writer, path);
    this.object(v1, "ImageUpdateAutomation", "images", automation, [source]);
  }

  private notification(kind: "Provider" | "Alert", name: string, spec: object, needs: pulumi.Resource[]) {
    return this.object("notification.toolkit.fluxcd.io/v1beta3", kind, name, spec, needs);
  }

  private object(apiVersion: string, kind: string, name: string, spec: object, dependsOn: pulumi.Resource[]) {
    return new k8s.apiextensions.CustomResource(
      `${this.name}-${kind.toLowerCase()}-${name}`,
      { apiVersion, kind, metadata: { name, namespace: fluxNamespace }, spec },
      { parent: this, dependsOn },
    );
  }
}

/** ImagePolicy that the fleet repository marks as `flux-system:<name>:tag`. */
export function imageName({ team, name }: Pick<UpdatedImage, "team" | "name">): string {
  return `${team}-${name}`;
}
