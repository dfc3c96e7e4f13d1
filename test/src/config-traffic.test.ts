import { describe, expect, it } from "vitest";
import { awsCluster, azureCluster, existingCluster, messageFor, parse } from "../support/config";

const aws = { ...awsCluster, hostedZones: ["Z0123456789"] };
const zone = (group: string, name: string) =>
  `/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/${group}/providers/Microsoft.Network/dnsZones/${name}`;
const environments = [{ name: "dev", domain: "dev.example.com" }];

describe("one mistake about traffic gives one message", () => {
  const nginx = (settings: object) => ({ ingress: { kind: "nginx", ...settings } });
  const dns = { kind: "external-dns" };
  const cases: [what: string, settings: Record<string, unknown>, message: string][] = [
    [
      "a controller of another kind",
      { ingress: { kind: "traefik" } },
      'platform:ingress.kind must be "nginx" or "none", got "traefik"; correct it: docs/configuration.md lists all settings',
    ],
    [
      "settings of a controller that is not there",
      { ingress: { kind: "none", maxReplicas: 3 } },
      'platform:ingress.maxReplicas must only be set where kind is "nginx"; remove it or change kind',
    ],
    [
      "no class at all",
      nginx({ public: { enabled: false } }),
      "platform:ingress.public.enabled must be true while ingress.internal.enabled is false, or nothing comes in, got false; enable one of them, or set platform:ingress.kind to none",
    ],
    [
      "one pod",
      nginx({ minReplicas: 1 }),
      "platform:ingress.minReplicas must be 2 or more, because one pod is lost with its node, got 1; write 2",
    ],
    [
      "fewer pods at most than at least",
      nginx({ minReplicas: 4, maxReplicas: 3 }),
      "platform:ingress.maxReplicas must be at least minReplicas (4), got 3; raise it",
    ],
    [
      "fewer pods at most than the default asks for",
      nginx({ maxReplicas: 1 }),
      "platform:ingress.maxReplicas must be at least minReplicas (2), got 1; raise it",
    ],
    [
      "a source that is no block",
      nginx({ public: { sourceRanges: ["203.0.113.7/33"] } }),
      'platform:ingress.public.sourceRanges[0] must be a block of addresses, got "203.0.113.7/33"; write for example 10.0.0.0/16',
    ],
    [
      "a limit that lets nobody in",
      nginx({ rateLimit: { requestsPerSecond: 0 } }),
      "platform:ingress.rateLimit.requestsPerSecond must be 1 or more, got 0; write for example 100",
    ],
    [
      "a wildcard certificate for no domain",
      nginx({ wildcardCertificate: true }),
      "platform:ingress.wildcardCertificate must be false unless one environment has a domain, which the certificate is for (0 have one), got true; set platform:environments[0].domain",
    ],
    [
      "a wildcard certificate for two domains",
      {
        ...nginx({ wildcardCertificate: true }),
        environments: [...environments, { name: "staging", domain: "staging.example.com" }],
      },
      "platform:ingress.wildcardCertificate must be false unless one environment has a domain, which the certificate is for (2 have one), got true; remove it",
    ],
    [
      "a domain with a wildcard",
      { environments: [{ name: "dev", domain: "*.example.com" }] },
      'platform:environments[0].domain must be a DNS name in lower case, without a wildcard, got "*.example.com"; write for example staging.example.com',
    ],
    [
      "records without a zone on an existing cluster",
      { dns, environments },
      'platform:dns.kind must be none while the cluster knows no DNS zone, because there is nowhere to write, got "external-dns"; set platform:cluster.dns, or remove the setting',
    ],
    [
      "records without a zone on AWS",
      { dns, environments, cluster: awsCluster },
      'platform:dns.kind must be none while the cluster knows no DNS zone, because there is nowhere to write, got "external-dns"; set platform:cluster.hostedZones, or remove the setting',
    ],
    [
      "records without a domain",
      { dns, cluster: aws },
      'platform:dns.kind must be none while no environment has a domain, because it would write into every zone, got "external-dns"; set platform:environments[0].domain, or remove the setting',
    ],
    [
      "records of nothing",
      { dns, environments, cluster: aws, ingress: { kind: "none" } },
      'platform:dns.kind must be none while ingress.kind is none, because nothing is published, got "external-dns"; set platform:ingress.kind to nginx, or remove the setting',
    ],
    [
      "Azure: zones in two resource groups",
      {
        environments,
        cluster: { ...azureCluster, dnsZones: [zone("dns", "example.com"), zone("web", "example.org")] },
      },
      'platform:cluster.dnsZones[1] must lie in the resource group of platform:cluster.dnsZones[0], because external-dns reads one, got "/subscriptions/00000000-0000-0000-0000-000000000001/reso...; move the zone, or set platform:dns.kind to none',
    ],
    [
      "an existing cluster with a zone's name instead of its ID",
      { cluster: { ...existingCluster, dns: { kind: "route53", region: "eu-central-1", zones: ["example.com"] } } },
      'platform:cluster.dns.zones[0] must be the ID of a Route 53 zone, got "example.com"; write for example Z0123456789ABC',
    ],
    [
      "an existing cluster without any zone",
      { cluster: { ...existingCluster, dns: { kind: "route53", region: "eu-central-1", zones: [] } } },
      "platform:cluster.dns.zones must name at least one zone, got []; remove the setting where there is none",
    ],
  ];
  it.each(cases)("%s", (_, settings, message) => {
    expect(messageFor(settings)).toBe(`the configuration of stack dev has a mistake:\n  ${message}`);
  });
});

describe("traffic from outside", () => {
  it("comes in through one public class by default, with a pod in each zone of production", () => {
    expect(parse({ cluster: existingCluster }).ingress).toEqual({
      entries: [{ exposure: "public", sourceRanges: [] }],
      minReplicas: 2,
      maxReplicas: 10,
      rateLimit: { requestsPerSecond: 100, burst: 200 },
      wildcard: undefined,
      backends: [],
    });
    const access = { admins: ["admins"] };
    expect(parse({ cluster: existingCluster, access }, "production").ingress?.minReplicas).toBe(3);
    expect(parse({ cluster: existingCluster, ingress: { kind: "none" } }).ingress).toBeUndefined();
  });

  it("goes to the workloads that declare it", () => {
    const workloads = [
      { name: "api", ports: [8080, 9090], ingressPorts: [8080] },
      { name: "database", ports: [5432] },
    ];
    const settings = {
      cluster: existingCluster,
      environments: [{ name: "staging", workloads: [{ name: "proxy", ports: [80], ingressPorts: [80] }] }],
      teams: [{ name: "payments", namespaces: [{ name: "payments", workloads }] }],
    };
    expect(parse(settings).ingress?.backends).toEqual([
      { namespace: "staging", workload: "proxy", ports: [80] },
      { namespace: "payments", workload: "api", ports: [8080] },
    ]);
  });

  it("goes to published workloads by the class of their host, and to what answers an ACME server", () => {
    const publish = [
      { host: "shop.example.com", port: 8080 },
      { host: "admin.example.com", port: 9090, class: "internal" },
    ];
    const settings = (more: object) => ({
      environments: [{ name: "staging", domain: "example.com" }],
      ingress: { kind: "nginx", internal: { enabled: true } },
      vault: { distribution: "none" },
      teams: [
        { name: "shop", namespaces: [{ name: "shop", workloads: [{ name: "web", ports: [8080, 9090], publish }] }] },
      ],
      ...more,
    });
    const web = { namespace: "shop", workload: "web" };
    expect(parse(settings({ cluster: aws })).ingress?.backends).toEqual([
      { ...web, ports: [8080], exposure: "public" },
      { ...web, ports: [9090], exposure: "internal" },
    ]);
    expect(parse(settings({ cluster: aws, vault: { distribution: "openbao" } })).ingress?.backends).toContainEqual({
      namespace: "vault",
      workload: "vault",
      ports: [8200],
      exposure: "internal",
    });
    const teams = settings({}).teams.map((team) => ({
      ...team,
      namespaces: [{ name: "shop", workloads: [{ name: "web", ports: [8080], publish: publish.slice(0, 1) }] }],
    }));
    expect(parse(settings({ cluster: existingCluster, teams })).ingress?.backends).toEqual([
      { ...web, ports: [8080], exposure: "public" },
      {
        namespace: "shop",
        workload: "acme-solver",
        labels: { "acme.cert-manager.io/http01-solver": "true" },
        ports: [8089],
        exposure: "public",
      },
    ]);
  });

  it("has a wildcard certificate of the environment's issuer where asked", () => {
    const wildcard = (name: string, more: object = {}) =>
      parse({
        cluster: aws,
        access: { admins: ["admins"] },
        environments: [{ name, domain: "example.com" }],
        ingress: { kind: "nginx", wildcardCertificate: true },
        ...more,
      }).ingress?.wildcard;
    expect(wildcard("production")).toEqual({ domain: "example.com", issuer: "letsencrypt-production" });
    expect(wildcard("staging")).toEqual({ domain: "example.com", issuer: "letsencrypt-staging" });
    const certificates = { issuer: "self-signed" };
    expect(wildcard("dev", { certificates })).toEqual({ domain: "example.com", issuer: "self-signed" });
  });
});

describe("records of published hosts", () => {
  it("are external-dns' where zones and a domain are known, marked with the stack's name", () => {
    const ingress = { kind: "nginx", internal: { enabled: true } };
    expect(parse({ cluster: aws, environments, ingress }).dns).toEqual({
      policy: "sync",
      owner: "platform-staging",
      domains: ["dev.example.com"],
      classes: ["nginx", "nginx-internal"],
    });
  });

  it.each([
    ["no zone is known", { cluster: existingCluster, environments }],
    ["no environment has a domain", { cluster: aws }],
    ["nothing comes in", { cluster: aws, environments, ingress: { kind: "none" } }],
    ["that is asked for", { cluster: aws, environments, dns: { kind: "none" } }],
  ])("are somebody else's where %s", (_, settings) => {
    expect(parse(settings).dns).toBeUndefined();
  });
});
