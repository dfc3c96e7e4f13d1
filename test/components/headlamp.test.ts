import { describe, expect, it } from "vitest";
import { Headlamp, headlampValues, type HeadlampArgs } from "../../components/headlamp";
import { charts as pins } from "../../src/versions";
import { surroundings } from "../support/surroundings";
import { registeredBy } from "../support/registered";

const args: HeadlampArgs = {
  pin: pins.headlamp,
  charts: {},
  namespace: "headlamp",
  signIn: {
    issuer: "https://gitlab.com",
    clientId: "headlamp-dev",
    secret: { entry: "sign-in/headlamp", key: "client-secret" },
    egress: [{ cidr: "203.0.113.0/24", port: 443 }],
  },
  published: {
    host: "headlamp.dev.example.com",
    path: "/",
    class: "internal",
    workload: "headlamp",
    port: 4466,
    issuer: "self-signed",
  },
  ...surroundings,
};

describe("Headlamp", () => {
  it("has no rights of its own, and no binding", async () => {
    const registered = await registeredBy((opts) => new Headlamp("headlamp", args, opts));
    expect(registered.map(({ type, name }) => `${type} ${name}`)).toEqual([
      "kubernetes:cert-manager.io/v1:Certificate headlamp-public/headlamp.dev.example.com",
      "kubernetes:core/v1:Namespace headlamp",
      "kubernetes:core/v1:ServiceAccount headlamp-account",
      "kubernetes:core/v1:ServiceAccount headlamp/default",
      "kubernetes:core/v1:Service headlamp-public/headlamp",
      "kubernetes:external-secrets.io/v1:ExternalSecret headlamp-client",
      "kubernetes:helm.sh/v4:Chart headlamp-chart",
      "kubernetes:networking.k8s.io/v1:Ingress headlamp-public/headlamp.dev.example.com",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy headlamp-public/headlamp",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy headlamp/default-deny",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy headlamp/dns",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy headlamp/workload-headlamp",
      "platform:components:Headlamp headlamp",
      "platform:components:PlatformNamespace headlamp",
      "platform:components:PublicService headlamp-public",
    ]);
    expect(registered.find(({ name }) => name === "headlamp-client")!.inputs["spec"]).toMatchObject({
      target: {
        name: "headlamp-client",
        template: {
          data: {
            OIDC_CLIENT_ID: "headlamp-dev",
            OIDC_CLIENT_SECRET: "{{ .secret }}",
            OIDC_ISSUER_URL: "https://gitlab.com",
            OIDC_SCOPES: "profile,email",
            OIDC_CALLBACK_URL: "https://headlamp.dev.example.com/oidc-callback",
            OIDC_USE_PKCE: "true",
          },
        },
      },
      data: [{ secretKey: "secret", remoteRef: { key: "platform/sign-in/headlamp", property: "client-secret" } }],
    });
  });

  it("acts with people's tokens, and never with its own", () => {
    expect(headlampValues("headlamp.dev.example.com")).toMatchObject({
      clusterRoleBinding: { create: false },
      serviceAccount: { create: false, name: "headlamp" },
      podAnnotations: { "policies.platform/needs-token": "finds the API server by it, and has no rights" },
      config: {
        unsafeUseServiceAccountToken: false,
        enableHelm: false,
        oidc: { secret: { create: false }, externalSecret: { enabled: true, name: "headlamp-client" } },
      },
    });
  });
});
