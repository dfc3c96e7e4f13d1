import { holds, overlap, parseCidr } from "../../components/lib/cidr";
import type { Settings } from "./index";
import { path, type Problem } from "./problems";

type Namespace = Settings["teams"][number]["namespaces"][number] | Settings["environments"][number];

/** Rules across settings. Each gets only settings that have the right shape, so that all mistakes show up together. */
export function crossFieldProblems(given: Partial<Settings>): Problem[] {
  const { environments = [], teams = [], cluster, access } = given;
  const namespaces = allNamespaces(environments, teams);
  return [
    ...duplicates(environments.map((item, i) => [path("environments", i, "name"), item.name])),
    ...duplicates(teams.map((item, i) => [path("teams", i, "name"), item.name])),
    ...duplicates(namespaces.map(({ at, spec }) => [path(...at, "name"), spec.name])),
    ...namespaces.flatMap(({ at, spec }) => namespaceProblems(at, spec)),
    ...(given.environments && given.teams ? callProblems(namespaces) : []),
    ...(given.environments ? environmentProblems(environments, teams) : []),
    ...teamGroupProblems(teams),
    ...(access ? accessProblems(access, environments) : []),
    ...(cluster ? clusterProblems(cluster, namespaces) : []),
  ];
}

interface Placed {
  at: (string | number)[];
  spec: Namespace;
}

function allNamespaces(environments: Settings["environments"], teams: Settings["teams"]): Placed[] {
  return [
    ...environments.map((spec, i) => ({ at: ["environments", i], spec })),
    ...teams.flatMap((team, i) => team.namespaces.map((spec, j) => ({ at: ["teams", i, "namespaces", j], spec }))),
  ];
}

/** Every name after its first use. */
function duplicates(names: [string, string][]): Problem[] {
  const first = new Map<string, string>();
  return names.flatMap(([at, name]) => {
    const taken = first.get(name);
    if (taken === undefined) first.set(name, at);
    return taken === undefined
      ? []
      : [{ at, must: `be unique, but ${taken} has it too`, got: name, remedy: "rename one" }];
  });
}

const reserved = /^(kube-.*|default|platform-.*)$/;

function namespaceProblems(at: Placed["at"], spec: Namespace): Problem[] {
  const { quota, containers } = spec;
  const problems: Problem[] = [];
  if (reserved.test(spec.name)) {
    const must = "not be a name that Kubernetes or the platform keeps (kube-*, default, platform-*)";
    problems.push({ at: path(...at, "name"), must, got: spec.name, remedy: "choose another name" });
  }
  if (containers.maxMemoryGiB > 2 * quota.memoryGiB) {
    const must = `be at most twice quota.memoryGiB (${2 * quota.memoryGiB} GiB), or no such container ever starts`;
    const remedy = "lower it or raise the quota";
    problems.push({ at: path(...at, "containers", "maxMemoryGiB"), must, got: containers.maxMemoryGiB, remedy });
  }
  if (containers.defaultMemoryMiB > 1024 * containers.maxMemoryGiB) {
    const must = `be at most maxMemoryGiB (${1024 * containers.maxMemoryGiB} MiB), or every container without a limit is refused`;
    const remedy = "lower it or raise maxMemoryGiB";
    problems.push({
      at: path(...at, "containers", "defaultMemoryMiB"),
      must,
      got: containers.defaultMemoryMiB,
      remedy,
    });
  }
  problems.push(
    ...duplicates(spec.workloads.map((workload, i) => [path(...at, "workloads", i, "name"), workload.name])),
    ...spec.workloads.flatMap((workload, i) => workloadProblems([...at, "workloads", i], workload)),
  );
  return problems;
}

function workloadProblems(at: Placed["at"], workload: Namespace["workloads"][number]): Problem[] {
  const problems = workload.ingressPorts.flatMap((port, i): Problem[] => {
    if (workload.ports.includes(port)) return [];
    const remedy = `add ${port} to ${path(...at, "ports")}`;
    return [{ at: path(...at, "ingressPorts", i), must: "be one of the workload's ports", got: port, remedy }];
  });
  if (workload.name === "default") {
    const must = "not be default, the service account that pods get by mistake";
    problems.push({ at: path(...at, "name"), must, got: workload.name, remedy: "choose another name" });
  }
  return problems;
}

function callProblems(namespaces: Placed[]): Problem[] {
  return namespaces.flatMap(({ at, spec }) =>
    spec.workloads.flatMap((workload, i) =>
      workload.calls.flatMap((call, j): Problem[] => {
        const where = [...at, "workloads", i, "calls", j];
        const inNamespace = call.namespace ?? spec.name;
        const namespace = namespaces.find((other) => other.spec.name === inNamespace);
        if (!namespace) {
          const remedy = `declare it under platform:teams or correct the name`;
          return [{ at: path(...where, "namespace"), must: "be a declared namespace", got: inNamespace, remedy }];
        }
        const target = namespace.spec.workloads.find((other) => other.name === call.workload);
        if (!target) {
          const remedy = `declare it in ${path(...namespace.at, "workloads")} or correct the name`;
          const must = `be a declared workload of namespace ${inNamespace}`;
          return [{ at: path(...where, "workload"), must, got: call.workload, remedy }];
        }
        if (target.ports.includes(call.port)) return [];
        const remedy = `add it to the ports of ${inNamespace}/${call.workload} or correct it`;
        return [
          { at: path(...where, "port"), must: "be a port that the called workload declares", got: call.port, remedy },
        ];
      }),
    ),
  );
}

function environmentProblems(environments: Settings["environments"], teams: Settings["teams"]): Problem[] {
  const names = environments.map((environment) => environment.name);
  return teams.flatMap((team, i) =>
    team.namespaces.flatMap(({ environment }, j): Problem[] => {
      const at = path("teams", i, "namespaces", j, "environment");
      if (environment === undefined) {
        if (names.length <= 1) return [];
        const must = `be set, because the stack carries several environments (${names.join(", ")})`;
        return [{ at, must, remedy: "write one of them" }];
      }
      if (names.includes(environment)) return [];
      const must = `be an environment of this stack (${names.join(", ")})`;
      return [{ at, must, got: environment, remedy: "write one of them, or add it to platform:environments" }];
    }),
  );
}

function teamGroupProblems(teams: Settings["teams"]): Problem[] {
  return teams.flatMap((team, i) =>
    (["developers", "viewers"] as const).flatMap((role): Problem[] => {
      const at = path("teams", i, "groups", role);
      if (team.groups[role].length > 0 && team.namespaces.length === 0) {
        const must = `be empty while team ${team.name} has no namespace, because it would be bound to nothing`;
        return [{ at, must, got: team.groups[role].join(", "), remedy: "declare a namespace or remove the groups" }];
      }
      return duplicates(team.groups[role].map((group, j) => [path("teams", i, "groups", role, j), group]));
    }),
  );
}

function accessProblems(access: Settings["access"], environments: Settings["environments"]): Problem[] {
  const problems: Problem[] = [];
  if (access.breakGlass.enabled && access.breakGlass.groups.length === 0) {
    const must = "name a group while breakGlass.enabled is true, because the binding would be bound to nothing";
    problems.push({ at: path("access", "breakGlass", "groups"), must, remedy: "name a group or disable break-glass" });
  }
  if (environments.some((environment) => environment.name === "production") && access.admins.length === 0) {
    const must = "name a group in production, or nobody can onboard a team";
    problems.push({ at: path("access", "admins"), must, remedy: "write the group of the platform's administrators" });
  }
  for (const role of ["admins", "operators", "developers", "viewers"] as const) {
    problems.push(...duplicates(access[role].map((group, i) => [path("access", role, i), group])));
  }
  return problems;
}

function clusterProblems({ network }: Settings["cluster"], namespaces: Placed[]): Problem[] {
  const blocks = (["podCidr", "serviceCidr", "nodeCidr"] as const).flatMap((key) => {
    const text = network[key];
    return text === undefined ? [] : [{ at: path("cluster", "network", key), text }];
  });
  const related = (a: string, b: string, how: typeof overlap) => {
    const [left, right] = [parseCidr(a), parseCidr(b)];
    return left !== undefined && right !== undefined && how(left, right);
  };
  const problems = blocks.flatMap((block, i) =>
    blocks.slice(0, i).flatMap((other): Problem[] => {
      if (!related(block.text, other.text, overlap)) return [];
      const must = `not overlap with ${other.at} (${other.text})`;
      return [{ at: block.at, must, got: block.text, remedy: "write the cluster's real, disjoint ranges" }];
    }),
  );
  for (const { at, spec } of namespaces) {
    spec.workloads.forEach((workload, i) =>
      workload.egress.forEach((flow, j) => {
        const inside = blocks.find((block) => related(block.text, flow.cidr, holds));
        if (!inside) return;
        const must = `not lie in ${inside.at} (${inside.text}), because it would open the way to what runs there`;
        const remedy = "declare calls to workloads under calls, and only outside addresses here";
        problems.push({ at: path(...at, "workloads", i, "egress", j, "cidr"), must, got: flow.cidr, remedy });
      }),
    );
    const asks = spec.apiServer || spec.workloads.some((workload) => workload.apiServer);
    if (asks && network.apiServer.cidrs.length === 0) {
      const must = `name the API server's addresses, because namespace ${spec.name} asks for it`;
      const remedy = "write those of kubectl get endpointslices -n default, each with /32";
      problems.push({ at: path("cluster", "network", "apiServer", "cidrs"), must, remedy });
    }
  }
  return problems;
}
