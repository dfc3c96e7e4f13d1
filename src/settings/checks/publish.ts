import { challengeOf } from "../certificates";
import type { Settings } from "../index";
import { path, type Problem } from "../problems";
import { allNamespaces, duplicates, type Placed } from "./placed";

type Workload = Placed["spec"]["workloads"][number];

/** One entry of a workload's `publish`. */
interface Published {
  at: Placed["at"];
  workload: Workload;
  namespace: string;
  /** @default absent - not known, which is another mistake */
  environment?: string;
  entry: Workload["publish"][number];
}

/** Rules about hosts: each has one owner, lies in its environment's domain, and somebody serves it. */
export function publishProblems(given: Partial<Settings>): Problem[] {
  const { environments = [] } = given;
  const published = allPublished(given);
  return [
    ...duplicates(
      environments.flatMap(({ domain }, i) => (domain ? [[path("environments", i, "domain"), domain]] : [])),
    ),
    ...allNamespaces(given).flatMap(nameProblems),
    ...published.flatMap(portProblems),
    ...published.flatMap((host) => domainProblems(host, environments)),
    ...published.flatMap((host) => classProblems(host, given)),
    ...ownerProblems(published),
  ];
}

function allPublished(given: Partial<Settings>): Published[] {
  return allNamespaces(given).flatMap(({ at, spec }) =>
    spec.workloads.flatMap((workload, i) =>
      workload.publish.map((entry, j) => ({
        at: [...at, "workloads", i, "publish", j],
        workload,
        namespace: spec.name,
        environment: at[0] === "environments" ? spec.name : environmentOf(spec, given.environments),
        entry,
      })),
    ),
  );
}

function environmentOf(spec: Placed["spec"], environments: Settings["environments"] = []): string | undefined {
  if ("environment" in spec && spec.environment !== undefined) return spec.environment;
  return environments.length === 1 ? environments[0]!.name : undefined;
}

/** Names of Services begin with a letter. */
function nameProblems({ at, spec }: Placed): Problem[] {
  return spec.workloads.flatMap(({ name, publish }, i): Problem[] => {
    if (publish.length === 0 || /^[a-z].{0,55}$/.test(name)) return [];
    const must = "begin with a letter and have at most 56 characters, because its Service is named after it";
    return [{ at: path(...at, "workloads", i, "name"), must, got: name, remedy: "choose another name" }];
  });
}

function portProblems({ at, workload, entry }: Published): Problem[] {
  if (workload.ports.includes(entry.port)) return [];
  const remedy = `add ${entry.port} to ${path(...at.slice(0, -2), "ports")}`;
  return [{ at: path(...at, "port"), must: "be one of the workload's ports", got: entry.port, remedy }];
}

function domainProblems({ at, environment, entry }: Published, environments: Settings["environments"]): Problem[] {
  const index = environments.findIndex(({ name }) => name === environment);
  if (index < 0) return [];
  const own = environments[index]!.domain;
  const setting = path("environments", index, "domain");
  const problem = { at: path(...at, "host"), got: entry.host };
  if (own === undefined) {
    const must = `be left out while environment ${environment} has no domain`;
    return [{ ...problem, must, remedy: `set ${setting}, or remove it` }];
  }
  if (!within(entry.host, own)) {
    return [{ ...problem, must: `be ${setting} (${own}) or lie below it`, remedy: "correct the host or the domain" }];
  }
  const closer = environments.find(
    ({ domain }) => domain && domain !== own && within(domain, own) && within(entry.host, domain),
  );
  if (!closer) return [];
  const must = `not lie in the domain of environment ${closer.name} (${closer.domain})`;
  return [{ ...problem, must, remedy: "choose another host" }];
}

function classProblems({ at, entry }: Published, { ingress, certificates, cluster }: Partial<Settings>): Problem[] {
  if (ingress?.kind === "none") {
    const must = "be left out while platform:ingress.kind is none, because no controller serves it";
    return [{ at: path(...at, "host"), must, got: entry.host, remedy: "remove it, or set ingress.kind to nginx" }];
  }
  const problem = { at: path(...at, "class"), got: entry.class };
  if (ingress && !ingress[entry.class].enabled) {
    const must = "be a class that is on";
    return [
      { ...problem, must, remedy: `set platform:ingress.${entry.class}.enabled to true, or choose another class` },
    ];
  }
  const asked = certificates?.issuer === "acme" && cluster && challengeOf({ certificates, cluster }) === "http01";
  if (entry.class === "public" || !asked) return [];
  const must = "be public while hosts are proved by http01, because the ACME server has to reach them";
  return [{ ...problem, must, remedy: "name DNS zones of the cluster and use dns01, or make it public" }];
}

/** The controller takes one Ingress per host, which lies in one namespace and has one class. */
function ownerProblems(published: Published[]): Problem[] {
  return published.flatMap((later, i): Problem[] => {
    const { at, entry, namespace } = later;
    const others = published.slice(0, i).filter((earlier) => earlier.entry.host === entry.host);
    const same = others.find((earlier) => earlier.entry.path === entry.path);
    if (same) {
      const must = `be published once for path ${entry.path}, but ${path(...same.at)} publishes the same`;
      return [{ at: path(...at, "host"), must, got: entry.host, remedy: "remove one, or give it another path" }];
    }
    const [first] = others;
    if (first && first.namespace !== namespace) {
      const must = `be published from one namespace, but ${path(...first.at)} publishes it from ${first.namespace}`;
      return [{ at: path(...at, "host"), must, got: entry.host, remedy: "choose another host" }];
    }
    if (first && first.entry.class !== entry.class) {
      const must = `be that of ${path(...first.at)} (${first.entry.class}), because a host has one class`;
      return [{ at: path(...at, "class"), must, got: entry.class, remedy: "write the same, or choose another host" }];
    }
    return [];
  });
}

/** Whether a name is a domain or lies below it. */
export function within(name: string, domain: string): boolean {
  return name === domain || name.endsWith(`.${domain}`);
}
