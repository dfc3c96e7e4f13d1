import { describe, expect, it } from "vitest";
import { consoleCallers, dashboardParts } from "../../src/parts/consoles";
import { landingPageOf } from "../../src/parts/landing-page";
import { existingCluster, full, parse } from "../support/config";

const all = {
  cluster: existingCluster,
  environments: [
    { name: "dev", domain: "dev.example.com" },
    { name: "staging", domain: "staging.example.com" },
  ],
  ingress: { kind: "nginx", internal: { enabled: true } },
  certificates: { issuer: "self-signed" },
  access: { admins: ["platform-admins"] },
  teams: [
    {
      name: "payments",
      namespaces: [
        {
          name: "payments",
          environment: "staging",
          workloads: [
            {
              name: "api",
              ports: [8080],
              publish: [
                { host: "pay.staging.example.com", port: 8080 },
                { host: "pay.staging.example.com", port: 8080, path: "/v2" },
              ],
            },
          ],
        },
      ],
    },
  ],
  signIn: { clients: { platform: "p", grafana: "g", alertmanager: "a" } },
};

describe("the landing page of a stack", () => {
  it("links its consoles, Vault, and each host that an environment publishes", () => {
    expect(landingPageOf(parse(all))).toEqual({
      title: "Platform of dev.example.com",
      sections: [
        {
          title: "Consoles",
          links: [
            {
              title: "Grafana",
              what: "Dashboards of the platform and of each team",
              address: "https://grafana.dev.example.com",
            },
            {
              title: "Alertmanager",
              what: "Alerts and silences; for the platform's people",
              address: "https://alertmanager.dev.example.com",
            },
            { title: "Vault", what: "Secrets", address: "https://vault.dev.example.com" },
          ],
        },
        { title: "Published in dev", links: [] },
        {
          title: "Published in staging",
          links: [
            {
              title: "pay.staging.example.com",
              what: "Team payments, public",
              address: "https://pay.staging.example.com/",
            },
          ],
        },
      ],
    });
  });
});

describe("consoles of a stack", () => {
  it("may ask Prometheus and Alertmanager where they are published, and no others may", () => {
    const port = { prometheus: 9090, alertmanager: 9093 };
    const call = (namespace: string, from: string, to: keyof typeof port) => [namespace, from, to, port[to]];
    expect(
      consoleCallers(parse(all)).map(({ from, to }) => [from.namespace, from.workload, to.workload, to.port]),
    ).toEqual([
      call("grafana", "grafana", "prometheus"),
      call("grafana", "grafana", "alertmanager"),
      call("consoles", "alertmanager-proxy", "alertmanager"),
    ]);
    expect(consoleCallers(parse({ ...all, signIn: {} }))).toEqual([]);
  });

  it("show dashboards of the parts that it has", () => {
    expect(dashboardParts(parse({ ...all, mesh: { kind: "none" }, cost: { kind: "kubecost" } }))).toEqual([
      "ingress",
      "vault",
      "externalSecrets",
    ]);
    expect(dashboardParts(parse(full.aws))).toEqual([
      "ingress",
      "dns",
      "mesh",
      "vault",
      "externalSecrets",
      "storage",
      "backup",
      "autoscaler",
      "cost",
    ]);
  });
});
