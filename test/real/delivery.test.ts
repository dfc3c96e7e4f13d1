import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { applyCrds } from "../../local/apply/crds";
import { kubernetesAdapter } from "../../local/apply/kubernetes";
import { tlsAdapter } from "../../local/apply/tls";
import { run } from "../../local/engine";
import type { RunResult } from "../../local/engine/types";
import { ApiError, Discovery, type KubernetesClient, type KubernetesObject } from "../../local/kubernetes";
import { root } from "../../local/lib/project";
import { crdsFromModules, ensureTools } from "../../local/toolchain";
import { apiServer } from "../support/config";
import { contextName, startControlPlane, type TestControlPlane } from "../support/controlplane";
import { kustomized } from "../support/kustomize";
import { apply, clientAs } from "../support/service-accounts";

let plane: TestControlPlane;
let discovery: Discovery;
let result: RunResult;

/** The dev stack as it is, on a cluster of this machine, with a Vault that nobody has configured yet. */
function devConfig(): Record<string, string> {
  const { config } = parse(readFileSync(join(root, "Pulumi.dev.yaml"), "utf8")) as { config: Record<string, object> };
  const settings: Record<string, object> = {
    ...config,
    "platform:cluster": { kind: "existing", context: contextName, await: false, network: { apiServer } },
    "platform:vault": { distribution: "openbao" },
  };
  const teams = settings["platform:teams"] as object[];
  settings["platform:teams"] = teams.map((team) => ({ ...team, pipelines: [] }));
  return Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, JSON.stringify(value)]));
}

beforeAll(async () => {
  plane = await startControlPlane();
  await applyCrds(plane.client, await crdsFromModules({ log: () => undefined }));
  const adapter = kubernetesAdapter({
    kubeconfig: plane.kubeconfig,
    context: contextName,
    stack: "dev",
    log: () => undefined,
  });
  result = await run({
    directory: root,
    stack: "dev",
    config: devConfig(),
    dryRun: false,
    adapters: [adapter, tlsAdapter(join(plane.directory, "keys"))],
  });
  adapter.close();
  discovery = new Discovery(plane.client);
});
afterAll(() => plane.stop());

/** What the server says to an object: that it takes it, or why not. */
async function answer(client: KubernetesClient, object: KubernetesObject, dryRun = true): Promise<string> {
  return await apply(client, discovery, object, { dryRun }).then(
    () => "accepted",
    (error: unknown) => {
      if (error instanceof ApiError) return `${error.status} ${error.message}`;
      throw error;
    },
  );
}

const places = (objects: KubernetesObject[]) =>
  objects.map(({ kind, metadata: { namespace, name } }) => `${kind} ${namespace ?? ""}/${name}`);

describe("Flux of the dev stack", () => {
  it("is accepted by an API server with the definitions of Flux 2.9.5 and its operator", () => {
    expect(result.errors).toEqual([]);
    expect(result.status).toBe("succeeded");
    expect(result.notApplied.filter((urn) => !/:Chart::|\$gitlab:/.test(urn))).toEqual([]);
  });

  it("is not waited for where nothing runs", async () => {
    const path = "/apis/fluxcd.controlplane.io/v1/namespaces/flux-system/fluxinstances/flux";
    const { metadata } = await plane.client.get<KubernetesObject>(path);
    expect(Object.keys(metadata.annotations ?? {})).not.toContain("pulumi.com/waitFor");
  });

  it("reads one branch, known by its host's key and its committers' signatures", async () => {
    const path = "/apis/source.toolkit.fluxcd.io/v1/namespaces/flux-system/gitrepositories/fleet";
    const { spec } = await plane.client.get<{ spec: object }>(path);
    expect(spec).toMatchObject({
      url: "ssh://git@gitlab.com/example/platform/fleet.git",
      ref: { branch: "main" },
      secretRef: { name: "fleet-ssh" },
      verify: { mode: "HEAD", secretRef: { name: "fleet-committers" } },
    });
    const secret = await plane.client.get<{ data: Record<string, string> }>(
      "/api/v1/namespaces/flux-system/secrets/fleet-committers",
    );
    expect(Object.keys(secret.data)).toEqual(["ada.asc", "grace.asc"]);
  });
});

describe("the fleet repository", () => {
  const dev = [
    { account: "team-payments-dev", folder: "gitops/teams/payments/dev" },
    { account: "team-catalog-dev", folder: "gitops/teams/catalog/dev" },
    { account: "environment-dev", folder: "gitops/environments/dev" },
  ];

  it.each(dev)("is accepted as $account, for $folder", async ({ account, folder }) => {
    const client = await clientAs(plane, "flux-system", account);
    const objects = await kustomized(folder);
    expect(objects.length).toBeGreaterThan(0);
    for (const object of objects) expect(await answer(client, object)).toBe("accepted");
    client.close();
  });

  const others = ["staging", "production"].flatMap((environment) => [
    { account: "team-payments-dev", folder: `gitops/teams/payments/${environment}` },
    { account: "team-catalog-dev", folder: `gitops/teams/catalog/${environment}` },
  ]);

  // Teams' namespaces have the same names in every environment.
  it.each(others)("is accepted for $folder", async ({ account, folder }) => {
    const client = await clientAs(plane, "flux-system", account);
    for (const object of await kustomized(folder)) expect(await answer(client, object)).toBe("accepted");
    client.close();
  });

  it("makes pods that Pod Security, quota and limits admit", async () => {
    for (const { folder } of dev) {
      for (const object of await kustomized(folder)) {
        const { template } = (object["spec"] ?? {}) as { template?: { metadata: object; spec: object } };
        if (!template) continue;
        const { name, namespace } = object.metadata;
        const pod = { apiVersion: "v1", kind: "Pod", ...template, metadata: { ...template.metadata, name, namespace } };
        expect(await answer(plane.client, pod as KubernetesObject)).toBe("accepted");
        const container = { name: "app", image: "registry.gitlab.com/x/y", securityContext: { privileged: true } };
        const privileged = { ...pod, spec: { ...template.spec, containers: [container] } };
        expect(await answer(plane.client, privileged as KubernetesObject)).toMatch(/^403 .*violates PodSecurity/);
      }
    }
  });

  it("is refused where another team's namespace is meant", async () => {
    const client = await clientAs(plane, "flux-system", "team-catalog-dev");
    const objects = await kustomized("gitops/teams/payments/dev");
    const answers = await Promise.all(objects.map((object) => answer(client, object)));
    for (const said of answers) expect(said).toMatch(/^403 .*team-catalog-dev.* cannot patch/);
    client.close();
  });

  it.each([
    ["Secret", { apiVersion: "v1", kind: "Secret" }],
    ["ServiceAccount", { apiVersion: "v1", kind: "ServiceAccount" }],
    ["NetworkPolicy", { apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy", spec: { podSelector: {} } }],
    ["ResourceQuota", { apiVersion: "v1", kind: "ResourceQuota" }],
    [
      "RoleBinding",
      {
        apiVersion: "rbac.authorization.k8s.io/v1",
        kind: "RoleBinding",
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "cluster-admin" },
      },
    ],
  ])("is refused when it holds a %s", async (_kind, object) => {
    const client = await clientAs(plane, "flux-system", "team-payments-dev");
    const placed = { ...object, metadata: { name: "sneaky", namespace: "payments" } };
    expect(await answer(client, placed)).toMatch(/^403 .*team-payments-dev.* cannot patch/);
    client.close();
  });
});

describe("previews", () => {
  const commit = "0123456789012345678901234567890123456789"; // of digits alone
  let client: KubernetesClient;
  let objects: KubernetesObject[];

  beforeAll(async () => {
    client = await clientAs(plane, "flux-system", "previews-payments");
    const path = "/apis/fluxcd.controlplane.io/v1/namespaces/flux-system/resourcesets/previews-payments";
    const { spec } = await plane.client.get<{ spec: { resources: object[] } }>(path);
    const { "render-resource-set": render } = await ensureTools(["render-resource-set"], { log: () => undefined });
    const input = JSON.stringify({ resources: spec.resources, inputs: { id: "12", sha: commit } });
    objects = JSON.parse(execFileSync(render, { input, encoding: "utf8" })) as KubernetesObject[];
  });
  afterAll(() => client.close());

  it("are all that a merge request gets", () => {
    expect(places(objects)).toEqual([
      "Namespace /payments-preview-12",
      "ResourceQuota payments-preview-12/quota",
      "LimitRange payments-preview-12/container-limits",
      "ServiceAccount payments-preview-12/default",
      "ServiceAccount payments-preview-12/api",
      "ServiceAccount payments-preview-12/database",
      "RoleBinding payments-preview-12/platform-developers",
      "RoleBinding payments-preview-12/platform-viewers",
      "NetworkPolicy payments-preview-12/default-deny",
      "NetworkPolicy payments-preview-12/dns",
      "NetworkPolicy payments-preview-12/kubelet-probes",
      "NetworkPolicy payments-preview-12/workload-api",
      "NetworkPolicy payments-preview-12/workload-database",
      "NetworkPolicy payments-preview-12/public-api",
      "AuthorizationPolicy payments-preview-12/default-deny",
      "AuthorizationPolicy payments-preview-12/workload-api",
      "AuthorizationPolicy payments-preview-12/workload-database",
      "AuthorizationPolicy payments-preview-12/public-api",
      "Service payments-preview-12/api-public",
      "Certificate payments-preview-12/payments-12.dev.example.com",
      "Ingress payments-preview-12/payments-12.dev.example.com",
      "Kustomization flux-system/payments-preview-12",
    ]);
  });

  it("are accepted as their own account, and what Flux then deploys into them", async () => {
    for (const object of objects) expect(await answer(client, object, false)).toBe("accepted");
    const path = "/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/flux-system/kustomizations/payments-preview-12";
    const { spec } = await plane.client.get<{ spec: object }>(path);
    expect(spec).toMatchObject({
      path: "./teams/payments/preview",
      targetNamespace: "payments-preview-12",
      images: [{ name: "registry.gitlab.com/example/payments/api", newTag: commit }],
      serviceAccountName: "previews-payments",
    });
    for (const object of await kustomized("gitops/teams/payments/preview")) {
      const placed = { ...object, metadata: { ...object.metadata, namespace: "payments-preview-12" } };
      expect(await answer(client, placed)).toBe("accepted");
    }
  });

  it("stay below their quota", async () => {
    const { spec } = await plane.client.get<{ spec: object }>(
      "/api/v1/namespaces/payments-preview-12/resourcequotas/quota",
    );
    expect(spec).toMatchObject({ hard: { "requests.cpu": "1", "requests.memory": "2Gi", pods: "10" } });
  });

  const only = "previews of team payments may only change namespaces payments-preview-<number>";
  const namespace = (name: string, labels: object = {}) =>
    ({
      apiVersion: "v1",
      kind: "Namespace",
      metadata: {
        name,
        labels: { "platform/team": "payments", "pod-security.kubernetes.io/enforce": "restricted", ...labels },
      },
    }) as KubernetesObject;
  const configMap = (place: string) =>
    ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "x", namespace: place } }) as KubernetesObject;
  const kustomization = (name: string, serviceAccountName?: string) =>
    ({
      apiVersion: "kustomize.toolkit.fluxcd.io/v1",
      kind: "Kustomization",
      metadata: { name, namespace: "flux-system" },
      spec: { interval: "1m", prune: true, sourceRef: { kind: "GitRepository", name: "fleet" }, serviceAccountName },
    }) as KubernetesObject;
  const binding = (role: string) =>
    ({
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "RoleBinding",
      metadata: { name: "x", namespace: "payments-preview-12" },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: role },
      subjects: [],
    }) as KubernetesObject;

  it.each([
    ["the team's own namespace", () => configMap("payments"), only],
    ["another team's", () => configMap("catalog"), only],
    ["kube-system", () => configMap("kube-system"), only],
    ["Flux' own", () => configMap("flux-system"), only],
    ["a namespace of another name", () => namespace("payments-preview-x"), only],
    ["another team's previews", () => namespace("catalog-preview-1"), only],
    [
      "a namespace without Pod Security",
      () => namespace("payments-preview-13", { "pod-security.kubernetes.io/enforce": "privileged" }),
      "previews of team payments must stay restricted, and the team's",
    ],
    [
      "a deployment as Flux itself",
      () => kustomization("payments-preview-13", "kustomize-controller"),
      "previews of team payments may only deploy as previews-payments",
    ],
    [
      "a deployment as nobody",
      () => kustomization("payments-preview-13"),
      "previews of team payments may only deploy as previews-payments",
    ],
    [
      "what deploys the team",
      () => kustomization("team-payments-dev", "previews-payments"),
      "previews of team payments may only deploy as previews-payments",
    ],
  ])("may not change %s", async (_what, object, says) => {
    expect(await answer(client, object())).toContain(says);
  });

  it("may bind nobody to more than they hold, nor to another role", async () => {
    expect(await answer(client, binding("cluster-admin"))).toMatch(/^403 .*attempting to grant RBAC permissions/);
    expect(await answer(client, binding("platform-previews"))).toContain(
      "previews of team payments may only bind the roles of developers and viewers",
    );
  });

  it("reach no Secret", async () => {
    await expect(client.get("/api/v1/namespaces/payments-preview-12/secrets")).rejects.toThrow(/cannot list/);
    await expect(client.get("/api/v1/secrets")).rejects.toThrow(/cannot list/);
  });

  it("go with their namespace, and may delete no other", async () => {
    await expect(client.request("DELETE", "/api/v1/namespaces/payments")).rejects.toThrow(only);
    await client.request("DELETE", "/api/v1/namespaces/payments-preview-12");
  });
});
