import { groupSubjects, clusterRoles } from "../lib/roles";
import { limitRangeSpec, quotaSpec, type ContainerLimits, type Quota } from "../lib/limits";
import { meshLabels } from "../lib/mesh-objects";
import { meshPolicies } from "../lib/mesh-policies";
import { callersOf, networkPolicies, type MeshPeer, type PlatformPeers, type Workload } from "../lib/network-policies";
import { podSecurityLabels } from "../lib/pod-security";
import {
  controllerAuthorization,
  controllerPolicySpec,
  hostCertificateSpec,
  ingressSpec,
  publicServiceName,
  serviceSpec,
  type PublishedRoute,
} from "../lib/public-service-specs";
import type { Rhythm } from "./args";
import { fluxNamespace, previewPrefix, previewsOf } from "./names";
import { kustomizationSpec } from "./sources";

/** What a team's previews are made of. */
export interface Previews {
  team: string;
  environment: string;
  /** Path of the project in GitLab whose merge requests have one. */
  project: string;
  /** Label that asks for one. */
  label: string;
  maxCount: number;
  maxAgeDays: number;
  /** Image with the commit as its tag. */
  image: string;
  /** Folder of the repository with what is deployed. */
  path: string;
  /** Groups of the team, as the API server sees them. */
  groups: { developers: string[]; viewers: string[] };
  quota: Pick<Quota, "cpuCores" | "memoryGiB" | "pods">;
  containers: ContainerLimits;
  /** Namespace of the team from which these are copied: only calls among themselves are kept. */
  namespace: string;
  workloads: Workload[];
  /** Domain below which they are published. */
  domain: string;
  /** The one that is published, its port and who signs. */
  published: Pick<PublishedRoute, "workload" | "port" | "issuer">;
}

/**
 * The merge request's number and newest commit: nothing that its author may write stands in a template. A commit of
 * digits alone would be a number.
 */
export const inputs = { id: "<< inputs.id >>", commit: "<< inputs.sha | quote >>" } as const;

/** Label of the namespaces of a team's previews. */
export const previewLabel = "platform/preview";

export interface KubernetesManifest {
  apiVersion: string;
  kind: string;
  metadata: { name: string; namespace?: string; labels?: Record<string, string> };
  [field: string]: unknown;
}

/**
 * Templates of all objects of one preview: a namespace that is closed as a team's is, smaller and without a way out,
 * published for connected networks, and what Flux deploys into it: the same verified folder each time, with the image
 * of the commit.
 */
export function previewObjects(previews: Previews, peers: PlatformPeers, rhythm: Rhythm): KubernetesManifest[] {
  const name = `${previewPrefix(previews.team)}${inputs.id}`;
  const within = (apiVersion: string, kind: string) => (object: { name: string; [field: string]: unknown }) => {
    const { name: objectName, ...fields } = object;
    return { apiVersion, kind, metadata: { name: objectName, namespace: name }, ...fields };
  };
  const account = within("v1", "ServiceAccount");
  const policy = within("networking.k8s.io/v1", "NetworkPolicy");
  const authorization = within("security.istio.io/v1", "AuthorizationPolicy");
  const workloads = copied(previews, name);
  const callers = callersOf(name, [{ name, workloads }]);
  const route = publishedRoute(previews);
  const { ingressController } = peers;
  return [
    {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name, labels: namespaceLabels(previews, peers) },
    },
    within("v1", "ResourceQuota")({ name: "quota", spec: quotaSpec({ ...previews.quota, storageGiB: 0, volumes: 0 }) }),
    within("v1", "LimitRange")({ name: "container-limits", spec: limitRangeSpec(previews.containers) }),
    ...["default", ...workloads.map((workload) => workload.name)].map((of) =>
      account({ name: of, automountServiceAccountToken: false }),
    ),
    ...roleBindings(previews).map(within("rbac.authorization.k8s.io/v1", "RoleBinding")),
    ...networkPolicies({ apiServer: false, workloads }, peers, callers).map(policy),
    policy({
      name: `public-${route.workload}`,
      spec: controllerPolicySpec(route.workload, [route], ingressController, peers.mesh),
    }),
    ...(peers.mesh
      ? [
          ...meshPolicies({ name, workloads }, peers, callers).map(authorization),
          authorization({
            name: `public-${route.workload}`,
            spec: controllerAuthorization(route.workload, [route], ingressController),
          }),
        ]
      : []),
    within("v1", "Service")({ name: publicServiceName(route.workload), spec: serviceSpec(route.workload, [route]) }),
    within("cert-manager.io/v1", "Certificate")({ name: route.host, spec: hostCertificateSpec(route) }),
    within("networking.k8s.io/v1", "Ingress")({ name: route.host, spec: ingressSpec(route.host, [route]) }),
    deployment(name, previews, rhythm),
  ];
}

function namespaceLabels({ team, environment }: Previews, { mesh }: PlatformPeers): Record<string, string> {
  return {
    ...podSecurityLabels("restricted"),
    "platform/environment": environment,
    "platform/team": team,
    [previewLabel]: team,
    ...(mesh ? meshLabels() : {}),
  };
}

/** Without Vault, the API server, addresses outside and other namespaces: nobody has reviewed what runs here. */
function copied({ workloads, namespace }: Previews, name: string): Workload[] {
  return workloads.map((workload) => ({
    name: workload.name,
    ports: workload.ports,
    ingressPorts: [],
    metricsPort: workload.metricsPort,
    egress: [],
    apiServer: false,
    calls: workload.calls
      .filter((call) => call.namespace === namespace)
      .map(({ workload: called, port }) => ({ namespace: name, workload: called, port })),
  }));
}

function publishedRoute({ team, domain, published }: Previews): PublishedRoute {
  return { ...published, host: `${team}-${inputs.id}.${domain}`, path: "/", class: "internal" };
}

function roleBindings({ groups }: Previews) {
  return (["developer", "viewer"] as const)
    .filter((role) => groups[`${role}s`].length > 0)
    .map((role) => ({
      name: `platform-${role}s`,
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: clusterRoles[role] },
      subjects: groupSubjects(groups[`${role}s`]),
    }));
}

function deployment(name: string, { team, path, image }: Previews, rhythm: Rhythm): KubernetesManifest {
  return {
    apiVersion: "kustomize.toolkit.fluxcd.io/v1",
    kind: "Kustomization",
    metadata: { name, namespace: fluxNamespace },
    spec: {
      ...kustomizationSpec({ path, account: previewsOf(team) }, rhythm),
      targetNamespace: name,
      images: [{ name: image, newTag: inputs.commit }],
    },
  };
}

/** Lets the internal controller reach the published pods of every preview, in whatever namespace they will be. */
export function controllerEgressSpec(
  { team, published }: Pick<Previews, "team" | "published">,
  controller: MeshPeer,
  mesh: boolean,
) {
  return {
    podSelector: { matchLabels: controller.labels },
    policyTypes: ["Egress"],
    egress: [
      {
        to: [
          {
            namespaceSelector: { matchLabels: { [previewLabel]: team } },
            podSelector: { matchLabels: { "app.kubernetes.io/name": published.workload } },
          },
        ],
        ports: [published.port, ...(mesh ? [15008] : [])].map((port) => ({ port, protocol: "TCP" })),
      },
    ],
  };
}
