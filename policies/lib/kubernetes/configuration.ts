import { accountsOf, type AccountExists } from "../rbac/accounts";
import { any, text } from "../unknowns";
import { CERTIFICATE, type Certificate } from "./certificates";
import { Surroundings } from "./charts";
import type { KubernetesObject } from "./object";
import type { Reference } from "./references";
import type { Index, StackObjects } from "./stack";
import type { Body } from "./types";

interface ExternalSecret extends Body {
  spec?: { target?: { name?: string } };
}

/** What every cluster has, or Istio brings into every namespace. */
const EVERYWHERE = ["ConfigMap kube-root-ca.crt", "ConfigMap istio-ca-root-cert"];
const BUILTIN_CLASSES = ["system-cluster-critical", "system-node-critical"];

/** What pods may name: the objects of the stack, and those that cert-manager and External Secrets make for it. */
export class Configuration {
  private readonly accounts: AccountExists;
  private readonly classes: Index<KubernetesObject>;
  private readonly configMaps: Index<KubernetesObject>;
  private readonly secrets: readonly Index<KubernetesObject>[];
  private readonly surroundings: Surroundings;

  /** @param others `Kind namespace/name`, or `PriorityClass name`: what the cluster has already. */
  constructor(
    objects: StackObjects,
    private readonly others: readonly string[],
  ) {
    this.surroundings = new Surroundings(objects);
    this.accounts = accountsOf(objects, this.surroundings);
    const made = <B extends Body>(kind: string, name: (object: KubernetesObject<B>) => string) =>
      objects.index(
        objects.of<B>(kind).filter(({ patch }) => !patch),
        (object) => `${object.namespace}/${name(object)}`,
      ) as Index<KubernetesObject>;
    const own = ({ name }: KubernetesObject) => name;
    this.classes = objects.index(objects.of("scheduling.k8s.io/PriorityClass"), own);
    this.configMaps = made("core/ConfigMap", own);
    this.secrets = [
      made("core/Secret", own),
      made<Certificate>(CERTIFICATE, ({ body }) => text(body.spec?.secretName)),
      made<ExternalSecret>(
        "external-secrets.io/ExternalSecret",
        ({ body, name }) => text(body.spec?.target?.name) || name,
      ),
    ];
  }

  /** Three-valued: whether the object is there, or may be. */
  has({ kind, name }: Reference, namespace: () => string): boolean {
    if (kind === "PriorityClass") {
      return any(
        () => BUILTIN_CLASSES.includes(name) || this.others.includes(`${kind} ${name}`),
        () => this.classes.some(name),
        () => this.surroundings.mayHoldClusterScoped,
      );
    }
    const at = () => `${namespace()}/${name}`;
    return any(
      () => EVERYWHERE.includes(`${kind} ${name}`),
      () => this.others.includes(`${kind} ${at()}`),
      () => this.surroundings.mayHold(namespace()),
      () => {
        if (kind === "ServiceAccount") return this.accounts(namespace(), name);
        if (kind === "ConfigMap") return this.configMaps.some(at());
        return any(...this.secrets.map((made) => () => made.some(at())));
      },
    );
  }
}
