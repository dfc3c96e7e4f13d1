import { describe, expect, it } from "vitest";
import { parseConfig } from "../../src/config";
import { apiServer, existingCluster as cluster, messageFor } from "../support/config";

const team = (...namespaces: unknown[]) => ({ teams: [{ name: "payments", namespaces }] });
const workload = (settings: object) => team({ name: "payments", workloads: [{ name: "api", ...settings }] });
const at = "platform:teams[0].namespaces[0]";

describe("one mistake gives one message with path, value and remedy", () => {
  const cases: [what: string, settings: Record<string, unknown>, message: string][] = [
    [
      "an unknown section",
      { teems: [] },
      "platform:teems must be a setting, and it is not; did you mean teams? docs/configuration.md lists all settings",
    ],
    [
      "an unknown key deep inside",
      team({ name: "payments", quota: { cpuCoers: 3 } }),
      `${at}.quota.cpuCoers must be a setting, and it is not; did you mean cpuCores? docs/configuration.md lists all settings`,
    ],
    [
      "an unknown key like nothing else",
      { access: { xyzzyplugh: 1 } },
      "platform:access.xyzzyplugh must be a setting, and it is not; docs/configuration.md lists all settings",
    ],
    [
      "text instead of a mapping",
      { network: "open" },
      'platform:network must be a mapping, got "open"; correct it: docs/configuration.md lists all settings',
    ],
    [
      "text instead of a list",
      { teams: "payments" },
      'platform:teams must be a list, got "payments"; correct it: docs/configuration.md lists all settings',
    ],
    [
      "text instead of a number",
      team({ name: "payments", quota: { cpuCores: "many" } }),
      `${at}.quota.cpuCores must be a number, got "many"; correct it: docs/configuration.md lists all settings`,
    ],
    [
      "text instead of a switch",
      { access: { breakGlass: { enabled: "yes" } } },
      'platform:access.breakGlass.enabled must be true or false, got "yes"; correct it: docs/configuration.md lists all settings',
    ],
    [
      "a fraction of a pod",
      team({ name: "payments", quota: { pods: 1.5 } }),
      `${at}.quota.pods must be a whole number, got 1.5; correct it: docs/configuration.md lists all settings`,
    ],
    [
      "a quota of nothing",
      team({ name: "payments", quota: { memoryGiB: 0 } }),
      `${at}.quota.memoryGiB must be more than 0 (GiB), got 0; write for example 16`,
    ],
    [
      "a missing name",
      { teams: [{}] },
      "platform:teams[0].name must be set to a string; docs/configuration.md lists all settings",
    ],
    [
      "a name that Kubernetes refuses",
      { teams: [{ name: "Pay_ments" }] },
      'platform:teams[0].name must be at most 63 of a-z, 0-9 and "-", beginning and ending with a letter or digit, got "Pay_ments"; write for example payments',
    ],
    [
      "no cluster",
      { cluster: {} },
      'platform:cluster.kind must be "existing" or "aws" or "azure"; add it: docs/configuration.md lists all settings',
    ],
    [
      "a kind of cluster that does not exist",
      { cluster: { kind: "gke" } },
      'platform:cluster.kind must be "existing" or "aws" or "azure", got "gke"; correct it: docs/configuration.md lists all settings',
    ],
    [
      "a cluster without a context",
      { cluster: { kind: "existing", network: { apiServer } } },
      "platform:cluster.context must be set to a string; docs/configuration.md lists all settings",
    ],
    [
      "something that is no CIDR block",
      { cluster: { ...cluster, network: { apiServer, podCidr: "10.0.0.0" } } },
      'platform:cluster.network.podCidr must be a block of addresses, got "10.0.0.0"; write for example 10.0.0.0/16',
    ],
    [
      "pods and services at the same addresses",
      { cluster: { ...cluster, network: { apiServer, podCidr: "10.0.0.0/8" } } },
      'platform:cluster.network.serviceCidr must not overlap with platform:cluster.network.podCidr (10.0.0.0/8), got "10.96.0.0/16"; write the cluster\'s real, disjoint ranges',
    ],
    [
      "an outside flow that reaches the cluster's pods",
      workload({ egress: [{ cidr: "10.244.3.0/24", port: 443 }] }),
      `${at}.workloads[0].egress[0].cidr must not lie in platform:cluster.network.podCidr (10.244.0.0/16), because it would open the way to what runs there, got "10.244.3.0/24"; declare calls to workloads under calls, and only outside addresses here`,
    ],
    [
      "a flow to the metadata address",
      workload({ egress: [{ cidr: "169.254.169.254/32", port: 80 }] }),
      `${at}.workloads[0].egress[0].cidr must not be the cloud's metadata address, which gives out the node's credentials, got "169.254.169.254/32"; remove it`,
    ],
    [
      "a port out of range",
      workload({ ports: [70000] }),
      `${at}.workloads[0].ports[0] must be a port from 1 to 65535, got 70000; write for example 8080`,
    ],
    [
      "an ingress port that the workload does not have",
      workload({ ingressPorts: [8080] }),
      `${at}.workloads[0].ingressPorts[0] must be one of the workload's ports, got 8080; add 8080 to ${at}.workloads[0].ports`,
    ],
    [
      "a call to an undeclared namespace",
      workload({ calls: [{ namespace: "catalog", workload: "web", port: 80 }] }),
      `${at}.workloads[0].calls[0].namespace must be a declared namespace, got "catalog"; declare it under platform:teams or correct the name`,
    ],
    [
      "a call to an undeclared workload",
      workload({ calls: [{ workload: "database", port: 5432 }] }),
      `${at}.workloads[0].calls[0].workload must be a declared workload of namespace payments, got "database"; declare it in ${at}.workloads or correct the name`,
    ],
    [
      "a call to an undeclared port",
      workload({ ports: [80], calls: [{ workload: "api", port: 81 }] }),
      `${at}.workloads[0].calls[0].port must be a port that the called workload declares, got 81; add it to the ports of payments/api or correct it`,
    ],
    [
      "the API server without its addresses",
      { cluster: { kind: "existing", context: "here" } },
      "platform:cluster.network.apiServer.cidrs must name the API server's addresses, because the platform's controllers call it; write those of kubectl get endpointslices -n default, each with /32",
    ],
    [
      "a protocol of another layer",
      workload({ egress: [{ cidr: "203.0.113.0/24", port: 1, protocol: "ICMP" }] }),
      `${at}.workloads[0].egress[0].protocol must be "TCP" or "UDP", got "ICMP"; correct it: docs/configuration.md lists all settings`,
    ],
    [
      "a workload named default",
      team({ name: "payments", workloads: [{ name: "default" }] }),
      `${at}.workloads[0].name must not be default, the service account that pods get by mistake, got "default"; choose another name`,
    ],
    [
      "two teams with one name",
      { teams: [{ name: "payments" }, { name: "payments" }] },
      'platform:teams[1].name must be unique, but platform:teams[0].name has it too, got "payments"; rename one',
    ],
    [
      "a team's namespace with the environment's name",
      team({ name: "dev" }),
      `${at}.name must be unique, but platform:environments[0].name has it too, got "dev"; rename one`,
    ],
    [
      "a namespace of Kubernetes' own",
      team({ name: "kube-system" }),
      `${at}.name must not be a name that Kubernetes or the platform keeps (kube-*, default, platform-*, and those of its parts, such as velero), got "kube-system"; choose another name`,
    ],
    [
      "a group that would be bound to nothing",
      { teams: [{ name: "payments", groups: { developers: ["payments-developers"] } }] },
      'platform:teams[0].groups.developers must be empty while team payments has no namespace, because it would be bound to nothing, got "payments-developers"; declare a namespace or remove the groups',
    ],
    [
      "a group twice in one role",
      { access: { viewers: ["all", "all"] } },
      'platform:access.viewers[1] must be unique, but platform:access.viewers[0] has it too, got "all"; rename one',
    ],
    [
      "a group of Kubernetes' own",
      { access: { admins: ["system:masters"] } },
      'platform:access.admins[0] must not begin with "system:", got "system:masters"; those groups belong to Kubernetes: write a group of your sign-in provider',
    ],
    [
      "break-glass for nobody",
      { access: { breakGlass: { enabled: true } } },
      "platform:access.breakGlass.groups must name a group while breakGlass.enabled is true, because the binding would be bound to nothing; name a group or disable break-glass",
    ],
    [
      "a container larger than its namespace",
      team({ name: "payments", quota: { memoryGiB: 2 } }),
      `${at}.containers.maxMemoryGiB must be at most twice quota.memoryGiB (4 GiB), or no such container ever starts, got 8; lower it or raise the quota`,
    ],
    [
      "a default above the maximum",
      team({ name: "payments", containers: { defaultMemoryMiB: 9000 } }),
      `${at}.containers.defaultMemoryMiB must be at most maxMemoryGiB (8192 MiB), or every container without a limit is refused, got 9000; lower it or raise maxMemoryGiB`,
    ],
    [
      "an environment that the stack does not carry",
      team({ name: "payments", environment: "staging" }),
      `${at}.environment must be an environment of this stack (dev), got "staging"; write one of them, or add it to platform:environments`,
    ],
    [
      "a namespace of one among several environments",
      { environments: [{ name: "dev" }, { name: "staging" }], ...team({ name: "payments" }) },
      `${at}.environment must be set, because the stack carries several environments (dev, staging); write one of them`,
    ],
    [
      "an environment that nobody knows",
      { environments: [{ name: "qa" }] },
      'platform:environments[0].name must be "dev" or "staging" or "production", got "qa"; correct it: docs/configuration.md lists all settings',
    ],
  ];

  it.each(cases)("fails when there is %s", (_, settings, message) => {
    expect(messageFor(settings)).toBe(`the configuration of stack dev has a mistake:\n  ${message}`);
  });

  it("fails when production has no administrators", () => {
    expect(messageFor({}, "production")).toBe(
      "the configuration of stack production has a mistake:\n" +
        "  platform:access.admins must name a group in production, or nobody can onboard a team; write the group of the platform's administrators",
    );
  });

  it("fails when a stack's name is no environment and none is named", () => {
    expect(messageFor({}, "qa")).toBe(
      "the configuration of stack qa has a mistake:\n" +
        "  platform:environments must say what stack qa carries, because its name is not dev, staging, production; write for example - name: dev",
    );
  });

  it("reports all mistakes at once, of shape and across settings", () => {
    const message = messageFor({ teems: [], network: "open", teams: [{ name: "a" }, { name: "a" }] });
    expect(message.split("\n").map((line) => line.trim().split(" ")[0])).toEqual([
      "the",
      "platform:teems",
      "platform:network",
      "platform:teams[1].name",
    ]);
  });

  it("shortens what was given, so that a pasted file does not fill the screen", () => {
    expect(messageFor({ network: "x".repeat(500) })).toContain(`got "${"x".repeat(56)}...;`);
  });
});

describe("defaults and references are resolved", () => {
  it("puts the prefix before every group", () => {
    const raw = { cluster, access: { groupPrefix: "x:", admins: ["a"], breakGlass: { groups: ["b"] } } };
    const { access } = parse(raw);
    expect(access).toEqual({
      admins: ["x:a"],
      operators: [],
      developers: [],
      viewers: [],
      breakGlass: { enabled: false, groups: ["x:b"] },
    });
  });

  it("keeps a call without a namespace in the caller's own", () => {
    const workloads = [{ name: "api", ports: [80], calls: [{ workload: "api", port: 80 }] }];
    const config = parse({ cluster, teams: [{ name: "a", namespaces: [{ name: "a", workloads }] }] });
    expect(config.teams[0]?.namespaces[0]?.workloads[0]?.calls).toEqual([
      { namespace: "a", workload: "api", port: 80 },
    ]);
  });

  it("gives a stack named after an environment that environment, and lets another stack name several", () => {
    expect(parse({ cluster }).environments.map(({ name }) => name)).toEqual(["dev"]);
    const several = parse({ cluster, environments: [{ name: "dev" }, { name: "staging" }] }, "shared");
    expect(several.environments.map(({ name }) => name)).toEqual(["dev", "staging"]);
  });

  it("ignores the settings of providers", () => {
    expect(() =>
      parseConfig("dev", { "platform:cluster": JSON.stringify(cluster), "aws:region": "eu-west-1" }),
    ).not.toThrow();
  });
});

function parse(settings: Record<string, unknown>, stack = "dev") {
  const raw = Object.entries(settings).map(([key, value]) => [`platform:${key}`, JSON.stringify(value)]);
  return parseConfig(stack, Object.fromEntries(raw) as Record<string, string>);
}
