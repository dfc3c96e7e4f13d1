import { describe, expect, it } from "vitest";
import { Flux } from "../../../components/flux";
import type { FluxArgs } from "../../../components/flux/args";
import { instanceSpec } from "../../../components/flux/instance";
import { alertmanagerSpec, gitlabStatusSpec, receiverSpec, statusesSpec } from "../../../components/flux/notifications";
import {
  automationSpec,
  committerKeys,
  imagePolicySpec,
  kustomizationSpec,
  repositorySpec,
} from "../../../components/flux/sources";
import { FluxTenant } from "../../../components/flux/tenant";
import { operatorValues } from "../../../components/flux/values";
import { fluxWorkloads } from "../../../components/flux/workloads";
import { receiverPath } from "../../../components/lib/delivery";
import { charts as pins, fluxVersion } from "../../../src/versions";
import { registeredBy, type Registered } from "../../support/registered";

const peer = { namespace: "kube-system", labels: { app: "x" }, serviceAccount: "x" };
const peers = {
  dns: peer,
  ingressController: { ...peer, namespace: "ingress" },
  prometheus: peer,
  mesh: false,
  apiServer: { cidrs: ["10.0.240.0/22"], port: 443 },
  clusterCidrs: ["10.0.0.0/16"],
};
const known = ["gitlab.com ssh-ed25519 AAAA"];
const args = (more: Partial<FluxArgs> = {}): FluxArgs => ({
  pin: pins.fluxOperator,
  version: fluxVersion,
  charts: {},
  peers,
  fleet: {
    url: "ssh://git@gitlab.com/platform/fleet.git",
    branch: "main",
    knownHosts: known,
    committers: [
      { name: "ada", kind: "pgp", key: "PGP" },
      { name: "grace", kind: "ssh", key: "SSH" },
    ],
    pollMinutes: 5,
  },
  addresses: ["198.51.100.0/24"],
  sshPort: 22,
  gitlab: "https://gitlab.com",
  project: "platform/fleet",
  platformSecrets: {
    store: "vault-dev",
    address: "https://vault.vault.svc:8200",
    account: { namespace: "external-secrets", serviceAccount: "external-secrets" },
    caSecret: "ca",
    ready: [],
  },
  statuses: false,
  previews: false,
  intervalMinutes: 10,
  timeoutMinutes: 5,
  retryMinutes: 2,
  ...more,
});
const build = (more?: Partial<FluxArgs>) => registeredBy((opts) => new Flux("flux", args(more), opts));
const list = (registered: Registered[]) => registered.map(({ type, name }) => `${type} ${name}`);
const named = (registered: Registered[], name: string, type = "") =>
  registered.find((each) => each.name === name && each.type.includes(type))!.inputs;

const resources = [
  "kubernetes:core/v1:Namespace flux",
  "kubernetes:core/v1:Secret flux-fleet-committers",
  "kubernetes:core/v1:ServiceAccount flux-account",
  "kubernetes:core/v1:ServiceAccount flux/default",
  "kubernetes:external-secrets.io/v1:ExternalSecret flux-fleet-ssh",
  "kubernetes:fluxcd.controlplane.io/v1:FluxInstance flux-instance",
  "kubernetes:helm.sh/v4:Chart flux-chart",
  "kubernetes:networking.k8s.io/v1:NetworkPolicy flux/default-deny",
  "kubernetes:networking.k8s.io/v1:NetworkPolicy flux/dns",
  "kubernetes:networking.k8s.io/v1:NetworkPolicy flux/workload-flux-operator",
  "kubernetes:networking.k8s.io/v1:NetworkPolicy flux/workload-kustomize-controller",
  "kubernetes:networking.k8s.io/v1:NetworkPolicy flux/workload-notification-controller",
  "kubernetes:networking.k8s.io/v1:NetworkPolicy flux/workload-source-controller",
  "kubernetes:source.toolkit.fluxcd.io/v1:GitRepository flux-gitrepository-fleet",
  "platform:components:Flux flux",
  "platform:components:PlatformNamespace flux",
];
const notification = "kubernetes:notification.toolkit.fluxcd.io";

describe("Flux", () => {
  it("is an operator with an account of our own, an instance, and a repository with its keys", async () => {
    const registered = await build();
    expect(list(registered)).toEqual(resources);
    expect(named(registered, "flux", "Namespace")).toMatchObject({
      metadata: { name: "flux-system", labels: { "pod-security.kubernetes.io/enforce": "restricted" } },
    });
    expect(named(registered, "flux-instance")).toMatchObject({
      metadata: { name: "flux", namespace: "flux-system", annotations: { "pulumi.com/waitFor": "condition=Ready" } },
    });
    expect(named(registered, "flux-fleet-ssh")).toMatchObject({
      spec: {
        target: {
          name: "fleet-ssh",
          template: { data: { identity: "{{ .secret }}", known_hosts: "gitlab.com ssh-ed25519 AAAA\n" } },
        },
        data: [{ secretKey: "secret", remoteRef: { key: "platform/flux", property: "fleet-ssh" } }],
      },
    });
    expect(named(registered, "flux-gitrepository-fleet")).toMatchObject({
      metadata: { name: "fleet", namespace: "flux-system" },
    });
  });

  it("takes keys from whoever made the repository, as secrets", async () => {
    const delivery = { deployKeys: { reader: "key" }, webhookToken: "token" };
    const route = {
      host: "flux.example.com",
      path: "/",
      class: "public" as const,
      workload: "x",
      port: 1,
      issuer: "y",
    };
    const registered = await build({ delivery, webhook: route });
    expect(list(registered).filter((name) => name.includes("Secret "))).toEqual([
      "kubernetes:core/v1:Secret flux-fleet-committers",
      "kubernetes:core/v1:Secret flux-fleet-ssh",
      "kubernetes:core/v1:Secret flux-gitlab-webhook",
    ]);
    expect(JSON.stringify(named(registered, "flux-fleet-ssh"))).toContain("known_hosts");
    expect(list(registered)).toContain(`${notification}/v1:Receiver flux-receiver-fleet`);
  });

  it("tells GitLab what is deployed, and Alertmanager what fails", async () => {
    const alerts = { address: "http://alerts:9093", namespace: "monitoring", workload: "alertmanager", port: 9093 };
    const registered = await build({ statuses: true, alerts });
    expect(list(registered).filter((name) => !resources.includes(name))).toEqual([
      "kubernetes:external-secrets.io/v1:ExternalSecret flux-gitlab-token",
      `${notification}/v1beta3:Alert flux-alert-gitlab`,
      `${notification}/v1beta3:Provider flux-provider-alertmanager`,
      `${notification}/v1beta3:Provider flux-provider-gitlab`,
    ]);
    expect(gitlabStatusSpec("https://gitlab.com/platform/fleet")).toEqual({
      type: "gitlab",
      address: "https://gitlab.com/platform/fleet",
      secretRef: { name: "gitlab-token" },
    });
    expect(statusesSpec("gitlab")).toEqual({
      providerRef: { name: "gitlab" },
      eventSeverity: "info",
      eventSources: [{ kind: "Kustomization", name: "*" }],
    });
    expect(alertmanagerSpec(alerts)).toEqual({ type: "alertmanager", address: "http://alerts:9093/api/v2/alerts" });
  });

  it("proposes newer images from a branch of its own, with another key", async () => {
    const image = { team: "payments", name: "api", image: "registry.gitlab.com/x/api", versions: ">=1.0.0" };
    const registered = await build({ images: { updated: [image], path: "teams" } });
    expect(list(registered).filter((name) => !resources.includes(name))).toEqual([
      "kubernetes:external-secrets.io/v1:ExternalSecret flux-fleet-writer-ssh",
      "kubernetes:external-secrets.io/v1:ExternalSecret flux-registry",
      "kubernetes:image.toolkit.fluxcd.io/v1:ImagePolicy flux-imagepolicy-payments-api",
      "kubernetes:image.toolkit.fluxcd.io/v1:ImageRepository flux-imagerepository-payments-api",
      "kubernetes:image.toolkit.fluxcd.io/v1:ImageUpdateAutomation flux-imageupdateautomation-images",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy flux/workload-image-automation-controller",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy flux/workload-image-reflector-controller",
      "kubernetes:source.toolkit.fluxcd.io/v1:GitRepository flux-gitrepository-fleet-writer",
    ]);
    expect(named(registered, "flux-registry")).toMatchObject({
      spec: { target: { template: { type: "kubernetes.io/dockerconfigjson" } } },
    });
    expect(imagePolicySpec("payments-api", image)).toEqual({
      imageRepositoryRef: { name: "payments-api" },
      policy: { semver: { range: ">=1.0.0" } },
      digestReflectionPolicy: "IfNotPresent",
    });
    const { git, update } = automationSpec({ branch: "main" }, "fleet-writer", "teams");
    expect(git.push.branch).not.toBe(git.checkout.ref.branch);
    expect(git.push.options).toMatchObject({ "merge_request.create": "", "merge_request.target": "main" });
    expect(update).toEqual({ strategy: "Setters", path: "./teams" });
  });
});

describe("what Flux is told", () => {
  it("pins its version, locks tenants down and leaves Helm's controller out", () => {
    const { kustomize, ...spec } = instanceSpec({ version: "2.9.5", images: false });
    expect(spec).toEqual({
      distribution: { version: "2.9.5", registry: "ghcr.io/fluxcd" },
      components: ["source-controller", "kustomize-controller", "notification-controller"],
      cluster: {
        type: "kubernetes",
        size: "medium",
        multitenant: true,
        tenantDefaultServiceAccount: "flux-nobody",
        networkPolicy: false,
        domain: "cluster.local",
      },
    });
    expect(kustomize.patches.map(({ target, patch }) => [target.name, JSON.parse(patch) as unknown])).toEqual(
      spec.components.map((name) => [
        name,
        [
          { op: "add", path: "/spec/template/metadata/labels/app.kubernetes.io~1name", value: name },
          {
            op: "add",
            path: "/spec/template/spec/tolerations",
            value: [{ key: "CriticalAddonsOnly", value: "true", operator: "Equal", effect: "NoSchedule" }],
          },
        ],
      ]),
    );
  });

  it("gives the operator's rights to nobody else", () => {
    expect(operatorValues()).toMatchObject({
      serviceAccount: { create: false, name: "flux-operator" },
      rbac: { create: true, createAggregation: false },
      multitenancy: { enabled: true, defaultServiceAccount: "flux-nobody" },
      web: { enabled: false },
    });
  });

  it("believes a branch by its host's key and its newest commit's signature", () => {
    const { fleet } = args();
    expect(repositorySpec(fleet, "fleet-ssh")).toEqual({
      url: "ssh://git@gitlab.com/platform/fleet.git",
      ref: { branch: "main" },
      interval: "5m",
      timeout: "60s",
      secretRef: { name: "fleet-ssh" },
      verify: { mode: "HEAD", secretRef: { name: "fleet-committers" } },
    });
    expect(committerKeys(fleet.committers)).toEqual({ "ada.asc": "PGP", "grace.sshpub": "SSH" });
  });

  it("corrects and removes what differs, and waits until it is healthy", () => {
    expect(kustomizationSpec({ path: "teams/x/dev", account: "team-x-dev" }, args())).toEqual({
      sourceRef: { kind: "GitRepository", name: "fleet" },
      path: "./teams/x/dev",
      serviceAccountName: "team-x-dev",
      interval: "10m",
      prune: true,
      wait: true,
      timeout: "5m",
      retryInterval: "2m",
      deletionPolicy: "WaitForTermination",
    });
  });

  it("hears GitLab at a path that only the token tells", () => {
    expect(receiverSpec()).toEqual({
      type: "gitlab",
      events: ["Push Hook"],
      secretRef: { name: "gitlab-webhook" },
      resources: [{ kind: "GitRepository", name: "fleet" }],
    });
    // printf 'secretfleetflux-system' | sha256sum
    expect(receiverPath("secret")).toBe("/hook/154acac513e54a70276f6676520e9b6cf5a1422a28238d2af2f2af8df27cc5a8");
  });

  it("reaches Git, registries and GitLab each from the one controller that needs it", () => {
    const alerts = { address: "http://alerts:9093", namespace: "monitoring", workload: "alertmanager", port: 9093 };
    const flows = { ...args(), images: { updated: [], path: "teams" }, statuses: true, previews: true, alerts };
    const reach = fluxWorkloads(flows).map(({ name, egress = [], calls = [] }) => ({
      name,
      ports: egress.map(({ port }) => port),
      calls: calls.map(({ namespace, workload, port }) => `${namespace}/${workload}:${port}`),
    }));
    expect(reach).toEqual([
      { name: "flux-operator", ports: [443], calls: [] },
      { name: "preview-expiry", ports: [443], calls: [] },
      { name: "source-controller", ports: [22], calls: ["flux-system/notification-controller:9090"] },
      {
        name: "kustomize-controller",
        ports: [],
        calls: ["flux-system/source-controller:9090", "flux-system/notification-controller:9090"],
      },
      { name: "notification-controller", ports: [443], calls: ["monitoring/alertmanager:9093"] },
      { name: "image-reflector-controller", ports: [443], calls: ["flux-system/notification-controller:9090"] },
      { name: "image-automation-controller", ports: [22], calls: ["flux-system/notification-controller:9090"] },
    ]);
    const fewer = fluxWorkloads(args());
    expect(fewer.filter(({ egress = [] }) => egress.length > 0).map(({ name }) => name)).toEqual(["source-controller"]);
  });
});

describe("a tenant of Flux", () => {
  const tenant = {
    name: "team-payments-dev",
    team: "payments",
    environment: "dev",
    path: "teams/payments/dev",
    namespaces: ["payments", "payments-jobs"],
  };

  it("deploys as an account that holds developers' rights in the team's namespaces and nothing else", async () => {
    const registered = await registeredBy(
      (opts) => new FluxTenant("flux-t", { ...args(), tenant, alertProvider: "alertmanager", ready: [] }, opts),
    );
    expect(list(registered)).toEqual([
      "kubernetes:core/v1:ServiceAccount flux-t",
      "kubernetes:kustomize.toolkit.fluxcd.io/v1:Kustomization flux-t",
      `${notification}/v1beta3:Alert flux-t-alert`,
      "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding flux-t/payments",
      "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding flux-t/payments-jobs",
      "platform:components:FluxTenant flux-t",
    ]);
    expect(named(registered, "flux-t", "ServiceAccount")).toMatchObject({
      metadata: { name: "team-payments-dev", namespace: "flux-system" },
      automountServiceAccountToken: false,
    });
    expect(named(registered, "flux-t/payments")).toMatchObject({
      metadata: { name: "flux", namespace: "payments" },
      roleRef: { kind: "ClusterRole", name: "platform-developer" },
      subjects: [{ kind: "ServiceAccount", name: "team-payments-dev", namespace: "flux-system" }],
    });
    expect(named(registered, "flux-t", "Kustomization")).toMatchObject({
      metadata: { name: "team-payments-dev", namespace: "flux-system" },
      spec: { serviceAccountName: "team-payments-dev", path: "./teams/payments/dev" },
    });
    expect(named(registered, "flux-t-alert")).toMatchObject({
      spec: {
        providerRef: { name: "alertmanager" },
        eventSeverity: "error",
        eventSources: [{ kind: "Kustomization", name: "team-payments-dev" }],
        eventMetadata: { team: "payments", environment: "dev" },
      },
    });
  });
});
