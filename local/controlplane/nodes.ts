import { kubernetesVersion } from "../toolchain";
import { ApiError, type KubernetesClient, type KubernetesObject } from "../kubernetes";

const zones = ["zone-a", "zone-b", "zone-c"];

/** What every node offers: enough for the platform and some teams, little enough for a scheduler to have to think. */
const resources = { cpu: "32", memory: "128Gi", "ephemeral-storage": "500Gi", pods: "250" };

/** The simulated nodes, one in each zone. KWOK makes them ready. */
export function nodeObjects(): KubernetesObject[] {
  return zones.map((zone, index) => {
    const name = `node-${zone.replace("zone-", "")}`;
    const podCIDR = `10.244.${index}.0/24`;
    return {
      apiVersion: "v1",
      kind: "Node",
      metadata: {
        name,
        labels: {
          "kubernetes.io/hostname": name,
          "kubernetes.io/os": "linux",
          "kubernetes.io/arch": "amd64",
          "node.kubernetes.io/instance-type": "simulated",
          "topology.kubernetes.io/region": "local",
          "topology.kubernetes.io/zone": zone,
        },
      },
      spec: { podCIDR, podCIDRs: [podCIDR] },
      status: {
        capacity: resources,
        allocatable: resources,
        addresses: [
          { type: "InternalIP", address: `192.0.2.${11 + index}` },
          { type: "Hostname", address: name },
        ],
        nodeInfo: {
          architecture: "amd64",
          operatingSystem: "linux",
          kubeletVersion: `v${kubernetesVersion}`,
          kubeProxyVersion: "",
          containerRuntimeVersion: "kwok",
          kernelVersion: "",
          osImage: "simulated",
          bootID: "",
          machineID: "",
          systemUUID: "",
        },
      },
    };
  });
}

/** Creates the nodes that are not there. */
export async function ensureNodes(client: KubernetesClient, signal?: AbortSignal): Promise<void> {
  const create = async (node: KubernetesObject) => {
    if (await client.find(`/api/v1/nodes/${node.metadata.name}`, { signal })) return;
    try {
      await client.request("POST", "/api/v1/nodes", { body: node, signal });
    } catch (error) {
      // A repeated request whose first answer was lost.
      if (!(error instanceof ApiError && error.reason === "AlreadyExists")) throw error;
    }
  };
  await Promise.all(nodeObjects().map(create));
}

/** Why the cluster cannot take workloads yet; `undefined` when it can. */
export async function clusterProblem(client: KubernetesClient, signal?: AbortSignal): Promise<string | undefined> {
  interface Node {
    status?: { conditions?: { type: string; status: string }[] };
  }
  const nodes = await Promise.all(
    nodeObjects().map(({ metadata }) => client.find<Node>(`/api/v1/nodes/${metadata.name}`, { signal })),
  );
  const ready = nodes.filter((node) =>
    node?.status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True"),
  );
  if (ready.length < nodes.length) return `${ready.length} of ${nodes.length} nodes are ready`;
  // The controller manager makes it; pods of a namespace without it are refused.
  const account = await client.find("/api/v1/namespaces/default/serviceaccounts/default", { signal });
  return account ? undefined : "the default namespace has no service account yet";
}
