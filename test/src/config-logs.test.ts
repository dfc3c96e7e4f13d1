import { describe, expect, it } from "vitest";
import { logEntries } from "../../src/parts/logs";
import { awsCluster, existingCluster, full, messageFor, parse } from "../support/config";

const elasticsearch = (settings: object = {}) => ({ logs: { kind: "elasticsearch", ...settings } });

describe("one mistake about logs gives one message", () => {
  const cases: [what: string, settings: Record<string, unknown>, message: string][] = [
    [
      "another kind",
      { logs: { kind: "loki" } },
      'platform:logs.kind must be "elasticsearch" or "none", got "loki"; correct it: docs/configuration.md lists all settings',
    ],
    [
      "settings of what is not there",
      { logs: { kind: "none", nodes: 3 } },
      'platform:logs.nodes must only be set where kind is "elasticsearch"; remove it or change kind',
    ],
    [
      "two nodes",
      elasticsearch({ nodes: 2 }),
      "platform:logs.nodes must be 3 or more, so that a majority outlives a zone, got 2; write 3",
    ],
    [
      "too much memory",
      elasticsearch({ memoryGiB: 128 }),
      "platform:logs.memoryGiB must be 64 or less (GiB), because a larger heap is slower, got 128; add nodes instead",
    ],
    [
      "logs that are kept for no time",
      elasticsearch({ retentionDays: { production: 0 } }),
      "platform:logs.retentionDays.production must be 1 or more, got 0; write for example 30",
    ],
    [
      "no Vault",
      { ...elasticsearch(), vault: { distribution: "none" } },
      'platform:logs.kind must be none while vault.distribution is none, because passwords of Elasticsearch come from Vault, got "elasticsearch"; remove it, or choose a distribution',
    ],
    [
      "an audit log that is no log",
      elasticsearch({ apiServerAuditPath: "/etc/kubernetes/admin.conf" }),
      'platform:logs.apiServerAuditPath must be a file below /var/log, got "/etc/kubernetes/admin.conf"; write for example /var/log/kubernetes/audit.log',
    ],
    [
      "an audit log that the cloud keeps",
      { ...elasticsearch({ apiServerAuditPath: "/var/log/kubernetes/audit.log" }), cluster: awsCluster },
      'platform:logs.apiServerAuditPath must be left out for clusters of kind aws, whose audit log the cloud keeps, got "/var/log/kubernetes/audit.log"; remove it and read docs/observability.md',
    ],
  ];
  it.each(cases)("%s", (_, settings, message) => {
    expect(messageFor(settings)).toBe(`the configuration of stack dev has a mistake:\n  ${message}`);
  });
});

describe("what the settings of logs mean", () => {
  const operators = [{ name: "ada", pgpKeyFile: "operators/example-ada.asc" }];
  const vault = { distribution: "openbao", configure: true, address: "https://vault.example.com", operators };
  const teams = [
    { name: "payments", namespaces: [{ name: "payments" }, { name: "payments-jobs" }] },
    { name: "empty", namespaces: [] },
  ];

  it("is a stream per environment and per team, and how long each is kept", () => {
    const { logs } = parse({ cluster: existingCluster, vault, teams, ...elasticsearch() });
    expect(logs).toEqual({
      nodes: 3,
      memoryGiB: 4,
      storageGiB: 100,
      bufferGiB: 20,
      storageClass: undefined,
      snapshots: undefined,
      streams: [
        { name: "logs.environment.staging", retentionDays: 14, namespaces: ["staging"] },
        { name: "logs.team.payments.staging", retentionDays: 14, namespaces: ["payments", "payments-jobs"] },
        { name: "logs.platform", retentionDays: 14, namespaces: [] },
        { name: "logs.rejected", retentionDays: 14, namespaces: [] },
        { name: "logs.audit.vault", retentionDays: 90, namespaces: [] },
      ],
      teams: ["payments", "empty"],
      apiServerAuditPath: undefined,
      protect: true,
    });
  });

  it("is volumes of Ceph's and snapshots where the platform brings Ceph, saved once a day", () => {
    const { logs, backup } = parse({ ...full.aws, vault, ...elasticsearch({ nodes: 4, storageGiB: 50 }) });
    expect(logs).toMatchObject({
      storageClass: "ceph-block",
      snapshots: { retentionDays: 30, storageGiB: 200, storageClass: "ceph-filesystem" },
    });
    expect(backup!.groups.find(({ namespaces }) => namespaces.includes("logging"))).toEqual({
      environment: "staging",
      recoveryPointMinutes: 1455,
      namespaces: ["logging"],
    });
  });

  it("is nothing before Vault is configured, which makes the passwords", () => {
    const { logs } = parse({ cluster: existingCluster, vault: { ...vault, configure: false }, ...elasticsearch() });
    expect(logs).toBeUndefined();
  });

  it("is an entry of each team's in Vault, which its people read", () => {
    const config = parse({ cluster: existingCluster, vault, teams, ...elasticsearch() });
    expect(logEntries(config)).toEqual([
      { environment: "staging", team: "payments", name: "kibana" },
      { environment: "staging", team: "empty", name: "kibana" },
    ]);
    expect(logEntries(parse({ cluster: existingCluster, vault, teams }))).toEqual([]);
  });
});
