import type { Report } from "../report";
import type { Resource } from "../rule";
import { attempt, Undetermined } from "../unknowns";
import { kubernetesType, type KubernetesType } from "./type";
import type { Body } from "./types";

/** One Kubernetes object of a resource. */
export class KubernetesObject<B extends Body = Body> {
  constructor(
    readonly resource: Resource,
    readonly type: KubernetesType,
    readonly body: B,
  ) {}

  get urn(): string {
    return this.resource.urn;
  }

  get kind(): string {
    return this.type.kind;
  }

  /** Sets some fields of an object that something else made: what it leaves out says nothing. */
  get patch(): boolean {
    return this.type.patch;
  }

  /** Unknown when the provider is to make the name up. */
  get name(): string {
    const name = this.body.metadata?.name;
    if (typeof name === "string" && name !== "") return name;
    throw new Undetermined("metadata.name");
  }

  /** Where the object goes; meaningless for cluster-scoped kinds. */
  get namespace(): string {
    return this.statedNamespace ?? "default";
  }

  /** The namespace that the object or its provider names. */
  get statedNamespace(): string | undefined {
    const own = this.body.metadata?.namespace;
    if (typeof own === "string" && own !== "") return own;
    const inherited = this.resource.provider?.props["namespace"];
    return typeof inherited === "string" && inherited !== "" ? inherited : undefined;
  }

  /** For messages: `Deployment shop/web`, as far as it is known. */
  get label(): string {
    const namespace = attempt(() => this.body.metadata?.namespace);
    const name = attempt(() => this.name);
    const prefix = typeof namespace === "string" && namespace !== "" ? `${namespace}/` : "";
    return `${this.kind} ${prefix}${typeof name === "string" ? name : this.resource.name}`;
  }

  /** `TYPE::NAME` of the resource. */
  get id(): string {
    return `${this.resource.type}::${this.resource.name}`;
  }
}

/** Visits the objects of a resource: itself, or each item of a list by itself. */
export function eachObject(resource: Resource, report: Report, visit: (object: KubernetesObject) => void): void {
  const type = kubernetesType(resource.type);
  if (type) expand(resource, type, resource.props, report, visit);
}

function expand(
  resource: Resource,
  type: KubernetesType,
  body: Body & { items?: Body[] },
  report: Report,
  visit: (object: KubernetesObject) => void,
): void {
  if (!type.list) {
    report.attempt(() => visit(new KubernetesObject(resource, type, body)));
    return;
  }
  report.each(
    () => body.items,
    (item) => {
      // Items of a typed list may leave their type to the list.
      const apiVersion = item.apiVersion ?? (type.group === "core" ? "v1" : `${type.group}/${type.version}`);
      const itemType = kubernetesType(`kubernetes:${apiVersion}:${item.kind ?? type.kind}`);
      if (itemType) expand(resource, itemType, item, report, visit);
    },
  );
}
