import { describe, expect, it } from "vitest";
import { notifications } from "../../src/parts/alerts";
import { existingCluster, full, messageFor, parse } from "../support/config";

const alerts = (settings: object) => ({ alerts: settings });
const hook = { name: "hook", kind: "webhook" };
const heard = { receivers: [hook], platform: { critical: ["hook"] } };

describe("one mistake about alerts gives one message", () => {
  const cases: [what: string, settings: Record<string, unknown>, message: string][] = [
    [
      "a threshold above its range",
      alerts({ thresholds: { nodes: { cpuPercent: 120 } } }),
      "platform:alerts.thresholds.nodes.cpuPercent must be from 1 to 99 (percent), got 120; write for example 85",
    ],
    [
      "a threshold below its range",
      alerts({ thresholds: { vault: { sealedMinutes: 0 } } }),
      "platform:alerts.thresholds.vault.sealedMinutes must be from 1 to 1440 (minutes), got 0; write for example 5",
    ],
    [
      "an objective that leaves no alert possible",
      alerts({ thresholds: { ingress: { availabilityPercent: 90 } } }),
      "platform:alerts.thresholds.ingress.availabilityPercent must be from 95 to 99.99 (percent), got 90; write for example 99.9",
    ],
    [
      "a threshold in words",
      alerts({ thresholds: { certificates: { expiryDays: "three weeks" } } }),
      'platform:alerts.thresholds.certificates.expiryDays must be a number, got "three weeks"; correct it: docs/configuration.md lists all settings',
    ],
    [
      "a threshold that does not exist",
      alerts({ thresholds: { nodes: { cpuPercents: 80 } } }),
      "platform:alerts.thresholds.nodes.cpuPercents must be a setting, and it is not; did you mean cpuPercent? docs/configuration.md lists all settings",
    ],
    [
      "a warning that comes after the critical alert",
      alerts({ thresholds: { nodes: { diskPercent: 97 } } }),
      "platform:alerts.thresholds.nodes.diskPercent must be less than diskCriticalPercent (95), got 97; lower it, or raise diskCriticalPercent",
    ],
    [
      "a critical alert before the warning, where less is worse",
      alerts({ thresholds: { certificates: { expiryCriticalDays: 20 } } }),
      "platform:alerts.thresholds.certificates.expiryCriticalDays must be less than expiryDays (14), got 20; lower it, or raise expiryDays",
    ],
    [
      "a receiver of another kind",
      alerts({ receivers: [{ name: "carrier", kind: "pigeon" }] }),
      'platform:alerts.receivers[0].kind must be "email" or "slack" or "pagerduty" or "gitlab" or "webhook", got "pigeon"; correct it: docs/configuration.md lists all settings',
    ],
    [
      "a secret in the settings",
      alerts({ ...heard, receivers: [{ ...hook, url: "https://hooks.example.com/token" }] }),
      'platform:alerts.receivers[0].url must only be set where kind is "gitlab"; remove it or change kind',
    ],
    [
      "a receiver whose secret nothing keeps",
      { ...alerts(heard), vault: { distribution: "none" } },
      'platform:alerts.receivers[0].name must be left out while vault.distribution is none, because its secret comes from there, got "hook"; remove it, or choose a Vault',
    ],
    [
      "a receiver twice",
      alerts({ ...heard, receivers: [hook, { ...hook, kind: "pagerduty" }] }),
      'platform:alerts.receivers[1].name must be unique, but platform:alerts.receivers[0].name has it too, got "hook"; rename one',
    ],
    [
      "a receiver that nobody names",
      alerts({ receivers: [hook] }),
      "platform:alerts.receivers[0].name must be named by platform:alerts.platform, a team's alerts or the dead man's switch, and nobody names it, got \"hook\"; name it there, or remove it",
    ],
    [
      "a receiver that does not exist",
      alerts({ platform: { warning: ["chat"] } }),
      'platform:alerts.platform.warning[0] must be the name of a receiver in platform:alerts.receivers (there is none), got "chat"; correct it, or add the receiver',
    ],
    [
      "a team's receiver that does not exist",
      { ...alerts(heard), teams: [{ name: "shop", alerts: { critical: ["shop"] } }] },
      'platform:teams[0].alerts.critical[0] must be the name of a receiver in platform:alerts.receivers (hook), got "shop"; correct it, or add the receiver',
    ],
    [
      "a dead man's switch without a receiver",
      alerts({ deadMansSwitch: "snitch" }),
      'platform:alerts.deadMansSwitch must be the name of a receiver in platform:alerts.receivers (there is none), got "snitch"; correct it, or add the receiver',
    ],
    [
      "an address of GitLab that takes no alerts",
      alerts({ ...heard, receivers: [{ name: "hook", kind: "gitlab", url: "https://gitlab.com/payments/api" }] }),
      'platform:alerts.receivers[0].url must be the address that GitLab shows (Settings, Monitor, Alerts), got "https://gitlab.com/payments/api"; write for example https://gitlab.com/payments/api/prometheus/alerts/notify.json',
    ],
    [
      "a mail server without a port",
      alerts({
        ...heard,
        receivers: [
          {
            name: "hook",
            kind: "email",
            to: ["a@example.com"],
            from: "b@example.com",
            smarthost: "smtp",
            username: "u",
          },
        ],
      }),
      'platform:alerts.receivers[0].smarthost must be host:port, got "smtp"; write for example smtp.example.com:587',
    ],
  ];

  it.each(cases)("%s", (_, settings, message) => {
    expect(messageFor(settings)).toBe(`the configuration of stack dev has a mistake:\n  ${message}`);
  });
});

describe("thresholds", () => {
  const admins = { access: { admins: ["admins"] } };
  const of = (environments: string[], settings: object = {}) =>
    parse({
      cluster: existingCluster,
      ...admins,
      environments: environments.map((name) => ({ name })),
      alerts: { thresholds: settings },
    }).alerts!.thresholds;

  it.each([
    [["dev"], 95, 95],
    [["staging"], 90, 99],
    [["production"], 85, 99.9],
    [["dev", "production"], 85, 99.9],
  ])("of a stack that carries %j are those of the most important", (environments, cpuPercent, availabilityPercent) => {
    const { nodes, ingress } = of(environments);
    expect([nodes.cpuPercent, ingress.availabilityPercent]).toEqual([cpuPercent, availabilityPercent]);
  });

  it("are those that are given, and defaults beside them", () => {
    expect(of(["production"], { nodes: { cpuPercent: 70 } }).nodes).toEqual({
      cpuPercent: 70,
      memoryPercent: 90,
      diskPercent: 80,
      diskCriticalPercent: 90,
      notReadyMinutes: 5,
    });
  });
});

describe("what alerts are about", () => {
  it("is what the stack has", () => {
    expect(parse(full.aws).alerts!.parts).toEqual({
      ingress: true,
      flux: false,
      vault: true,
      ceph: true,
      elasticsearch: false,
      backup: true,
      imageTrust: false,
    });
    const bare = { cluster: existingCluster, ingress: { kind: "none" }, vault: { distribution: "none" } };
    expect(parse(bare, "dev").alerts!.parts).toEqual({
      ingress: false,
      flux: false,
      vault: false,
      ceph: false,
      elasticsearch: false,
      backup: false,
      imageTrust: false,
    });
  });

  it("are the schedules of backups, with what each promises", () => {
    expect(parse(full.aws).alerts!.recoveryPoints).toEqual([
      { schedule: "staging-1440m", minutes: 1440 },
      { schedule: "staging-360m", minutes: 360 },
      { schedule: "cluster", minutes: 1455 },
    ]);
  });

  it("is nothing where nobody evaluates rules", () => {
    const { alerts: plan } = parse(
      { cluster: existingCluster, monitoring: { kind: "none" }, cost: { kind: "none" } },
      "dev",
    );
    expect(plan).toBeUndefined();
  });
});

describe("what Alertmanager gets", () => {
  const settings = {
    cluster: existingCluster,
    alerts: { ...heard, receivers: [{ name: "hook", kind: "slack", channel: "#alerts" }] },
    teams: [{ name: "shop", namespaces: [{ name: "shop" }] }],
  };

  it("is a configuration that reads secrets from files, these secrets, and the way to who hears", () => {
    const { config, ...rest } = notifications(parse(settings, "dev"))!;
    expect(config).toContain("api_url_file: /etc/alertmanager/secrets/alertmanager-receivers/hook\n");
    expect(rest).toEqual({
      secrets: { "alertmanager-receivers": { hook: { entry: "alerts/hook", key: "url" } } },
      egress: [{ cidr: "0.0.0.0/0", port: 443 }],
      relabelings: [
        { action: "replace", sourceLabels: ["namespace"], regex: ".+", targetLabel: "team", replacement: "" },
        { action: "replace", sourceLabels: ["namespace"], regex: "shop", targetLabel: "team", replacement: "shop" },
      ],
    });
  });

  it("asks Vault for nothing, and reaches nobody, without receivers", () => {
    const { secrets, egress } = notifications(parse({ cluster: existingCluster }, "dev"))!;
    expect([secrets, egress]).toEqual([{}, []]);
  });
});
