import type { Settings } from "../index";
import { path, type Problem } from "../problems";
import { consoleGroups, consoleNames, internalDomain, type ConsoleName } from "../sign-in";
import { allNamespaces } from "./placed";

/** Rules about consoles with a client: they can be published, their secrets have a place, and somebody may sign in. */
export function signInProblems(given: Partial<Settings>): Problem[] {
  const clients = given.signIn?.clients;
  if (!clients) return [];
  return consoleNames
    .filter((console) => clients[console] !== undefined)
    .flatMap((console) =>
      [placeProblem(console, given), storeProblem(given), groupsProblem(console, given), trustProblem(console, given)]
        .filter((problem) => problem !== undefined)
        .map((problem) => ({ at: path("signIn", "clients", console), got: clients[console], ...problem })),
    );
}

type Reason = Pick<Problem, "must" | "remedy"> | undefined;

function placeProblem(console: ConsoleName, given: Partial<Settings>): Reason {
  const { environments, ingress, certificates, cluster } = given;
  if (!environments || !ingress || !certificates || !cluster) return undefined;
  const place = internalDomain({ environments, ingress, certificates, cluster });
  if (!place) {
    const must = "be left out while the platform has no hosts of its own";
    const remedy = `give an environment a domain and enable ${path("ingress", "internal")} (certificates by dns01 or self-signed), or remove it`;
    return { must, remedy };
  }
  const host = `${console}.${place.domain}`;
  const taken = allNamespaces(given).flatMap(({ at, spec }) =>
    spec.workloads.flatMap((workload, i) =>
      workload.publish.flatMap((entry, j) =>
        entry.host === host ? [path(...at, "workloads", i, "publish", j, "host")] : [],
      ),
    ),
  );
  if (taken.length === 0) return undefined;
  return {
    must: `be left out while ${taken[0]} is ${host}, which is the console's`,
    remedy: "choose another host there",
  };
}

function storeProblem({ vault }: Partial<Settings>): Reason {
  if (vault?.distribution !== "none") return undefined;
  const must = `be left out while ${path("vault", "distribution")} is none, because its client's secret is in Vault`;
  return { must, remedy: "remove it, or change that" };
}

/** Otherwise everybody with an account at the provider, such as gitlab.com, could sign in. */
function groupsProblem(console: ConsoleName, { access, teams }: Partial<Settings>): Reason {
  if (!access || !teams || consoleGroups(console, { access, teams }).length > 0) return undefined;
  const must = "be left out while no group may sign in";
  return { must, remedy: `name groups in ${path("access", "admins")}, or remove it` };
}

/** Headlamp hands people's tokens to the API server. */
function trustProblem(console: ConsoleName, { cluster }: Partial<Settings>): Reason {
  if (console !== "headlamp" || cluster?.kind !== "azure") return undefined;
  const must = "be left out on Azure, because the API server of AKS trusts tokens of Entra ID for its own client alone";
  return { must, remedy: "remove it" };
}
