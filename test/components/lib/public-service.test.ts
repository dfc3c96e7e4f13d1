import { describe, expect, it } from "vitest";
import { PublicService, type Publishing } from "../../../components/lib/public-service";
import type { PublishedRoute } from "../../../components/lib/public-service-specs";
import { registeredBy } from "../../support/registered";

const publishing = {
  controllers: {
    namespace: "ingress",
    labels: { "app.kubernetes.io/name": "nginx-ingress" },
    serviceAccount: "nginx-ingress",
  },
  mesh: true,
  http01: false,
  await: true,
  ready: [],
};
const api: PublishedRoute = {
  host: "shop.example.com",
  path: "/",
  class: "public",
  workload: "web",
  port: 8080,
  issuer: "letsencrypt-staging",
};
const registeredFor = async (routes: PublishedRoute[], more: Partial<Publishing> = {}) =>
  (
    await registeredBy(
      (opts) =>
        new PublicService("shop-public", { namespace: "shop", routes, publishing: { ...publishing, ...more } }, opts),
    )
  ).map(({ type, name, inputs }) => ({ is: `${type} ${name}`, ...inputs }));
const names = (registered: { is: string }[]) => registered.map(({ is }) => is);
const find = (registered: { is: string }[], kind: string, name: string) =>
  registered.find(({ is }) => is.endsWith(`:${kind} ${name}`));

const controller = (instance: string) => ({
  namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "ingress" } },
  podSelector: {
    matchLabels: { "app.kubernetes.io/name": "nginx-ingress", "app.kubernetes.io/instance": instance },
  },
});
const tcp = (port: number) => ({ port, protocol: "TCP" });
const web = { matchLabels: { "app.kubernetes.io/name": "web" } };

describe("a published host", () => {
  it("is a certificate, a way to the workload for the controller alone, and an Ingress", async () => {
    expect(await registeredFor([api])).toEqual([
      {
        is: "kubernetes:cert-manager.io/v1:Certificate shop-public/shop.example.com",
        apiVersion: "cert-manager.io/v1",
        kind: "Certificate",
        metadata: {
          name: "shop.example.com",
          namespace: "shop",
          annotations: { "pulumi.com/waitFor": "condition=Ready" },
        },
        spec: {
          secretName: "shop.example.com",
          commonName: "shop.example.com",
          dnsNames: ["shop.example.com"],
          issuerRef: { group: "cert-manager.io", kind: "ClusterIssuer", name: "letsencrypt-staging" },
          duration: "2160h",
          privateKey: { algorithm: "ECDSA", size: 256, rotationPolicy: "Always" },
          usages: ["digital signature", "server auth"],
        },
      },
      {
        is: "kubernetes:core/v1:Service shop-public/web",
        apiVersion: "v1",
        kind: "Service",
        metadata: { name: "web-public", namespace: "shop", annotations: { "pulumi.com/skipAwait": "true" } },
        spec: {
          selector: { "app.kubernetes.io/name": "web" },
          ports: [{ name: "http-8080", port: 8080, targetPort: 8080, protocol: "TCP" }],
        },
      },
      {
        is: "kubernetes:networking.k8s.io/v1:Ingress shop-public/shop.example.com",
        apiVersion: "networking.k8s.io/v1",
        kind: "Ingress",
        metadata: {
          name: "shop.example.com",
          namespace: "shop",
        },
        spec: {
          ingressClassName: "nginx",
          tls: [{ hosts: ["shop.example.com"], secretName: "shop.example.com" }],
          rules: [
            {
              host: "shop.example.com",
              http: {
                paths: [
                  {
                    path: "/",
                    pathType: "Prefix",
                    backend: { service: { name: "web-public", port: { number: 8080 } } },
                  },
                ],
              },
            },
          ],
        },
      },
      {
        is: "kubernetes:networking.k8s.io/v1:NetworkPolicy shop-public/web",
        apiVersion: "networking.k8s.io/v1",
        kind: "NetworkPolicy",
        metadata: { name: "public-web", namespace: "shop" },
        spec: {
          podSelector: web,
          policyTypes: ["Ingress"],
          ingress: [{ from: [controller("nginx")], ports: [tcp(8080), tcp(15008)] }],
        },
      },
      {
        is: "kubernetes:security.istio.io/v1:AuthorizationPolicy shop-public/web",
        apiVersion: "security.istio.io/v1",
        kind: "AuthorizationPolicy",
        metadata: { name: "public-web", namespace: "shop" },
        spec: {
          selector: web,
          action: "ALLOW",
          rules: [
            {
              from: [{ source: { principals: ["cluster.local/ns/ingress/sa/nginx-ingress"] } }],
              to: [{ operation: { ports: ["8080"] } }],
            },
          ],
        },
      },
      { is: "platform:components:PublicService shop-public" },
    ]);
  });

  it("without the mesh opens the port alone and needs no policy of the mesh", async () => {
    const registered = await registeredFor([api], { mesh: false });
    expect(names(registered).filter((is) => is.includes("Policy"))).toEqual([
      "kubernetes:networking.k8s.io/v1:NetworkPolicy shop-public/web",
    ]);
    expect(find(registered, "NetworkPolicy", "shop-public/web")).toMatchObject({
      spec: { ingress: [{ ports: [tcp(8080)] }] },
    });
  });

  it("is not waited for where the stack does not wait", async () => {
    const registered = await registeredFor([api], { await: false });
    expect(find(registered, "Certificate", "shop-public/shop.example.com")).not.toHaveProperty("metadata.annotations");
    expect(find(registered, "Ingress", "shop-public/shop.example.com")).toMatchObject({
      metadata: { annotations: { "pulumi.com/skipAwait": "true" } },
    });
  });

  it("with a long name has no subject, which could not hold it", async () => {
    const host = `${"a".repeat(60)}.example.com`;
    const registered = await registeredFor([{ ...api, host }]);
    expect(find(registered, "Certificate", `shop-public/${host}`)).not.toHaveProperty("spec.commonName");
  });
});

describe("several routes", () => {
  it("of one host share its certificate and its Ingress", async () => {
    const registered = await registeredFor([api, { ...api, path: "/cart", workload: "cart", port: 9000 }]);
    expect(names(registered)).toEqual([
      "kubernetes:cert-manager.io/v1:Certificate shop-public/shop.example.com",
      "kubernetes:core/v1:Service shop-public/cart",
      "kubernetes:core/v1:Service shop-public/web",
      "kubernetes:networking.k8s.io/v1:Ingress shop-public/shop.example.com",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy shop-public/cart",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy shop-public/web",
      "kubernetes:security.istio.io/v1:AuthorizationPolicy shop-public/cart",
      "kubernetes:security.istio.io/v1:AuthorizationPolicy shop-public/web",
      "platform:components:PublicService shop-public",
    ]);
    expect(find(registered, "Ingress", "shop-public/shop.example.com")).toMatchObject({
      spec: {
        rules: [
          {
            http: {
              paths: [
                { path: "/", backend: { service: { name: "web-public", port: { number: 8080 } } } },
                { path: "/cart", backend: { service: { name: "cart-public", port: { number: 9000 } } } },
              ],
            },
          },
        ],
      },
    });
  });

  it("of one workload admit the controller of each class to its own ports", async () => {
    const registered = await registeredFor([api, { ...api, host: "admin.example.com", class: "internal", port: 9000 }]);
    expect(find(registered, "NetworkPolicy", "shop-public/web")).toMatchObject({
      spec: {
        ingress: [
          { from: [controller("nginx")], ports: [tcp(8080), tcp(15008)] },
          { from: [controller("nginx-internal")], ports: [tcp(9000), tcp(15008)] },
        ],
      },
    });
    expect(find(registered, "Ingress", "shop-public/admin.example.com")).toMatchObject({
      spec: { ingressClassName: "nginx-internal" },
    });
  });
});

describe("a host that the ACME server asks", () => {
  it("answers through its own Ingress, which does not wait for the certificate", async () => {
    const registered = await registeredFor([api], { http01: true });
    expect(find(registered, "Certificate", "shop-public/shop.example.com")).toMatchObject({
      metadata: {
        annotations: {
          "acme.cert-manager.io/http01-override-ingress-name": "shop.example.com",
          "cert-manager.io/issue-temporary-certificate": "true",
        },
      },
    });
    expect(find(registered, "Certificate", "shop-public/shop.example.com")).not.toHaveProperty([
      "metadata",
      "annotations",
      "pulumi.com/waitFor",
    ]);
  });

  it("lets the public controller reach cert-manager's solvers", async () => {
    const solvers = { matchLabels: { "acme.cert-manager.io/http01-solver": "true" } };
    const registered = await registeredFor([api], { http01: true });
    expect(find(registered, "NetworkPolicy", "shop-public-acme-solver")).toMatchObject({
      metadata: { name: "acme-solver", namespace: "shop" },
      spec: {
        podSelector: solvers,
        policyTypes: ["Ingress"],
        ingress: [{ from: [controller("nginx")], ports: [tcp(8089), tcp(15008)] }],
      },
    });
    expect(find(registered, "AuthorizationPolicy", "shop-public-acme-solver")).toMatchObject({
      spec: {
        selector: solvers,
        action: "ALLOW",
        rules: [
          {
            from: [{ source: { principals: ["cluster.local/ns/ingress/sa/nginx-ingress"] } }],
            to: [{ operation: { ports: ["8089"] } }],
          },
        ],
      },
    });
  });

  it("speaks TLS with a workload that does, and HTTP with others", async () => {
    const secure = { ...api, host: "vault.example.com", workload: "vault", port: 8200, tls: true };
    const registered = await registeredFor([api, secure]);
    expect(find(registered, "Ingress", "shop-public/vault.example.com")).toMatchObject({
      metadata: { annotations: { "nginx.org/ssl-services": "vault-public" } },
    });
    expect(find(registered, "Ingress", "shop-public/shop.example.com")).not.toHaveProperty("metadata.annotations");
  });
});
