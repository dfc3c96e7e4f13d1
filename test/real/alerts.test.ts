import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ruleGroup } from "../../components/alerts/rule";
import { ruleGroups } from "../../components/alerts/rules";
import { ensureTools } from "../../local/toolchain";
import { notifications } from "../../src/parts/alerts";
import { startAlertmanager, startPrometheus, Surroundings } from "../support/alerts/servers";
import { existingCluster, parse } from "../support/config";

const folder = mkdtempSync(join(tmpdir(), "platform-alerting-"));
const undo: (() => Promise<void> | void)[] = [() => rmSync(folder, { recursive: true })];
afterAll(async () => {
  for (const step of undo.reverse()) await step();
});

let tools: Record<"prometheus" | "alertmanager" | "amtool", string>;
beforeAll(async () => {
  tools = await ensureTools(["prometheus", "alertmanager", "amtool"], { log: () => undefined });
});

const team = (name: string, alerts?: object) => ({
  name,
  namespaces: [{ name }, { name: `${name}-jobs` }],
  ...(alerts && { alerts }),
});

const routing = {
  cluster: existingCluster,
  alerts: {
    receivers: [
      { name: "on-call", kind: "pagerduty" },
      { name: "platform-chat", kind: "slack", channel: "#platform" },
      { name: "heartbeat", kind: "webhook" },
      { name: "payments-chat", kind: "slack", channel: "#payments" },
      {
        name: "payments-issues",
        kind: "gitlab",
        url: "https://gitlab.com/payments/api/prometheus/alerts/notify.json",
      },
      {
        name: "catalog-mail",
        kind: "email",
        to: ["catalog@example.com"],
        from: "alerts@example.com",
        smarthost: "smtp.example.com:587",
        username: "alerts",
      },
    ],
    platform: { critical: ["on-call", "platform-chat"], warning: ["platform-chat"] },
    deadMansSwitch: "heartbeat",
  },
  teams: [
    team("payments", { critical: ["on-call", "payments-chat"], warning: ["payments-chat", "payments-issues"] }),
    team("catalog", { warning: ["catalog-mail"] }),
    team("search"),
  ],
};

describe("routes of alerts", () => {
  const file = join(folder, "routes.yaml");
  writeFileSync(file, notifications(parse(routing))!.config);
  const amtool = (...args: string[]) => execFileSync(tools.amtool, args, { encoding: "utf8" }).trim();

  it("are a configuration that Alertmanager accepts, with every kind of receiver", () => {
    expect(amtool("check-config", file)).toContain("SUCCESS");
  });

  it.each([
    ["the platform's, critical", ["severity=critical"], "on-call,platform-chat"],
    ["the platform's, warning", ["severity=warning"], "platform-chat"],
    ["a team's, critical", ["team=payments", "severity=critical"], "on-call,payments-chat"],
    ["a team's, warning", ["team=payments", "severity=warning"], "payments-chat,payments-issues"],
    ["a team's without a severity", ["team=payments"], "payments-chat,payments-issues"],
    ["critical, of a team that names nobody for that", ["team=catalog", "severity=critical"], "on-call,platform-chat"],
    ["warning, of that team", ["team=catalog", "severity=warning"], "catalog-mail"],
    ["critical, of a team that names nobody", ["team=search", "severity=critical"], "on-call,platform-chat"],
    ["warning, of a team that names nobody", ["team=search", "severity=warning"], "platform-chat"],
    ["the dead man's switch", ["alertname=DeadMansSwitch", "severity=none"], "heartbeat"],
    [
      "a team's alert with its name",
      ["alertname=DeadMansSwitch", "severity=none", "team=payments"],
      "payments-chat,payments-issues",
    ],
  ])("lead %s to the right receivers", (_, labels, receivers) => {
    expect(amtool("config", "routes", "test", `--config.file=${file}`, ...labels)).toBe(receivers);
  });
});

describe("an alert", () => {
  let surroundings: Surroundings;

  const names = ["platform", "payments", "catalog", "heartbeat"];
  const config = parse({
    cluster: existingCluster,
    backup: {
      kind: "velero",
      store: { bucket: "backups", region: "minio", url: "https://s3.example.com", credentialSecret: "velero" },
    },
    alerts: {
      receivers: names.map((name) => ({ name, kind: "webhook" })),
      platform: { critical: ["platform"], warning: ["platform"] },
      deadMansSwitch: "heartbeat",
    },
    teams: ["payments", "catalog"].map((name) => team(name, { critical: [name], warning: [name] })),
  });

  beforeAll(async () => {
    surroundings = await Surroundings.start();
    undo.push(() => surroundings.stop());
    // The very configuration, but for the folder in which the cluster mounts the secrets.
    const { config: text, relabelings } = notifications(config)!;
    const secrets = join(folder, "secrets");
    mkdirSync(secrets);
    for (const name of names) writeFileSync(join(secrets, name), `http://${surroundings.address}/${name}`);
    const moved = text.replaceAll("/etc/alertmanager/secrets/alertmanager-receivers", secrets);
    const alertmanager = await startAlertmanager(tools.alertmanager, moved, folder);
    undo.push(() => alertmanager.stop());

    surroundings.metrics = series(0);
    const alertRelabelConfigs = relabelings.map(({ action, sourceLabels, regex, targetLabel, replacement }) => ({
      action,
      source_labels: sourceLabels,
      regex,
      target_label: targetLabel,
      replacement,
    }));
    const groups = ruleGroups(config.alerts!).map((group) => ruleGroup(group, config.alerts!.runbooksUrl));
    // Two, as in the cluster: both send every alert.
    for (const replica of ["prometheus-0", "prometheus-1"]) {
      const prometheus = await startPrometheus(
        tools.prometheus,
        { replica, groups, alertRelabelConfigs, target: surroundings.address, alertmanager: alertmanager.address },
        folder,
      );
      undo.push(() => prometheus.stop());
    }
    await sleep(5000); // a few samples, from which to rise
    surroundings.metrics = series(20);
    // `group_wait` is 30 s; one that was sent twice would follow soon.
    await until(
      () => sent("ContainerRestarting").length > 0 && sent("BackupFailed").length > 0,
      () => surroundings.notifications,
      90_000,
    );
    await sleep(10_000);
  });

  /** @param count of restarts and of failed backups so far */
  function series(count: number): string {
    return [
      // It says that it is another team's.
      `kube_pod_container_status_restarts_total{namespace="payments-jobs",pod="import-1",container="import",team="catalog"} ${count}`,
      `velero_backup_failure_total{namespace="velero",schedule="staging-1440m"} ${count}`,
      `velero_backup_partial_failure_total{namespace="velero",schedule="staging-1440m"} 0`,
      "",
    ].join("\n");
  }

  const sent = (alertname: string) =>
    surroundings.notifications.flatMap(({ receiver, status, alerts }) =>
      alerts.filter(({ labels }) => labels["alertname"] === alertname).map((each) => ({ receiver, status, ...each })),
    );

  it("about a team's pods reaches that team, once, with what to do about it", () => {
    expect(sent("ContainerRestarting")).toEqual([
      expect.objectContaining({
        receiver: "payments",
        status: "firing",
        labels: {
          alertname: "ContainerRestarting",
          cluster: "platform-test",
          severity: "warning",
          owner: "team",
          team: "payments",
          namespace: "payments-jobs",
          pod: "import-1",
          container: "import",
        },
        annotations: {
          summary: expect.stringMatching(
            /^Container import of pod payments-jobs\/import-1 restarted [\d.]+ times within an hour$/,
          ) as string,
          description: "More than 5 restarts an hour are a loop: it ends soon after each start.",
          runbook_url: `${config.alerts!.runbooksUrl}/ContainerRestarting.md`,
        },
      }),
    ]);
  });

  it("about the platform reaches its people, once", () => {
    expect(sent("BackupFailed").map(({ receiver, status }) => ({ receiver, status }))).toEqual([
      { receiver: "platform", status: "firing" },
    ]);
  });

  it("says all the time that alerts arrive, to whoever watches that", () => {
    expect([...new Set(sent("DeadMansSwitch").map(({ receiver }) => receiver))]).toEqual(["heartbeat"]);
  });

  it("reaches nobody else", () => {
    const receivers = surroundings.notifications.map(({ receiver }) => receiver);
    expect([...new Set(receivers)].sort()).toEqual(["heartbeat", "payments", "platform"]);
  });
});

async function until(condition: () => boolean, arrived: () => unknown, milliseconds: number): Promise<void> {
  const deadline = Date.now() + milliseconds;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`only these arrived in time: ${JSON.stringify(arrived())}`);
    await sleep(200);
  }
}
