import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  alertmanagerConfig,
  alertRelabelings,
  Alerts,
  customResourceState,
  receiverEgress,
} from "../../components/alerts";
import { receiverConfig, receiverSecrets, type Receiver } from "../../components/alerts/receivers";
import type { Alert } from "../../components/alerts/rule";
import { ruleGroups, type AlertedParts } from "../../components/alerts/rules";
import { namespacesMonthlyCost } from "../../components/cost/expressions";
import { exportedNames } from "../../local/metrics/catalogue";
import { parseQuery } from "../../local/metrics/promql";
import { everything, nothing } from "../support/alerts/parts";
import { existingCluster, parse } from "../support/config";
import { registeredBy } from "../support/registered";

const { thresholds } = parse({ cluster: existingCluster }).alerts!;

const args = (parts: AlertedParts) => ({
  thresholds,
  parts,
  hosts: ["shop.example.com"],
  recoveryPoints: [{ schedule: "staging-1440m", minutes: 1440 }],
  budgets: [{ team: "payments", monthlyUsd: 500, cost: namespacesMonthlyCost(["payments"]) }],
});
const rules = ruleGroups(args(everything)).flatMap((group) => group.rules);
const alerts = rules.filter((rule): rule is Alert => "alert" in rule);

const email: Receiver = {
  name: "mail",
  kind: "email",
  to: ["ada@example.com", "grace@example.com"],
  from: "alerts@example.com",
  smarthost: "smtp.example.com:587",
  username: "alerts",
};
const gitlab: Receiver = {
  name: "issues",
  kind: "gitlab",
  url: "https://gitlab.example.com:8443/payments/api/prometheus/alerts/notify.json",
};

describe("rules", () => {
  it("are made only for what the stack has", () => {
    const names = (parts: Partial<AlertedParts>) => ruleGroups(args({ ...nothing, ...parts })).map(({ name }) => name);
    const always = ["monitoring", "nodes", "workloads", "certificates"];
    expect(names({})).toEqual([...always, "budgets"]);
    expect(names({ ingress: true })).toEqual([...always, "host-series", "hosts", "host-objectives", "budgets"]);
    expect(names({ flux: true })).toEqual([...always, "flux", "budgets"]);
    expect(names({ vault: true })).toEqual([...always, "vault", "budgets"]);
    expect(names({ ceph: true })).toEqual([...always, "ceph", "budgets"]);
    expect(names({ elasticsearch: true })).toEqual([...always, "elasticsearch", "budgets"]);
    expect(names({ backup: true })).toEqual([...always, "backups", "budgets"]);
    expect(names({ imageTrust: true })).toEqual([...always, "images", "budgets"]);
    expect(ruleGroups({ ...args(nothing), budgets: [] }).map(({ name }) => name)).toEqual(always);
  });

  it("have no objective where nothing is published", () => {
    const groups = ruleGroups({ ...args({ ...nothing, ingress: true }), hosts: [], budgets: [] });
    expect(groups.map(({ name }) => name).slice(-2)).toEqual(["host-series", "hosts"]);
  });

  it("ask in PromQL, for what components export or other rules record", () => {
    const recorded = rules.flatMap((rule) => ("record" in rule ? [rule.record] : []));
    const exported = new Set([...exportedNames(), ...recorded]);
    const problems = rules.flatMap((rule) => {
      const { metrics, errors } = parseQuery(rule.expr);
      const name = "record" in rule ? rule.record : rule.alert;
      return [...errors, ...metrics.filter((metric) => !exported.has(metric))].map((problem) => `${name}: ${problem}`);
    });
    expect(problems).toEqual([]);
  });

  it("say whose alert it is and what it means", () => {
    const wrong = alerts.filter(
      ({ owner, summary, description }) =>
        !["platform", "team"].includes(owner) || summary.length < 10 || !description.endsWith("."),
    );
    expect(wrong.map(({ alert }) => alert)).toEqual([]);
  });

  it("become objects of Prometheus' operator, one for each topic", async () => {
    const registered = await registeredBy(
      (opts) =>
        new Alerts(
          "alerts",
          {
            ...args({ ...nothing, vault: true }),
            namespace: "monitoring",
            monitors: { ready: [] },
            runbooksUrl: "https://r",
          },
          opts,
        ),
    );
    expect(registered.map(({ type, name }) => `${type} ${name}`)).toEqual([
      "kubernetes:monitoring.coreos.com/v1:PrometheusRule alerts-budgets",
      "kubernetes:monitoring.coreos.com/v1:PrometheusRule alerts-certificates",
      "kubernetes:monitoring.coreos.com/v1:PrometheusRule alerts-monitoring",
      "kubernetes:monitoring.coreos.com/v1:PrometheusRule alerts-nodes",
      "kubernetes:monitoring.coreos.com/v1:PrometheusRule alerts-vault",
      "kubernetes:monitoring.coreos.com/v1:PrometheusRule alerts-workloads",
      "platform:components:Alerts alerts",
    ]);
    const vault = registered.find(({ name }) => name === "alerts-vault")!.inputs;
    expect(vault["metadata"]).toEqual({ name: "platform-vault", namespace: "monitoring" });
    expect(vault["spec"]).toEqual({
      groups: [
        {
          name: "vault",
          rules: [
            {
              alert: "VaultSealed",
              expr: 'max by (pod) (kube_pod_status_ready{namespace="vault",pod=~"vault-[0-9]+",condition="false"}) == 1',
              for: "10m",
              labels: { severity: "critical", owner: "platform" },
              annotations: {
                summary: "Server {{ $labels.pod }} of Vault is sealed or does not run",
                description:
                  "It has answered nobody for 10 minutes. Without a majority of servers no secret can be read.",
                runbook_url: "https://r/VaultSealed.md",
              },
            },
            expect.objectContaining({ alert: "SecretNotSynced" }),
          ],
        },
      ],
    });
  });
});

describe("runbooks", () => {
  const folder = join(__dirname, "../../docs/runbooks/alerts");
  const pages = readdirSync(folder).map((file) => ({ file, text: readFileSync(join(folder, file), "utf8") }));

  it("are there for every alert, and for no other", () => {
    const wanted = [...new Set(alerts.map(({ alert }) => `${alert}.md`))].sort();
    expect(pages.map(({ file }) => file).sort()).toEqual(wanted);
  });

  it.each(pages)(
    "$file says what it means, what it does to people, what to look at and what to do",
    ({ file, text }) => {
      expect(text.match(/^#+ .+$/gm)).toEqual([
        `# ${file.replace(".md", "")}`,
        ...["## Meaning", "## Impact", "## First commands", "## What to do"],
      ]);
      expect(text).toMatch(/^```sh account\n(kubectl|velero|flux) /m);
    },
  );

  it("lead to pages that exist", () => {
    const broken = pages.flatMap(({ file, text }) =>
      [...text.matchAll(/\]\(([^)#]+)/g)]
        .map(([, target]) => target!)
        .filter((target) => {
          try {
            readFileSync(join(folder, target));
            return false;
          } catch {
            return true;
          }
        })
        .map((target) => `${file}: ${target}`),
    );
    expect(broken).toEqual([]);
  });

  it("name settings that exist", () => {
    const names = pages.flatMap(({ text }) => [...text.matchAll(/platform:alerts\.thresholds\.(\w+\.\w+)/g)]);
    const known = Object.entries(thresholds).flatMap(([group, values]) =>
      Object.keys(values as object).map((name) => `${group}.${name}`),
    );
    expect([...new Set(names.map(([, name]) => name))].sort()).toEqual([...known].sort());
  });
});

describe("Alertmanager's configuration", () => {
  it("leads alerts to people by team and severity", () => {
    const routing = {
      receivers: [{ name: "on-call", kind: "pagerduty" }] satisfies Receiver[],
      platform: { critical: ["on-call", "chat"], warning: ["chat"] },
      teams: [{ name: "payments", critical: [], warning: ["payments"] }],
      deadMansSwitch: "snitch",
      repeatHours: { critical: 4, warning: 24 },
    };
    const critical = (receiver: string, more: boolean) => ({
      receiver,
      matchers: ['severity="critical"'],
      repeat_interval: "4h",
      continue: more,
    });
    const rest = (receiver: string) => ({ receiver, repeat_interval: "24h", continue: false });
    const { route, inhibit_rules: inhibited } = alertmanagerConfig(routing, (name) => `/secrets/${name}`);
    expect(route).toEqual({
      receiver: "Nobody",
      group_by: ["alertname", "team", "namespace"],
      group_wait: "30s",
      group_interval: "5m",
      repeat_interval: "24h",
      routes: [
        {
          matchers: ['alertname="DeadMansSwitch"', 'team=""'],
          receiver: "snitch",
          group_wait: "0s",
          group_interval: "1m",
          repeat_interval: "5m",
        },
        {
          matchers: ['team="payments"'],
          routes: [critical("on-call", true), critical("chat", false), rest("payments")],
        },
        critical("on-call", true),
        critical("chat", false),
        rest("chat"),
      ],
    });
    expect(inhibited.map((rule) => [rule.source_matchers, rule.target_matchers])).toEqual([
      [['severity="critical"'], ['severity="warning"']],
      [
        ['alertname="VaultSealed"', 'team=""'],
        ['alertname="SecretNotSynced"', 'team=""'],
      ],
    ]);
  });

  it("sends nothing where nobody is named", () => {
    const nobody = { critical: [], warning: [] };
    const routing = { receivers: [], platform: nobody, teams: [], repeatHours: { critical: 4, warning: 24 } };
    const { route, receivers } = alertmanagerConfig(routing, (name) => name);
    expect(receivers).toEqual([{ name: "Nobody" }]);
    expect(route.routes.map((each) => "receiver" in each && each.receiver)).toEqual(["Nobody", "Nobody", "Nobody"]);
  });

  it("reads every secret from a file", () => {
    const title =
      '[{{ if eq .Status "firing" }}{{ .Alerts.Firing | len }} firing{{ else }}resolved{{ end }}] {{ .CommonLabels.alertname }} ({{ or .CommonLabels.team "platform" }}, {{ .CommonLabels.severity }})';
    expect(receiverConfig(email, "/s/mail")).toEqual({
      name: "mail",
      email_configs: [
        {
          to: "ada@example.com, grace@example.com",
          from: "alerts@example.com",
          smarthost: "smtp.example.com:587",
          auth_username: "alerts",
          auth_password_file: "/s/mail",
          headers: { Subject: title },
          send_resolved: true,
        },
      ],
    });
    expect(receiverConfig({ name: "chat", kind: "slack", channel: "#a" }, "/s/chat")).toEqual({
      name: "chat",
      slack_configs: [
        {
          channel: "#a",
          api_url_file: "/s/chat",
          title,
          text: "{{ range .Alerts }}{{ .Annotations.summary }}\n{{ .Annotations.description }}\nRunbook: {{ .Annotations.runbook_url }}\n{{ end }}",
          send_resolved: true,
        },
      ],
    });
    expect(receiverConfig({ name: "on-call", kind: "pagerduty" }, "/s/on-call")).toEqual({
      name: "on-call",
      pagerduty_configs: [
        {
          routing_key_file: "/s/on-call",
          description: title,
          severity: '{{ if eq .CommonLabels.severity "critical" }}critical{{ else }}warning{{ end }}',
        },
      ],
    });
    expect(receiverConfig(gitlab, "/s/issues")).toEqual({
      name: "issues",
      webhook_configs: [
        { url: gitlab.url, http_config: { authorization: { type: "Bearer", credentials_file: "/s/issues" } } },
      ],
    });
    expect(receiverConfig({ name: "hook", kind: "webhook" }, "/s/hook")).toEqual({
      name: "hook",
      webhook_configs: [{ url_file: "/s/hook" }],
    });
  });

  it("takes these secrets from Vault, and reaches no more ports than it needs", () => {
    const receivers: Receiver[] = [
      email,
      gitlab,
      { name: "hook", kind: "webhook" },
      { name: "on-call", kind: "pagerduty" },
    ];
    expect(receiverSecrets(receivers)).toEqual({
      mail: { entry: "alerts/mail", key: "password" },
      issues: { entry: "alerts/issues", key: "token" },
      hook: { entry: "alerts/hook", key: "url" },
      "on-call": { entry: "alerts/on-call", key: "routing-key" },
    });
    expect(receiverEgress(receivers)).toEqual([
      { cidr: "0.0.0.0/0", port: 443 },
      { cidr: "0.0.0.0/0", port: 587 },
      { cidr: "0.0.0.0/0", port: 8443 },
    ]);
  });
});

describe("an alert's team", () => {
  it("is the owner of its namespace, whatever a series says", () => {
    const step = (regex: string, replacement: string) => ({
      action: "replace",
      sourceLabels: ["namespace"],
      regex,
      targetLabel: "team",
      replacement,
    });
    expect(
      alertRelabelings([
        { name: "payments", namespaces: ["payments", "payments-jobs"] },
        { name: "nobody", namespaces: [] },
      ]),
    ).toEqual([step(".+", ""), step("payments|payments-jobs", "payments")]);
  });
});

describe("custom resources that kube-state-metrics reports", () => {
  it("are those of parts that are there", () => {
    expect(customResourceState({ flux: false, elasticsearch: false })).toEqual({
      customResourceState: {
        enabled: false,
        config: { kind: "CustomResourceStateMetrics", spec: { resources: [] } },
      },
      rbac: { extraRules: [] },
    });
    const { customResourceState: given, rbac } = customResourceState({ flux: true, elasticsearch: true });
    expect(given.config.spec.resources.map(({ groupVersionKind }) => groupVersionKind.kind)).toEqual([
      "Kustomization",
      "HelmRelease",
      "GitRepository",
      "Elasticsearch",
    ]);
    expect(rbac.extraRules.at(-1)).toEqual({
      apiGroups: ["elasticsearch.k8s.elastic.co"],
      resources: ["elasticsearches"],
      verbs: ["list", "watch"],
    });
  });
});
