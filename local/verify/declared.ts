import { parseConfig, type PlatformConfig } from "../../src/config";
import { messageOf, UserError } from "../lib/errors";
import type { DeclaredNamespace } from "./admission/declared";
import type { DeclaredMesh } from "./mesh/declared";
import { acmeSolver, clientsByDefault, type DeclaredNamespaceNetwork, type DeclaredNetwork } from "./network/declared";
import type { DeclaredAccess } from "./rbac/declared";
import { vaultOf, type DeclaredVault } from "./vault/declared";

/** What the configuration of a stack promises, as the checks need it. */
export interface Declared {
  /** Context in the kubeconfig of the stack's cluster. */
  context: string;
  network: DeclaredNetwork;
  /** @default absent - the mesh is off */
  mesh?: DeclaredMesh;
  access: DeclaredAccess;
  namespaces: DeclaredNamespace[];
  /** @default absent - the program does not configure it */
  vault?: DeclaredVault;
}

/**
 * Reads the declarations from the values of a stack file, as `loadStack` returns them.
 * @throws UserError with every mistake in the configuration, or when the stack makes a cluster of its own
 */
export function declaredOf(stack: string, values: Record<string, string>): Declared {
  const config = parsed(stack, values);
  const governed = [...config.environments, ...config.teams.flatMap((team) => team.namespaces)];
  const networks = governed.map((namespace) => networkOf(namespace, config));
  const { admins, operators, developers, viewers, breakGlass } = config.access;
  return {
    context: contextOf(stack, config.cluster),
    network: {
      namespaces: networks,
      ...config.peers,
      entries: config.ingress?.entries.map(({ exposure, sourceRanges }) => ({
        class: exposure,
        clients: sourceRanges.length > 0 ? sourceRanges : clientsByDefault[exposure],
      })),
    },
    mesh: config.mesh && { namespaces: networks, ...config.peers },
    access: {
      groups: { admins, operators, developers, viewers, breakGlass },
      environments: config.environments.map((environment) => environment.name),
      teams: config.teams.map(({ name, groups, namespaces }) => ({
        name,
        ...groups,
        namespaces: namespaces.map((namespace) => namespace.name),
      })),
    },
    namespaces: governed.map(({ name, quota, containers }) => ({ name, quota, containers })),
    vault: config.vaultConfig && vaultOf(config.vaultConfig),
  };
}

function networkOf(
  { name, apiServer, waypoint, workloads }: DeclaredNamespaceNetwork,
  { published, certificates }: PlatformConfig,
): DeclaredNamespaceNetwork {
  const here = published.filter(({ namespace }) => namespace === name);
  const solvers = certificates.acme?.challenge === "http01" && here.length > 0 ? [acmeSolver] : [];
  const reached = workloads.map((workload) => ({
    ...workload,
    published: here.filter((route) => route.workload === workload.name),
  }));
  return { name, apiServer, waypoint, workloads: [...reached, ...solvers] };
}

function contextOf(stack: string, cluster: PlatformConfig["cluster"]): string {
  if (cluster.kind === "existing") return cluster.context;
  const must = `platform:cluster.kind of stack ${stack} must be existing, got ${cluster.kind}`;
  throw new UserError(`${must}; name a stack that stands on a cluster which is there, or run npm run plan -- ${stack}`);
}

function parsed(stack: string, values: Record<string, string>): ReturnType<typeof parseConfig> {
  try {
    return parseConfig(stack, values);
  } catch (error) {
    throw new UserError(messageOf(error));
  }
}
