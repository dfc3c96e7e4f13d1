import type { KubernetesObject } from "../../kubernetes";
import type { Expectations } from "../expectations";
import { isUnread, listed, type Facts } from "../facts";
import { error, ok, warning, type Finding } from "../finding";
import { gatewayGroup } from "./mesh";

/** Groups of the custom resources that the platform's charts bring. */
const ownGroups = ["cert-manager.io", "acme.cert-manager.io", "ceph.rook.io", "csi.ceph.io", "velero.io"];
const istioGroups = ["extensions", "networking", "security", "telemetry"].map((group) => `${group}.istio.io`);
/** Field managers of the engine, and of the one that runs here. */
const ours = /^(pulumi|platform)/;

export function crds({ crds: found }: Facts, { bringsMesh, gatewayApi }: Expectations): Finding[] {
  if (isUnread(found)) return [];
  const brought = [
    ...ownGroups,
    ...(bringsMesh ? istioGroups : []),
    ...(gatewayApi === "brought" ? [gatewayGroup] : []),
  ];
  const taken = new Map<string, { group: string; owner: string; count: number }>();
  for (const { metadata, spec } of found) {
    const { group = "" } = spec as { group?: string };
    const owner = brought.includes(group) ? ownerOf(metadata) : undefined;
    if (owner === undefined) continue;
    const key = `${group} ${owner}`;
    taken.set(key, { group, owner, count: (taken.get(key)?.count ?? 0) + 1 });
  }
  if (taken.size === 0) return [ok("crds", "no other release has the kinds that the platform brings")];
  return [...taken.values()].map(({ group, owner, count }) => {
    const [kinds, belong] = count > 1 ? ["kinds", "belong"] : ["kind", "belongs"];
    return error(
      "crds",
      `${count} ${kinds} of ${group} ${belong} to ${owner}, and the platform brings its own`,
      "remove that release and keep its kinds (kubectl get crds), or leave the platform's part out",
    );
  });
}

/** Who made an object that the platform would make: a Helm release, or whoever wrote it first. */
function ownerOf({ annotations = {}, managedFields = [] }: KubernetesObject["metadata"]): string | undefined {
  const release = annotations["meta.helm.sh/release-name"];
  if (release !== undefined)
    return `the Helm release ${annotations["meta.helm.sh/release-namespace"] ?? "?"}/${release}`;
  const managers = (managedFields as { manager?: string }[])
    .map(({ manager = "" }) => manager)
    .filter((name) => name !== "kube-apiserver");
  return managers.some((name) => ours.test(name)) ? undefined : managers[0];
}

export function namespaces({ namespaces: found }: Facts, { namespaces: wanted }: Expectations): Finding[] {
  if (isUnread(found)) return [];
  const findings = found.flatMap(({ metadata }): Finding[] => {
    if (!wanted.includes(metadata.name ?? "")) return [];
    const owner = ownerOf(metadata);
    if (owner === undefined) return [];
    return [
      error(
        "namespaces",
        `${metadata.name} exists already and belongs to ${owner}`,
        "rename or remove it, or import it (pulumi import) if it is meant to be the platform's",
      ),
    ];
  });
  return findings.length > 0 ? findings : [ok("namespaces", "the platform's names are free or its own")];
}

interface Configuration {
  metadata: { name: string };
  webhooks?: Webhook[];
}

interface Webhook {
  name: string;
  failurePolicy?: string;
  namespaceSelector?: { matchLabels?: object; matchExpressions?: unknown[] };
  clientConfig?: { service?: { namespace: string; name: string } };
}

export function webhooks({ validatingWebhooks, mutatingWebhooks, services }: Facts): Finding[] {
  if (isUnread(validatingWebhooks) && isUnread(mutatingWebhooks)) return [];
  const known = isUnread(services)
    ? undefined
    : new Set(services.map(({ metadata }) => `${metadata.namespace}/${metadata.name}`));
  const configurations = (kind: string, list: Facts["validatingWebhooks"]) =>
    (listed(list) as unknown as Configuration[]).map((configuration) => ({ kind, configuration }));
  const findings = [
    ...configurations("validatingwebhookconfiguration", validatingWebhooks),
    ...configurations("mutatingwebhookconfiguration", mutatingWebhooks),
  ].flatMap(({ kind, configuration: { metadata, webhooks: list = [] } }) =>
    list.flatMap((webhook) => judge(webhook, metadata.name, `kubectl delete ${kind} ${metadata.name}`, known)),
  );
  return findings.length > 0 ? findings : [ok("webhooks", "none is in the way")];
}

/** @param services `namespace/name` of those that exist, undefined where they could not be read */
function judge(webhook: Webhook, configuration: string, removal: string, services?: Set<string>): Finding[] {
  const { name, failurePolicy, namespaceSelector: selector, clientConfig } = webhook;
  if (failurePolicy === "Ignore") return [];
  const service = clientConfig?.service && `${clientConfig.service.namespace}/${clientConfig.service.name}`;
  if (service !== undefined && services?.has(service) === false) {
    const message = `${name} of ${configuration} asks ${service}, which does not exist: what it guards cannot be made`;
    return [error("webhooks", message, `${removal}, or bring its service back`)];
  }
  if (selector?.matchLabels || selector?.matchExpressions?.length) return [];
  const message = `${name} of ${configuration} decides over all namespaces, the platform's too`;
  return [
    warning("webhooks", message, "give it a namespaceSelector, or see to it that it runs before the platform does"),
  ];
}
