import { describe, expect, it } from "vitest";
import { Consoles, type ConsolesArgs } from "../../../components/consoles";
import type { PublishedRoute } from "../../../components/lib/public-service-specs";
import { surroundings } from "../../support/surroundings";
import { registeredBy } from "../../support/registered";

const published = (name: string): PublishedRoute => ({
  host: `${name}.dev.example.com`,
  path: "/",
  class: "internal",
  workload: `${name}-proxy`,
  port: 4180,
  issuer: "self-signed",
});
const args: ConsolesArgs = {
  image: "quay.io/oauth2-proxy/oauth2-proxy:v1",
  provider: {
    issuer: "https://gitlab.com",
    groupsClaim: "groups_direct",
    egress: [{ cidr: "203.0.113.0/24", port: 443 }],
  },
  consoles: [
    {
      name: "platform",
      host: "platform.dev.example.com",
      clientId: "a",
      groups: ["admins"],
      upstream: { files: { "index.html": "<p>" } },
      published: published("platform"),
    },
    {
      name: "prometheus",
      host: "prometheus.dev.example.com",
      clientId: "b",
      groups: ["admins"],
      upstream: {
        url: "http://prometheus.monitoring.svc:9090",
        pods: { namespace: "monitoring", workload: "prometheus", port: 9090 },
      },
      published: published("prometheus"),
    },
  ],
  replicas: 2,
  caIssuer: { name: "internal", ready: [] },
  ...surroundings,
};
const build = () => registeredBy((opts) => new Consoles("consoles", args, opts));

describe("consoles behind proxies", () => {
  it("have one proxy each, whose secrets come out of Vault", async () => {
    const registered = await build();
    expect(
      registered.filter(({ type }) => !/Network|Service$/.test(type)).map(({ type, name }) => `${type} ${name}`),
    ).toEqual([
      "kubernetes:apps/v1:Deployment consoles-platform",
      "kubernetes:apps/v1:Deployment consoles-prometheus",
      "kubernetes:cert-manager.io/v1:Certificate consoles-public/platform.dev.example.com",
      "kubernetes:cert-manager.io/v1:Certificate consoles-public/prometheus.dev.example.com",
      "kubernetes:core/v1:ConfigMap consoles-platform",
      "kubernetes:core/v1:ConfigMap consoles-platform-files",
      "kubernetes:core/v1:ConfigMap consoles-prometheus",
      "kubernetes:core/v1:Namespace consoles",
      "kubernetes:core/v1:ServiceAccount consoles-account",
      "kubernetes:core/v1:ServiceAccount consoles/default",
      "kubernetes:external-secrets.io/v1:ExternalSecret consoles-cookies/sign-in-cookie-platform/cookie",
      "kubernetes:external-secrets.io/v1:ExternalSecret consoles-cookies/sign-in-cookie-prometheus/cookie",
      "kubernetes:external-secrets.io/v1:ExternalSecret consoles-platform-client",
      "kubernetes:external-secrets.io/v1:ExternalSecret consoles-prometheus-client",
      "kubernetes:external-secrets.io/v1alpha1:PushSecret consoles-cookies-push/sign-in-cookie-platform/cookie",
      "kubernetes:external-secrets.io/v1alpha1:PushSecret consoles-cookies-push/sign-in-cookie-prometheus/cookie",
      "kubernetes:generators.external-secrets.io/v1alpha1:VaultDynamicSecret consoles-cookies-generator",
      "kubernetes:networking.k8s.io/v1:Ingress consoles-public/platform.dev.example.com",
      "kubernetes:networking.k8s.io/v1:Ingress consoles-public/prometheus.dev.example.com",
      "kubernetes:policy/v1:PodDisruptionBudget consoles-platform",
      "kubernetes:policy/v1:PodDisruptionBudget consoles-prometheus",
      "platform:components:Consoles consoles",
      "platform:components:PlatformNamespace consoles",
      "platform:components:VaultPasswords consoles-cookies",
    ]);
    const client = registered.find(({ name }) => name === "consoles-prometheus-client")!.inputs;
    expect(client).toMatchObject({
      metadata: { name: "prometheus-proxy-client", namespace: "consoles" },
      spec: {
        data: [
          {
            secretKey: "client-secret",
            remoteRef: { key: "platform/sign-in/prometheus", property: "client-secret" },
          },
        ],
      },
    });
  });

  it("are called by their own proxy alone, and all proxies call the issuer", async () => {
    const egress = (await build())
      .filter(({ type }) => type.endsWith(":NetworkPolicy"))
      .map(({ name, inputs }) => ({ name, spec: inputs["spec"] as { egress?: { to: object[]; ports: object[] }[] } }))
      .filter(({ spec }) => spec.egress?.length)
      .map(({ name, spec }) => [name, spec.egress]);
    expect(Object.fromEntries(egress)).toMatchObject({
      "consoles/workload-sign-in": [
        { to: [{ ipBlock: { cidr: "203.0.113.0/24" } }], ports: [{ port: 443, protocol: "TCP" }] },
      ],
      "consoles/workload-prometheus-proxy": [
        {
          to: [
            {
              namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "monitoring" } },
              podSelector: { matchLabels: { "app.kubernetes.io/name": "prometheus" } },
            },
          ],
          ports: [{ port: 9090, protocol: "TCP" }],
        },
      ],
    });
    expect(egress.map(([name]) => name)).toEqual([
      "consoles/dns",
      "consoles/workload-prometheus-proxy",
      "consoles/workload-sign-in",
    ]);
  });

  it("get new pods when their configuration changes", async () => {
    const digests = (await build())
      .filter(({ type }) => type.endsWith(":Deployment"))
      .map(({ inputs }) => (inputs as never as Deployment).spec.template.metadata.annotations["platform/config"]);
    expect(new Set(digests).size).toBe(2);
    const other = { ...args, consoles: args.consoles.map((each) => ({ ...each, groups: ["others"] })) };
    const changed = (await registeredBy((opts) => new Consoles("consoles", other, opts)))
      .filter(({ type }) => type.endsWith(":Deployment"))
      .map(({ inputs }) => (inputs as never as Deployment).spec.template.metadata.annotations["platform/config"]);
    expect(changed.filter((digest) => digests.includes(digest))).toEqual([]);
  });
});

interface Deployment {
  spec: { template: { metadata: { annotations: Record<string, string> } } };
}
