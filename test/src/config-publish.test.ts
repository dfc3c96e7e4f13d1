import { describe, expect, it } from "vitest";
import { awsCluster, azureCluster, existingCluster, messageFor, parse } from "../support/config";

const workload = (name: string, ...publish: unknown[]) => ({ name, ports: [8080], publish });
const team = (name: string, ...workloads: unknown[]) => ({ name, namespaces: [{ name, workloads }] });
const host = (name: string, more: object = {}) => ({ host: `${name}.dev.example.com`, port: 8080, ...more });
const environments = [{ name: "dev", domain: "dev.example.com" }];
const published = (...publish: unknown[]) => ({ environments, teams: [team("payments", workload("api", ...publish))] });
const at = "platform:teams[0].namespaces[0].workloads[0]";
const first = `${at}.publish[0]`;
const bothClasses = { ingress: { kind: "nginx", internal: { enabled: true } } };
const dnsName = "must be a DNS name in lower case, without a wildcard";

const cases: [what: string, settings: Record<string, unknown>, message: string][] = [
  [
    "a wildcard",
    published(host("*")),
    `${first}.host ${dnsName}, got "*.dev.example.com"; write for example api.staging.example.com`,
  ],
  [
    "a host that is no DNS name",
    published(host("Pay_ments")),
    `${first}.host ${dnsName}, got "Pay_ments.dev.example.com"; write for example api.staging.example.com`,
  ],
  [
    "a host outside of its environment's domain",
    published({ host: "payments.example.com", port: 8080 }),
    `${first}.host must be platform:environments[0].domain (dev.example.com) or lie below it, got "payments.example.com"; correct the host or the domain`,
  ],
  [
    "a host that only ends like the domain",
    published({ host: "evildev.example.com", port: 8080 }),
    `${first}.host must be platform:environments[0].domain (dev.example.com) or lie below it, got "evildev.example.com"; correct the host or the domain`,
  ],
  [
    "a host in an environment without a domain",
    { ...published(host("api")), environments: [{ name: "dev" }] },
    `${first}.host must be left out while environment dev has no domain, got "api.dev.example.com"; set platform:environments[0].domain, or remove it`,
  ],
  [
    "a host in the domain of another environment",
    {
      environments: [
        { name: "staging", domain: "example.com" },
        { name: "dev", domain: "dev.example.com" },
      ],
      teams: [
        {
          name: "payments",
          namespaces: [{ name: "payments", environment: "staging", workloads: [workload("api", host("api"))] }],
        },
      ],
    },
    `${first}.host must not lie in the domain of environment dev (dev.example.com), got "api.dev.example.com"; choose another host`,
  ],
  [
    "one domain of two environments",
    { environments: [...environments, { name: "staging", domain: "dev.example.com" }] },
    'platform:environments[1].domain must be unique, but platform:environments[0].domain has it too, got "dev.example.com"; rename one',
  ],
  [
    "a port that the workload does not have",
    published(host("api", { port: 9090 })),
    `${first}.port must be one of the workload's ports, got 9090; add 9090 to ${at}.ports`,
  ],
  [
    "a path that ends with a slash",
    published(host("api", { path: "/v1/" })),
    `${first}.path must begin with / and not end with it, of letters, digits and -._~, got "/v1/"; write for example /api`,
  ],
  [
    "a host that is published twice",
    published(host("api"), host("api")),
    `${at}.publish[1].host must be published once for path /, but ${first} publishes the same, got "api.dev.example.com"; remove one, or give it another path`,
  ],
  [
    "a host of two namespaces",
    {
      environments,
      teams: [
        team("payments", workload("api", host("api"))),
        team("catalog", workload("web", host("api", { path: "/web" }))),
      ],
    },
    `platform:teams[1].namespaces[0].workloads[0].publish[0].host must be published from one namespace, but ${first} publishes it from payments, got "api.dev.example.com"; choose another host`,
  ],
  [
    "a host of two classes",
    {
      ...published(host("api"), host("api", { path: "/admin", class: "internal" })),
      ...bothClasses,
      certificates: { issuer: "self-signed" },
    },
    `${at}.publish[1].class must be that of ${first} (public), because a host has one class, got "internal"; write the same, or choose another host`,
  ],
  [
    "a class that is off",
    { ...published(host("api", { class: "internal" })), certificates: { issuer: "self-signed" } },
    `${first}.class must be a class that is on, got "internal"; set platform:ingress.internal.enabled to true, or choose another class`,
  ],
  [
    "a host without any controller",
    { ...published(host("api")), ingress: { kind: "none" } },
    `${first}.host must be left out while platform:ingress.kind is none, because no controller serves it, got "api.dev.example.com"; remove it, or set ingress.kind to nginx`,
  ],
  [
    "an internal host that an ACME server would have to reach",
    { ...published(host("api", { class: "internal" })), ...bothClasses },
    `${first}.class must be public while hosts are proved by http01, because the ACME server has to reach them, got "internal"; name DNS zones of the cluster and use dns01, or make it public`,
  ],
  [
    "a published workload whose name no Service can have",
    { environments, teams: [team("payments", workload("2fa", host("api")))] },
    `${at}.name must begin with a letter and have at most 56 characters, because its Service is named after it, got "2fa"; choose another name`,
  ],
  [
    "an issuer that does not exist",
    { certificates: { issuer: "letsencrypt" } },
    'platform:certificates.issuer must be "acme" or "self-signed", got "letsencrypt"; correct it: docs/configuration.md lists all settings',
  ],
  [
    "an internal issuer that does not exist",
    { certificates: { internal: { kind: "step" } } },
    'platform:certificates.internal.kind must be "ca" or "vault", got "step"; correct it: docs/configuration.md lists all settings',
  ],
  [
    "a directory without its address",
    { certificates: { acme: { directory: "zerossl" } } },
    'platform:certificates.acme.directory must be staging, production or the https address of a directory, got "zerossl"; write staging',
  ],
  [
    "production's directory outside of production",
    { certificates: { acme: { directory: "production" } } },
    "platform:certificates.acme.directory must not be Let's Encrypt's production directory in a stack without production, whose limits it would use up, got \"production\"; remove it: staging is the default",
  ],
  [
    "production's directory by its address",
    { certificates: { acme: { directory: "https://acme-v02.api.letsencrypt.org/directory" } } },
    "platform:certificates.acme.directory must not be Let's Encrypt's production directory in a stack without production, whose limits it would use up, got \"https://acme-v02.api.letsencrypt.org/directory\"; remove it: staging is the default",
  ],
  [
    "challenges in DNS without a zone",
    { certificates: { acme: { challenge: "dns01" } } },
    'platform:certificates.acme.challenge must be http01 while the cluster knows no DNS zone in which it could answer, got "dns01"; name the zones in platform:cluster.dns, or remove the setting',
  ],
  [
    "challenges in DNS without a zone on AWS",
    { cluster: awsCluster, certificates: { acme: { challenge: "dns01" } } },
    'platform:certificates.acme.challenge must be http01 while the cluster knows no DNS zone in which it could answer, got "dns01"; name the zones in platform:cluster.hostedZones, or remove the setting',
  ],
  [
    "a domain in none of the zones",
    {
      environments,
      cluster: {
        ...azureCluster,
        dnsZones: ["/subscriptions/a/resourceGroups/dns/providers/Microsoft.Network/dnsZones/example.org"],
      },
    },
    'platform:environments[0].domain must lie in a zone of platform:cluster.dnsZones (example.org), where its hosts are proved, got "dev.example.com"; correct it, name its zone there, or set platform:certificates.acme.challenge to http01',
  ],
  [
    "a wildcard certificate that no host can prove",
    { environments, ingress: { kind: "nginx", wildcardCertificate: true } },
    "platform:ingress.wildcardCertificate must be false while hosts are proved by http01, because only a record in DNS proves a whole domain, got true; name DNS zones in platform:cluster.dns and use dns01, or remove it",
  ],
  [
    "settings for an ACME server that nobody asks",
    { certificates: { issuer: "self-signed", acme: { email: "pki@example.com" } } },
    'platform:certificates.acme.email must be left out while certificates.issuer is self-signed, because no ACME server is asked, got "pki@example.com"; remove it, or set certificates.issuer to acme',
  ],
  [
    "a Vault that is not in the cluster",
    { certificates: { internal: { kind: "vault", server: "https://vault.example.com" } } },
    'platform:certificates.internal.server must be https://<service>.<namespace>.svc:<port>, because a NetworkPolicy names its pods, got "https://vault.example.com"; write https://vault.vault.svc:8200',
  ],
];

describe("publishing and certificates: one mistake gives one message", () => {
  it.each(cases)("fails when there is %s", (_, settings, message) => {
    expect(messageFor(settings)).toBe(`the configuration of stack dev has a mistake:\n  ${message}`);
  });

  it("fails when production's hosts are self-signed", () => {
    const settings = { access: { admins: ["admins"] }, certificates: { issuer: "self-signed" } };
    expect(messageFor(settings, "production")).toBe(
      "the configuration of stack production has a mistake:\n" +
        '  platform:certificates.issuer must be acme in a stack that carries production, because no browser trusts other certificates, got "self-signed"; remove it',
    );
  });
});

describe("who signs", () => {
  const plan = (settings: Record<string, unknown>, stack: string) =>
    parse({ cluster: existingCluster, access: { admins: ["admins"] }, ...settings }, stack).certificates;
  const staging = { name: "letsencrypt-staging", directory: "https://acme-staging-v02.api.letsencrypt.org/directory" };
  const production = { name: "letsencrypt-production", directory: "https://acme-v02.api.letsencrypt.org/directory" };

  it("is Let's Encrypt, whose production directory only stacks with production know", () => {
    expect(plan({}, "staging")).toEqual({
      acme: { issuers: [staging], email: undefined, challenge: "http01" },
      internal: { kind: "ca" },
    });
    expect(plan({}, "production").acme!.issuers).toEqual([staging, production]);
    expect(plan({ certificates: { acme: { directory: "staging" } } }, "production").acme!.issuers).toEqual([staging]);
  });

  it("is another ACME server where its address is given", () => {
    const directory = "https://acme.example.com/directory";
    expect(plan({ certificates: { acme: { directory } } }, "production").acme!.issuers).toEqual([
      { name: "acme", directory },
    ]);
  });

  it("is nobody where issuer is self-signed", () => {
    expect(plan({ certificates: { issuer: "self-signed" } }, "dev")).toEqual({ internal: { kind: "ca" } });
  });

  it("asks for records in DNS where the cluster knows zones", () => {
    expect(plan({ cluster: { ...awsCluster, hostedZones: ["Z0123456789"] } }, "staging").acme!.challenge).toBe("dns01");
  });

  it("inside is the PKI of Vault where configured", () => {
    expect(plan({ certificates: { internal: { kind: "vault" } } }, "staging").internal).toEqual({
      kind: "vault",
      server: "https://vault.vault.svc:8200",
      path: "pki",
      role: "internal",
      // The platform's own has its certificate from the cluster's CA.
      caSecret: "internal-ca",
    });
    const server = "https://pki.security.svc:8200";
    expect(plan({ certificates: { internal: { kind: "vault", server } } }, "staging").internal).toEqual({
      kind: "vault",
      server,
      path: "pki",
      role: "internal",
    });
  });
});

describe("published routes", () => {
  it("name the workload, its place and who signs; other environments never use production's directory", () => {
    const config = parse(
      {
        cluster: existingCluster,
        access: { admins: ["admins"] },
        environments: [
          {
            name: "production",
            domain: "example.com",
            workloads: [workload("status", { host: "example.com", port: 8080 })],
          },
          { name: "staging", domain: "staging.example.com" },
        ],
        teams: [
          {
            name: "payments",
            namespaces: [
              {
                name: "payments",
                environment: "staging",
                workloads: [workload("api", { host: "api.staging.example.com", port: 8080, path: "/v1" })],
              },
            ],
          },
        ],
      },
      "shared",
    );
    expect(config.published).toEqual([
      {
        environment: "production",
        team: undefined,
        namespace: "production",
        workload: "status",
        host: "example.com",
        path: "/",
        port: 8080,
        class: "public",
        issuer: "letsencrypt-production",
      },
      {
        environment: "staging",
        team: "payments",
        namespace: "payments",
        workload: "api",
        host: "api.staging.example.com",
        path: "/v1",
        port: 8080,
        class: "public",
        issuer: "letsencrypt-staging",
      },
    ]);
    expect(config.environments[0]!.workloads[0]).not.toHaveProperty("publish");
  });
});
