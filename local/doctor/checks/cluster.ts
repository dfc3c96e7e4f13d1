import { contains, parseCidr } from "../../../components/lib/cidr";
import { kubernetesVersion } from "../../../src/versions";
import { isUnread, type Facts } from "../facts";
import { error, ok, warning, type Finding } from "../finding";
import type { Expectations } from "../expectations";

/** Minor versions that the pinned charts were rendered and supported for. */
const window = { oldest: 33, newest: 35 };

export function version({ version: given }: Facts): Finding[] {
  const [, minor] = /^v1\.(\d+)/.exec(given) ?? [];
  const supported = `1.${window.oldest} to 1.${window.newest}`;
  if (minor === undefined || Number(minor) < window.oldest || Number(minor) > window.newest) {
    return [
      error("version", `the API server is ${given}`, `use Kubernetes ${supported}: the charts are made for these`),
    ];
  }
  if (`1.${minor}` === kubernetesVersion) return [ok("version", given)];
  return [
    warning(
      "version",
      `the API server is ${given}; everything here is tested with ${kubernetesVersion}`,
      `upgrade to ${kubernetesVersion} when you can`,
    ),
  ];
}

/** API groups that the platform's objects are of. */
const neededApis = [
  "admissionregistration.k8s.io/v1",
  "apps/v1",
  "autoscaling/v2",
  "batch/v1",
  "discovery.k8s.io/v1",
  "networking.k8s.io/v1",
  "policy/v1",
  "rbac.authorization.k8s.io/v1",
  "storage.k8s.io/v1",
];

export function apis({ apis: served }: Facts): Finding[] {
  const missing = neededApis.filter((api) => !served.includes(api));
  const findings = missing.map((api) =>
    error("api", `${api} is not served`, "turn it on, or use a cluster that has it"),
  );
  if (!served.includes("metrics.k8s.io/v1beta1")) {
    findings.push(
      warning(
        "api",
        "metrics.k8s.io is not served: nothing scales by load, and kubectl top says nothing",
        "install metrics-server",
      ),
    );
  }
  return findings.length > 0 ? findings : [ok("api", `${neededApis.length} groups are served`)];
}

export function nodes({ nodes: all }: Facts): Finding[] {
  if (isUnread(all)) return [];
  const ready = all.filter((node) =>
    ((node["status"] as { conditions?: { type: string; status: string }[] } | undefined)?.conditions ?? []).some(
      ({ type, status }) => type === "Ready" && status === "True",
    ),
  );
  const findings: Finding[] = [];
  if (ready.length === 0)
    findings.push(error("nodes", `none of ${all.length} nodes is ready`, "make a node ready first"));
  else if (ready.length < all.length) {
    findings.push(
      warning("nodes", `${all.length - ready.length} of ${all.length} nodes are not ready`, "kubectl get nodes"),
    );
  }
  const zones = new Set(all.flatMap(({ metadata }) => metadata.labels?.["topology.kubernetes.io/zone"] ?? []));
  if (zones.size < 3) {
    findings.push(
      warning(
        "zones",
        `nodes are in ${zones.size === 0 ? "no known zone" : `${zones.size} zone${zones.size > 1 ? "s" : ""}`}: the loss of one stops what should survive it`,
        "add nodes in three zones, labelled topology.kubernetes.io/zone",
      ),
    );
  }
  return findings.length > 0 ? findings : [ok("nodes", `${ready.length} are ready, in ${zones.size} zones`)];
}

export function rights({ forbidden }: Facts): Finding[] {
  if (forbidden.length === 0) return [ok("rights", "you may make all that the platform is made of")];
  return [
    error(
      "rights",
      `you may not ${forbidden.join(", ")}`,
      "deploy as cluster-admin: the platform hands out rights, and nobody can give what they lack",
    ),
  ];
}

/** What could not be read: other checks say nothing of it. */
export function unread(facts: Facts): Finding[] {
  return Object.entries(facts as unknown as Record<string, Facts["nodes"]>).flatMap(([what, objects]) =>
    typeof objects === "object" && "unread" in objects
      ? [
          error(
            "rights",
            `${what} could not be read: ${objects.unread}`,
            "ask with an account that may read the cluster",
          ),
        ]
      : [],
  );
}

export function addresses(facts: Facts, { apiServer }: Expectations): Finding[] {
  if (isUnread(facts.apiServerEndpoints)) return [];
  const slices = facts.apiServerEndpoints as {
    endpoints?: { addresses?: string[] }[];
    ports?: { port?: number }[];
  }[];
  const found = slices.flatMap(({ endpoints = [] }) => endpoints.flatMap(({ addresses: given = [] }) => given));
  const port = slices[0]?.ports?.[0]?.port;
  const named = apiServer.cidrs.flatMap((cidr) => parseCidr(cidr) ?? []);
  const written = apiServer.cidrs.map((cidr) => cidr.replace(/\/(32|128)$/, ""));
  const findings: Finding[] = [];
  if (!found.every((address) => named.some((cidr) => contains(cidr, address)))) {
    findings.push(
      error(
        "addresses",
        `the API server is at ${found.join(", ")}, and platform:cluster.network.apiServer.cidrs names ${written.join(", ")}: controllers would not reach it`,
        `write cidrs: [${found.map((address) => `${address}/${address.includes(":") ? 128 : 32}`).join(", ")}]`,
      ),
    );
  }
  if (port !== undefined && port !== apiServer.port) {
    const message = `the API server listens on port ${port}, and platform:cluster.network.apiServer.port is ${apiServer.port}`;
    findings.push(error("addresses", message, `write port: ${port}`));
  }
  return findings.length > 0 ? findings : [ok("addresses", "the API server is where the configuration says")];
}
