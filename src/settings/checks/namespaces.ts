import { platformNamespaces } from "../../../components/lib/platform-namespaces";
import type { Settings } from "../index";
import { path, type Problem } from "../problems";
import { allNamespaces, duplicates, environmentProblems, type Placed } from "./placed";

/** Rules about environments, teams and what their namespaces declare. */
export function namespaceProblems(given: Partial<Settings>): Problem[] {
  const { environments = [], teams = [] } = given;
  const namespaces = allNamespaces(given);
  return [
    ...duplicates(environments.map((item, i) => [path("environments", i, "name"), item.name])),
    ...duplicates(teams.map((item, i) => [path("teams", i, "name"), item.name])),
    ...duplicates(namespaces.map(({ at, spec }) => [path(...at, "name"), spec.name])),
    ...namespaces.flatMap(({ at, spec }) => specProblems(at, spec)),
    ...(given.environments && given.teams ? callProblems(namespaces) : []),
    ...(given.environments ? teamEnvironmentProblems(environments, teams) : []),
    ...teamGroupProblems(teams),
  ];
}

/** Kubernetes' own names and those of the platform's parts. */
const reserved = new Set([...platformNamespaces, "default"]);

function specProblems(at: Placed["at"], spec: Placed["spec"]): Problem[] {
  const { quota, containers } = spec;
  const problems: Problem[] = [];
  if (reserved.has(spec.name) || /^(kube|platform)-/.test(spec.name)) {
    const must =
      "not be a name that Kubernetes or the platform keeps (kube-*, default, platform-*, and those of its parts, such as velero)";
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

function workloadProblems(at: Placed["at"], workload: Placed["spec"]["workloads"][number]): Problem[] {
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

function teamEnvironmentProblems(environments: Settings["environments"], teams: Settings["teams"]): Problem[] {
  const names = environments.map((environment) => environment.name);
  return teams.flatMap((team, i) =>
    team.namespaces.flatMap(({ environment }, j) =>
      environmentProblems(path("teams", i, "namespaces", j, "environment"), environment, names),
    ),
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
