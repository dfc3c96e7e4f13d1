/** Kinds of Flux whose state is of interest, by API group. */
const fluxKinds = [
  { group: "kustomize.toolkit.fluxcd.io", version: "v1", kind: "Kustomization", plural: "kustomizations" },
  { group: "helm.toolkit.fluxcd.io", version: "v2", kind: "HelmRelease", plural: "helmreleases" },
  { group: "source.toolkit.fluxcd.io", version: "v1", kind: "GitRepository", plural: "gitrepositories" },
] as const;

const elasticsearch = {
  group: "elasticsearch.k8s.elastic.co",
  version: "v1",
  kind: "Elasticsearch",
  plural: "elasticsearches",
} as const;

const identity = { name: ["metadata", "name"], namespace: ["metadata", "namespace"] };

/**
 * Values of kube-state-metrics for the custom resources about which there are alerts: their operators export nothing of
 * the kind. `gotk_resource_info` is named as in Flux's own documentation.
 */
export function customResourceState(parts: { flux: boolean; elasticsearch: boolean }) {
  const flux = parts.flux ? fluxKinds : [];
  const elastic = parts.elasticsearch ? [elasticsearch] : [];
  return {
    customResourceState: {
      enabled: flux.length + elastic.length > 0,
      config: {
        kind: "CustomResourceStateMetrics",
        spec: { resources: [...flux.map(fluxMetrics), ...elastic.map(elasticMetrics)] },
      },
    },
    rbac: {
      extraRules: [...flux, ...elastic].map(({ group, plural }) => ({
        apiGroups: [group],
        resources: [plural],
        verbs: ["list", "watch"],
      })),
    },
  };
}

function fluxMetrics({ group, version, kind }: (typeof fluxKinds)[number]) {
  return {
    groupVersionKind: { group, version, kind },
    metricNamePrefix: "gotk",
    labelsFromPath: identity,
    metrics: [
      {
        name: "resource_info",
        help: "Whether a resource of Flux is ready and whether it is suspended",
        each: {
          type: "Info",
          info: {
            labelsFromPath: {
              ready: ["status", "conditions", "[type=Ready]", "status"],
              suspended: ["spec", "suspend"],
            },
          },
        },
        commonLabels: { kind },
      },
    ],
  };
}

function elasticMetrics({ group, version, kind }: typeof elasticsearch) {
  return {
    groupVersionKind: { group, version, kind },
    metricNamePrefix: "elasticsearch",
    labelsFromPath: identity,
    metrics: [
      {
        name: "health",
        help: "Health of an Elasticsearch, as its operator sees it",
        each: {
          type: "StateSet",
          stateSet: { labelName: "health", path: ["status", "health"], list: ["green", "yellow", "red", "unknown"] },
        },
      },
    ],
  };
}
