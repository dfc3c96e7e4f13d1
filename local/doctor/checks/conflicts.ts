import type { Expectations } from "../expectations";
import { listed, type Facts } from "../facts";
import { error, ok, warning, type Finding } from "../finding";

/** Groups of the custom resources that the platform's charts bring. */
const ownGroups = ["cert-manager.io", "acme.cert-manager.io", "ceph.rook.io", "csi.ceph.io", "velero.io"];
/** Field managers of the engine, and of the one that runs here. */
const ours = /^(pulumi|platform)/;

export function crds(facts: Facts): Finding[] {
  const taken = new Map<string, string[]>();
  for (const { metadata, spec } of listed(facts.crds)) {
    const { group } = (spec ?? {}) as { group?: string };
    const owner = group !== undefined && ownGroups.includes(group) ? ownerOf(metadata) : undefined;
    if (owner === undefined) continue;
    const key = `${group} belong to ${owner}`;
    taken.set(key, [...(taken.get(key) ?? []), metadata.name ?? ""]);
  }
  const remedy = "remove that release and keep its kinds (kubectl get crds), or leave the platform's part out";
  const findings = [...taken].map(([whose, names]) =>
    error("crds", `${names.length} kinds of ${whose}, and the platform brings its own`, remedy),
  );
  return findings.length > 0 ? findings : [ok("crds", "no other release has the kinds that the platform brings")];
}

/** Who made an object that the platform would make: a Helm release, or whoever wrote it last. */
function ownerOf(metadata: { annotations?: Record<string, string>; managedFields?: unknown[] }): string | undefined {
  const release = metadata.annotations?.["meta.helm.sh/release-name"];
  if (release !== undefined)
    return `the Helm release ${metadata.annotations?.["meta.helm.sh/release-namespace"] ?? "?"}/${release}`;
  const managers = ((metadata.managedFields ?? []) as { manager?: string }[])
    .map(({ manager = "" }) => manager)
    .filter((name) => name !== "kube-apiserver");
  if (managers.length === 0 || managers.some((name) => ours.test(name))) return undefined;
  return managers[0];
}

export function namespaces(facts: Facts, { namespaces: wanted }: Expectations): Finding[] {
  const findings = listed(facts.namespaces).flatMap(({ metadata }): Finding[] => {
    if (!wanted.includes(metadata.name ?? "")) return [];
    const owner = ownerOf(metadata);
    if (owner === undefined) return [];
    const message = `${metadata.name} exists already and belongs to ${owner}`;
    return [
      error(
        "namespaces",
        message,
        "rename or remove it, or import it (pulumi import) if it is meant to be the platform's",
      ),
    ];
  });
  return findings.length > 0 ? findings : [ok("namespaces", "the platform's names are free or its own")];
}

interface Webhooks {
  metadata: { name: string };
  webhooks?: {
    name: string;
    failurePolicy?: string;
    namespaceSelector?: { matchLabels?: object; matchExpressions?: unknown[] };
    clientConfig?: { service?: { namespace: string; name: string } };
  }[];
}

export function webhooks(facts: Facts): Finding[] {
  const services = new Set(listed(facts.services).map(({ metadata }) => `${metadata.namespace}/${metadata.name}`));
  const all = [...listed(facts.validatingWebhooks), ...listed(facts.mutatingWebhooks)] as unknown as Webhooks[];
  const findings = all.flatMap(({ metadata, webhooks: list = [] }) =>
    list.flatMap(({ name, failurePolicy, namespaceSelector: selector, clientConfig }): Finding[] => {
      if (failurePolicy === "Ignore") return [];
      const { service } = clientConfig ?? {};
      const everywhere = !selector?.matchLabels && !selector?.matchExpressions?.length;
      if (service && !services.has(`${service.namespace}/${service.name}`)) {
        const message = `${name} of ${metadata.name} asks ${service.namespace}/${service.name}, which does not exist: what it guards cannot be made`;
        return [
          error("webhooks", message, `kubectl delete the configuration ${metadata.name}, or bring its service back`),
        ];
      }
      if (!everywhere) return [];
      const message = `${name} of ${metadata.name} decides over all namespaces, the platform's too`;
      return [
        warning("webhooks", message, "give it a namespaceSelector, or see to it that it runs before the platform does"),
      ];
    }),
  );
  return findings.length > 0 ? findings : [ok("webhooks", "none is in the way")];
}
