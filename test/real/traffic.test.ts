import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { applyCrds } from "../../local/apply/crds";
import { kubernetesAdapter } from "../../local/apply/kubernetes";
import { run } from "../../local/engine";
import type { RunResult } from "../../local/engine/types";
import { ApiError, type KubernetesObject } from "../../local/kubernetes";
import { root } from "../../local/lib/project";
import { crdsFromModules } from "../../local/toolchain";
import { declaredOf } from "../../local/verify";
import { actualNetwork } from "../../local/verify/network/actual";
import { checkConnectivity } from "../../local/verify/network/matrix";
import { apiServer } from "../support/config";
import { contextName, startControlPlane, type TestControlPlane } from "../support/controlplane";

let plane: TestControlPlane;

const base = {
  cluster: { kind: "existing", context: contextName, await: false, network: { apiServer } },
  access: { admins: ["platform-admins"] },
  ingress: { kind: "nginx", internal: { enabled: true } },
};
const shop = (...publish: object[]) => [
  {
    name: "shop",
    namespaces: [{ name: "shop", workloads: [{ name: "web", ports: [8080, 9000], publish }, { name: "database" }] }],
  },
];

/** The same host under each way of proving it; one is applied after the other. */
const stacks = {
  staging: {
    ...base,
    environments: [{ name: "staging", domain: "staging.example.com" }],
    certificates: { acme: { email: "pki@example.com" } },
    teams: shop({ host: "shop.staging.example.com", port: 8080 }),
  },
  dev: {
    ...base,
    environments: [{ name: "dev", domain: "dev.example.com" }],
    certificates: { issuer: "self-signed", internal: { kind: "vault", caSecret: "vault-ca" } },
    teams: shop(
      { host: "shop.dev.example.com", port: 8080 },
      { host: "admin.dev.example.com", port: 9000, class: "internal" },
    ),
  },
};
const configOf = (stack: keyof typeof stacks) =>
  Object.fromEntries(Object.entries(stacks[stack]).map(([key, value]) => [`platform:${key}`, JSON.stringify(value)]));

async function apply(stack: keyof typeof stacks): Promise<RunResult> {
  const options = { kubeconfig: plane.kubeconfig, context: contextName, stack, log: () => undefined };
  const adapter = kubernetesAdapter(options);
  try {
    return await run({ directory: root, stack, config: configOf(stack), dryRun: false, adapters: [adapter] });
  } finally {
    adapter.close();
  }
}

beforeAll(async () => {
  plane = await startControlPlane();
  await applyCrds(plane.client, await crdsFromModules({ log: () => undefined }));
});
afterAll(() => plane.stop());

const get = <Body = Record<string, unknown>>(path: string) => plane.client.get<KubernetesObject & Body>(path);
const certManager = "/apis/cert-manager.io/v1";
const inShop = (group: string, kind: string) => `/apis/${group}/namespaces/shop/${kind}`;
const mismatches = async (stack: keyof typeof stacks) =>
  checkConnectivity(declaredOf(stack, configOf(stack)).network, await actualNetwork(plane.client));

describe("hosts that an ACME server asks", () => {
  let result: RunResult;
  beforeAll(async () => {
    result = await apply("staging");
  });

  it("are accepted by an API server with the definitions of cert-manager and Istio", () => {
    expect(result.errors).toEqual([]);
    expect(result.status).toBe("succeeded");
    expect(result.notApplied.filter((urn) => !urn.includes(":Chart::"))).toEqual([]);
  });

  it("have an issuer that keeps its account, and solvers without NodePorts", async () => {
    const { spec } = await get<{ spec: object }>(`${certManager}/clusterissuers/letsencrypt-staging`);
    expect(spec).toEqual({
      acme: {
        server: "https://acme-staging-v02.api.letsencrypt.org/directory",
        email: "pki@example.com",
        privateKeySecretRef: { name: "letsencrypt-staging-account" },
        solvers: [{ http01: { ingress: { ingressClassName: "nginx", serviceType: "ClusterIP" } } }],
      },
    });
  });

  it("have a certificate, and an Ingress that serves it", async () => {
    const host = "shop.staging.example.com";
    const certificate = await get<{ spec: { secretName: string; issuerRef: object } }>(
      inShop("cert-manager.io/v1", `certificates/${host}`),
    );
    expect(certificate.spec.issuerRef).toMatchObject({ name: "letsencrypt-staging" });
    const ingress = await get<{ spec: { tls: object[]; rules: object[] } }>(
      inShop("networking.k8s.io/v1", `ingresses/${host}`),
    );
    expect(ingress.spec.tls).toEqual([{ hosts: [host], secretName: certificate.spec.secretName }]);
    expect(ingress.spec.rules).toMatchObject([
      { host, http: { paths: [{ backend: { service: { name: "web-public", port: { number: 8080 } } } }] } },
    ]);
    const { spec } = await get<{ spec: object }>("/api/v1/namespaces/shop/services/web-public");
    expect(spec).toMatchObject({ type: "ClusterIP", selector: { "app.kubernetes.io/name": "web" } });
  });

  it("are admitted by the mesh for the controllers' identity alone", async () => {
    const policies = inShop("security.istio.io/v1", "authorizationpolicies");
    for (const [name, port] of [
      ["public-web", "8080"],
      ["acme-solver", "8089"],
    ]) {
      const { spec } = await get<{ spec: object }>(`${policies}/${name}`);
      expect(spec).toMatchObject({
        action: "ALLOW",
        rules: [
          {
            from: [{ source: { principals: ["cluster.local/ns/ingress/sa/nginx-ingress"] } }],
            to: [{ operation: { ports: [port] } }],
          },
        ],
      });
    }
  });

  it("are reached through the public controller, as are the pods that answer challenges, and by nobody else", async () => {
    const { passed, failures } = await mismatches("staging");
    expect(failures).toEqual([]);
    expect(passed).toBeGreaterThan(500);
  });

  it("would not be accepted with a field of the wrong type", async () => {
    const path = `${certManager}/clusterissuers/letsencrypt-staging`;
    const body = { spec: { acme: { solvers: "none" } } };
    const contentType = "application/merge-patch+json";
    await expect(plane.client.request("PATCH", path, { body, contentType })).rejects.toThrow(ApiError);
  });
});

describe("hosts where no ACME server is reached", () => {
  let result: RunResult;
  beforeAll(async () => {
    result = await apply("dev");
  });

  it("are accepted, with a self-signed issuer and Vault inside", async () => {
    expect(result.errors).toEqual([]);
    expect(result.notApplied.filter((urn) => !urn.includes(":Chart::"))).toEqual([]);
    expect((await get<{ spec: object }>(`${certManager}/clusterissuers/self-signed`)).spec).toEqual({ selfSigned: {} });
    expect((await get<{ spec: object }>(`${certManager}/clusterissuers/internal`)).spec).toMatchObject({
      vault: { path: "pki/sign/internal", caBundleSecretRef: { name: "vault-ca", key: "ca.crt" } },
    });
  });

  it("are reached by the controller of their class alone", async () => {
    // The solvers of the other stack are in the same namespace here.
    await plane.client.request("DELETE", inShop("networking.k8s.io/v1", "networkpolicies/acme-solver"));
    const { passed, failures } = await mismatches("dev");
    expect(failures).toEqual([]);
    expect(passed).toBeGreaterThan(500);
    await plane.client.request("DELETE", inShop("networking.k8s.io/v1", "networkpolicies/public-web"));
    expect((await mismatches("dev")).failures.map(({ what }) => what)).toEqual([
      "public ingress controller -> shop/web port 15008/TCP must be allowed, got denied",
      "public ingress controller -> shop/web port 8080/TCP must be allowed, got denied",
      "internal ingress controller -> shop/web port 15008/TCP must be allowed, got denied",
      "internal ingress controller -> shop/web port 9000/TCP must be allowed, got denied",
    ]);
  });
});
