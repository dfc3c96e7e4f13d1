import { describe, expect, it } from "vitest";
import { azureCluster, existingCluster, messageFor, parse } from "../support/config";

const environments = [{ name: "dev", domain: "dev.example.com" }];
const internal = { kind: "nginx", internal: { enabled: true } };
const access = { admins: ["platform-admins"] };
const all = { environments, ingress: internal, access, certificates: { issuer: "self-signed" } };
const clients = (given: object) => ({ ...all, signIn: { clients: given } });
const at = "platform:signIn.clients";

const cases: [what: string, settings: Record<string, unknown>, message: string][] = [
  [
    "an issuer without TLS",
    { signIn: { issuer: "http://gitlab.example.com" } },
    'platform:signIn.issuer must be an https address without a / at its end, got "http://gitlab.example.com"; write for example https://gitlab.com',
  ],
  [
    "a console that does not exist",
    clients({ graphana: "id" }),
    `${at}.graphana must be a setting, and it is not; did you mean grafana? docs/configuration.md lists all settings`,
  ],
  [
    "a client without an ID",
    clients({ grafana: "" }),
    `${at}.grafana must not be empty, got ""; write the ID of the client at the sign-in provider, or remove the setting`,
  ],
  [
    "no addresses of the issuer",
    { signIn: { cidrs: [] } },
    "platform:signIn.cidrs must name at least one block of addresses, got []; remove the setting for any address outside of the cluster",
  ],
  [
    "a console that no controller serves",
    { ...clients({ grafana: "id" }), ingress: { kind: "nginx" } },
    `${at}.grafana must be left out while the platform has no hosts of its own, got "id"; give an environment a domain and enable platform:ingress.internal (certificates by dns01 or self-signed), or remove it`,
  ],
  [
    "a console whose host a team has",
    {
      ...clients({ cost: "id" }),
      teams: [
        {
          name: "finance",
          namespaces: [
            {
              name: "finance",
              workloads: [{ name: "web", ports: [80], publish: [{ host: "cost.dev.example.com", port: 80 }] }],
            },
          ],
        },
      ],
    },
    `${at}.cost must be left out while platform:teams[0].namespaces[0].workloads[0].publish[0].host is cost.dev.example.com, which is the console's, got "id"; choose another host there`,
  ],
  [
    "a console without a Vault for its secret",
    { ...clients({ grafana: "id" }), vault: { distribution: "none" } },
    `${at}.grafana must be left out while platform:vault.distribution is none, because its client's secret is in Vault, got "id"; remove it, or change that`,
  ],
  [
    "a console for everybody in the world",
    { ...clients({ prometheus: "id" }), access: { viewers: ["engineering"] } },
    `${at}.prometheus must be left out while no group may sign in, got "id"; name groups in platform:access.admins, or remove it`,
  ],
  [
    "people's tokens for an API server that does not know them",
    {
      ...clients({ headlamp: "id" }),
      cluster: azureCluster,
    },
    `${at}.headlamp must be left out on Azure, because the API server of AKS trusts tokens of Entra ID for its own client alone, got "id"; remove it`,
  ],
];

describe("one mistake about sign-in gives one message", () => {
  it.each(cases)("%s", (_, settings, message) => {
    expect(messageFor(settings)).toBe(`the configuration of stack dev has a mistake:\n  ${message}`);
  });
});

const plan = (settings: Record<string, unknown>) => parse({ cluster: existingCluster, ...settings }, "dev");

describe("consoles", () => {
  it("are not there without a client", () => {
    expect(plan({}).signIn).toBe(undefined);
  });

  it("are reached at hosts of their own, from connected networks", () => {
    const { signIn, ingress } = plan(clients({ grafana: "a1", cost: "b2" }));
    expect(signIn).toEqual({
      issuer: "https://gitlab.com",
      groupsClaim: "groups_direct",
      egress: [{ cidr: "0.0.0.0/0", port: 443 }],
      environment: "dev",
      domain: "dev.example.com",
      consoles: {
        grafana: {
          address: "https://grafana.dev.example.com",
          clientId: "a1",
          groups: ["platform-admins"],
          published: {
            host: "grafana.dev.example.com",
            path: "/",
            class: "internal",
            environment: "dev",
            namespace: "grafana",
            workload: "grafana",
            port: 3000,
            issuer: "self-signed",
          },
        },
        cost: {
          address: "https://cost.dev.example.com",
          clientId: "b2",
          groups: ["platform-admins"],
          published: {
            host: "cost.dev.example.com",
            path: "/",
            class: "internal",
            environment: "dev",
            namespace: "consoles",
            workload: "cost-proxy",
            port: 4180,
            issuer: "self-signed",
          },
        },
      },
    });
    expect(ingress!.backends.slice(-2)).toEqual([
      { namespace: "grafana", workload: "grafana", ports: [3000], exposure: "internal" },
      { namespace: "consoles", workload: "cost-proxy", ports: [4180], exposure: "internal" },
    ]);
  });

  it("ask the issuer at its addresses and on its port", () => {
    const signIn = {
      issuer: "https://login.example.com:8443/realms/a",
      cidrs: ["203.0.113.0/24"],
      clients: { cost: "b" },
    };
    expect(plan({ ...all, signIn }).signIn!.egress).toEqual([{ cidr: "203.0.113.0/24", port: 8443 }]);
  });

  it.each([
    ["prometheus", ["admins", "operators"]],
    ["alertmanager", ["admins", "operators"]],
    ["grafana", ["admins", "operators", "developers", "viewers", "payments-developers", "payments-viewers"]],
    ["platform", ["admins", "operators", "developers", "viewers", "payments-developers", "payments-viewers"]],
  ] as const)("let into %s whom it is for, by the groups' names at the provider", (console, groups) => {
    const { signIn } = plan({
      ...clients({ [console]: "id" }),
      access: { admins: ["admins"], operators: ["operators"], developers: ["developers"], viewers: ["viewers"] },
      teams: [
        {
          name: "payments",
          groups: { developers: ["payments-developers"], viewers: ["payments-viewers"] },
          namespaces: [{ name: "payments" }],
        },
      ],
    });
    expect(signIn!.consoles[console]!.groups).toEqual(groups);
  });
});
