import { previewPrefix } from "../../../components/flux/names";
import { challengeOf } from "../certificates";
import type { Settings } from "../index";
import { path, type Problem } from "../problems";
import { allNamespaces } from "./placed";

type Team = Settings["teams"][number];
type Previews = NonNullable<Team["previews"]>;

/** Rules about previews: they copy what is declared, are published, and take no other namespace's name. */
export function previewProblems(given: Partial<Settings>): Problem[] {
  const { teams = [] } = given;
  return teams.flatMap((team, i) => {
    const { previews } = team;
    if (!previews) return [];
    return [...needProblems(given, i), ...copiedProblems(given, team, previews, i), ...nameProblems(given, team)];
  });
}

function needProblems({ flux, ingress, certificates, cluster }: Partial<Settings>, i: number): Problem[] {
  const asked = certificates?.issuer === "acme" && cluster && challengeOf({ certificates, cluster }) === "http01";
  const needs = [
    ...(flux?.kind === "none" ? ["flux.kind is none"] : []),
    ...(ingress?.kind === "none" || (ingress && !ingress.internal.enabled) ? ["ingress.internal is not enabled"] : []),
    ...(asked ? ["hosts are proved by http01, which the ACME server cannot do for internal ones"] : []),
  ];
  return needs.map((need) => ({
    at: path("teams", i, "previews"),
    must: `be left out while ${need}`,
    remedy: "remove it, or change that",
  }));
}

function copiedProblems(given: Partial<Settings>, team: Team, previews: Previews, i: number): Problem[] {
  const at = (key: string) => path("teams", i, "previews", key);
  const namespace = team.namespaces.find(({ name }) => name === previews.namespace);
  if (!namespace) {
    const names = team.namespaces.map(({ name }) => name).join(", ") || "it has none";
    const must = `be a namespace of the team (${names})`;
    return [{ at: at("namespace"), must, got: previews.namespace, remedy: "write one of them" }];
  }
  const problems: Problem[] = [];
  const workload = namespace.workloads.find(({ name }) => name === previews.workload);
  if (workload?.publish.length !== 1) {
    const must = `be a workload of namespace ${namespace.name} that publishes one host, whose port a preview publishes too`;
    problems.push({ at: at("workload"), must, got: previews.workload, remedy: "write the name of one" });
  }
  const { environments = [] } = given;
  const environment = environments.find(({ name }) => name === (namespace.environment ?? environments[0]?.name));
  if (environment && environment.name === "production") {
    const must = "be a namespace outside of production, because previews run what nobody has reviewed";
    problems.push({ at: at("namespace"), must, got: namespace.name, remedy: "move previews to the stack of dev" });
  } else if (environment && environment.domain === undefined) {
    const must = `be of an environment with a domain, and ${environment.name} has none`;
    problems.push({ at: at("namespace"), must, got: namespace.name, remedy: `set a domain for ${environment.name}` });
  }
  return problems;
}

/** The guard at admission goes by names. */
function nameProblems(given: Partial<Settings>, { name }: Team): Problem[] {
  const prefix = previewPrefix(name);
  const previewName = new RegExp(`^${prefix}[0-9]+$`);
  return allNamespaces(given)
    .filter(({ spec }) => previewName.test(spec.name))
    .map(({ at, spec }) => {
      const must = `not be ${prefix} and a number, because previews of team ${name} have such namespaces`;
      return { at: path(...at, "name"), must, got: spec.name, remedy: "choose another name" };
    });
}
