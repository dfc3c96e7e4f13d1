import { beforeAll, describe, expect, it } from "vitest";
import { run } from "../../local/engine";
import { loadStack } from "../../local/engine/project";
import type { RegisteredResource } from "../../local/engine/types";
import { root } from "../../local/lib/project";

const team = "payments";
/** Other teams call into the team; without it they declare no such calls. */
interface TeamSettings {
  name: string;
  namespaces: { workloads: { calls?: { namespace?: string }[] }[] }[];
}

function configOf(stack: string, withTeam: boolean): Record<string, string> {
  const config = loadStack(root, stack);
  const teams = JSON.parse(config["platform:teams"]!) as TeamSettings[];
  for (const { name, namespaces } of teams) {
    for (const { workloads } of namespaces) {
      for (const workload of workloads) {
        if (name !== team) workload.calls = workload.calls?.filter(({ namespace }) => namespace !== team);
      }
    }
  }
  const left = { ...config, "platform:teams": JSON.stringify(teams.filter(({ name }) => withTeam || name !== team)) };
  const alerts = JSON.parse(config["platform:alerts"] ?? "{}") as { receivers?: { name: string }[] };
  if (withTeam || !alerts.receivers) return left;
  // Those that only the team named; a receiver that nobody names is refused.
  const receivers = alerts.receivers.filter(({ name }) => !name.startsWith(`${team}-`));
  return { ...left, "platform:alerts": JSON.stringify({ ...alerts, receivers }) };
}

async function plan(stack: string, withTeam: boolean): Promise<Map<string, RegisteredResource>> {
  const { errors, resources } = await run({ directory: root, stack, config: configOf(stack, withTeam), dryRun: true });
  expect(errors).toEqual([]);
  return new Map(resources.map((resource) => [resource.urn, resource]));
}

const nameOf = (urn: string) => {
  const [type = "", ...name] = urn.split("::").slice(2);
  return `${type.split("$").at(-1)} ${name.join("::")}`;
};
const content = ({ inputs }: RegisteredResource) => JSON.stringify(inputs);
/** The team by its own name, not as a part of another word. */
const mentioned = (text: string) => /(?<![a-z])payments(?![a-z])/.test(text);

const np = "kubernetes:networking.k8s.io/v1:NetworkPolicy";
/** Who signs in where, whose logs, metrics and alerts go where: all teams stand in one file or object. */
const vap = "kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicy";
const listedEverywhere = [
  `${vap} admission/image-from-approved-registry`,
  ...["cost", "kibana", "platform"].map((console) => `kubernetes:apps/v1:Deployment consoles-${console}`),
  "kubernetes:apps/v1:Deployment grafana",
  "kubernetes:apps/v1:StatefulSet logging-aggregator",
  "kubernetes:batch/v1:Job logging-setup",
  ...["cost", "kibana", "platform", "platform-files"].map((name) => `kubernetes:core/v1:ConfigMap consoles-${name}`),
  ...["grafana-config", "grafana-provisioning", "logging-aggregator", "logging-setup"].map(
    (name) => `kubernetes:core/v1:ConfigMap ${name}`,
  ),
  "kubernetes:elasticsearch.k8s.elastic.co/v1:Elasticsearch logging-elasticsearch",
  "kubernetes:external-secrets.io/v1:ExternalSecret monitoring-alertmanager-receivers",
  "kubernetes:helm.sh/v4:Chart cost-chart",
  "kubernetes:helm.sh/v4:Chart monitoring-chart",
  "kubernetes:monitoring.coreos.com/v1:PrometheusRule alerts-host-objectives",
  `${np} ingress/workload-nginx`,
  `${np} vault/clients`,
  "vault:index/policy:Policy vault-config-policy-platform-external-secrets",
];
const stacks = [
  {
    // It has previews and image updates.
    stack: "dev",
    // No other team has previews, which share these.
    shared: ["kubernetes:rbac.authorization.k8s.io/v1:ClusterRole flux-previews", `${np} flux/workload-preview-expiry`],
    // Its namespace has a waypoint, for which istiod's template needs exceptions.
    listed: [
      `${np} flux/workload-flux-operator`,
      `${np} mesh/workload-istiod`,
      `${vap} admission/automount-token-off`,
      `${vap} admission/image-pinned-by-digest`,
      `${vap} admission/probes-present-and-distinct`,
    ],
  },
  {
    // It owns what all stacks share in GitLab.
    stack: "production",
    shared: [],
    listed: [
      "gitlab:index/repositoryFile:RepositoryFile gitlab/platform/fleet-owners",
      "kubernetes:velero.io/v1:Schedule backup-production-60m",
    ],
  },
];

describe.each(stacks)("the stack $stack without a team", ({ stack, shared, listed }) => {
  let before: Map<string, RegisteredResource>;
  let after: Map<string, RegisteredResource>;
  beforeAll(async () => {
    before = await plan(stack, true);
    after = await plan(stack, false);
  }, 240_000);

  it("has nothing that names it, in the cluster, Vault or GitLab", () => {
    const left = [...after.values()].filter((resource) => mentioned(resource.urn) || mentioned(content(resource)));
    expect(left.map(({ urn }) => nameOf(urn))).toEqual([]);
  });

  it("lost what names it, of each of them, and nothing else", () => {
    const lost = [...before.values()].filter(({ urn }) => !after.has(urn));
    const systems = new Set(lost.map(({ type }) => type.split(":")[0]));
    expect([...systems].sort()).toEqual(["gitlab", "kubernetes", "platform", "vault"]);
    const others = lost.filter((resource) => !mentioned(resource.urn) && !mentioned(content(resource)));
    expect(others.map(({ urn }) => nameOf(urn))).toEqual(shared);
  });

  it("gained nothing", () => {
    expect([...after.keys()].filter((urn) => !before.has(urn))).toEqual([]);
  });

  it("changed only what listed the team among others", () => {
    const changed = [...after.values()].filter((resource) => content(resource) !== content(before.get(resource.urn)!));
    expect(changed.map(({ urn }) => nameOf(urn)).sort()).toEqual([...listedEverywhere, ...listed].sort());
  });
});
