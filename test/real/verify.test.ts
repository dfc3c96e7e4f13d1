import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { applyCrds } from "../../local/apply/crds";
import { openVault } from "../../local/apply/vault/session";
import { kubernetesAdapter } from "../../local/apply/kubernetes";
import { tlsAdapter } from "../../local/apply/tls";
import { run } from "../../local/engine";
import { loadStack } from "../../local/engine/project";
import { without } from "../../local/apply/manifest";
import { ApiError, type KubernetesObject } from "../../local/kubernetes";
import { root } from "../../local/lib/project";
import { crdsFromModules } from "../../local/toolchain";
import { declaredOf, verify, type Declared } from "../../local/verify";
import { admissionGroups, checkAdmission } from "../../local/verify/admission";
import { actualMesh } from "../../local/verify/mesh/actual";
import { checkMesh } from "../../local/verify/mesh/matrix";
import { actualNetwork } from "../../local/verify/network/actual";
import { checkConnectivity } from "../../local/verify/network/matrix";
import { checkAccess } from "../../local/verify/rbac/matrix";
import { protectedResources } from "../../local/verify/rbac/resources";
import type { CheckOutcome } from "../../local/verify/report";
import { contextName, startControlPlane, type TestControlPlane } from "../support/controlplane";

let plane: TestControlPlane;
let declared: Declared;

beforeAll(async () => {
  plane = await startControlPlane();
  await applyCrds(plane.client, await crdsFromModules({ log: () => undefined }));
  const config = loadStack(root, "dev");
  declared = { ...declaredOf("dev", config), context: contextName };
  const adapter = kubernetesAdapter({
    kubeconfig: plane.kubeconfig,
    context: contextName,
    stack: "dev",
    log: () => undefined,
  });
  const vault = await openVault(plane.directory, "dev", plane.client);
  const adapters = [adapter, vault.adapter, tlsAdapter(join(plane.directory, "keys"))];
  const result = await run({ directory: root, stack: "dev", config, dryRun: false, adapters });
  await vault.close();
  adapter.close();
  expect(result.status).toBe("succeeded");
  // Charts are not on every machine, and GitLab is on none; what the checks look at is of neither.
  expect(result.notApplied.filter((urn) => !/:Chart::|\$gitlab:/.test(urn))).toEqual([]);
});
afterAll(() => plane.stop());

const lines = ({ failures }: CheckOutcome) => failures.map(({ where, what, why }) => `${where}: ${what}: ${why}`);
const access = async () => lines(await checkAccess(plane.client, declared.access));
const network = async () => lines(checkConnectivity(declared.network, await actualNetwork(plane.client)));
const mesh = async () => lines(checkMesh(declared.mesh!, await actualMesh(plane.client)));
const admission = async (name: string) => {
  const group = admissionGroups.find((each) => each.name === name)!;
  return lines(await checkAdmission(plane.client, declared.namespaces, group));
};

/** Runs a check while an object is otherwise than it was applied. */
async function whileChanged(path: string, change: object, check: () => Promise<string[]>): Promise<string[]> {
  const before = await plane.client.get<KubernetesObject>(path);
  await plane.client.request("PATCH", path, { body: change, contentType: "application/merge-patch+json" });
  try {
    return await check();
  } finally {
    await restore(path, before);
  }
}

/** Runs a check while an object is otherwise, which a policy of admission would refuse were it bound. */
async function whileUnbound(binding: string, path: string, change: object, check: () => Promise<string[]>) {
  const bindings = "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings";
  const { apiVersion, kind, metadata, ...rest } = await plane.client.get<KubernetesObject>(`${bindings}/${binding}`);
  await plane.client.request("DELETE", `${bindings}/${binding}`);
  const options = { query: { dryRun: "All" }, body: change, contentType: "application/merge-patch+json" };
  await expect
    .poll(() => plane.client.request("PATCH", path, options).then(() => "taken", String), { timeout: 30_000 })
    .toBe("taken");
  const found = await whileChanged(path, change, check);
  const body = { apiVersion, kind, metadata: { name: metadata.name }, ...rest };
  await plane.client.request("POST", bindings, { body });
  return found;
}

/** Controllers write too, so that a version may be outdated at once. */
async function restore(path: string, before: KubernetesObject): Promise<void> {
  for (let tries = 0; ; tries++) {
    const { resourceVersion } = (await plane.client.get<KubernetesObject>(path)).metadata;
    const body = { ...before, metadata: { ...before.metadata, resourceVersion } };
    try {
      await plane.client.request("PUT", path, { body });
      return;
    } catch (error) {
      if (!(error instanceof ApiError && error.status === 409) || tries === 20) throw error;
    }
  }
}

/** Runs a check while an object exists that nobody declared. */
async function whileThere(collection: string, object: KubernetesObject, check: () => Promise<string[]>) {
  await plane.client.request("POST", collection, { body: object });
  try {
    return await check();
  } finally {
    await plane.client.request("DELETE", `${collection}/${object.metadata.name}`);
  }
}

/** Runs a check while an object is missing. */
async function whileMissing(collection: string, name: string, check: () => Promise<string[]>): Promise<string[]> {
  const before = await plane.client.get<KubernetesObject>(`${collection}/${name}`);
  await plane.client.request("DELETE", `${collection}/${name}`);
  try {
    return await check();
  } finally {
    const metadata = without(before.metadata, "resourceVersion", "uid");
    await plane.client.request("POST", collection, { body: { ...before, metadata } });
  }
}

const rbac = "/apis/rbac.authorization.k8s.io/v1";
const policies = "/apis/networking.k8s.io/v1/namespaces/payments/networkpolicies";

describe("the dev stack as applied", () => {
  it("passes every check", async () => {
    const report = await verify({
      ...declared,
      stack: "dev",
      state: plane.directory,
      kubeconfig: plane.kubeconfig,
      log: () => undefined,
    });
    expect(report.groups.flatMap((group) => lines(group))).toEqual([]);
    expect(report.passed).toBeGreaterThan(20_000);
    expect(report.groups.map(({ name }) => name)).toEqual([
      "access (RBAC)",
      "connectivity (NetworkPolicy)",
      "identities (AuthorizationPolicy)",
      "Pod Security",
      "service accounts",
      "container limits",
      "quotas",
      "sign-in (OpenBao)",
      "policies (OpenBao)",
      "secrets (OpenBao)",
      "certificates (OpenBao)",
      "leases (OpenBao)",
      "audit log (OpenBao)",
      "planted secrets",
    ]);
  });

  it("leaves nothing behind in the namespaces", async () => {
    for (const collection of ["pods", "persistentvolumeclaims"]) {
      for (const { name } of declared.namespaces) {
        const { items } = await plane.client.get<{ items: unknown[] }>(`/api/v1/namespaces/${name}/${collection}`);
        expect([name, collection, items]).toEqual([name, collection, []]);
      }
    }
  });

  it("is judged on everything that this API server serves by itself", async () => {
    const names = (await protectedResources(plane.client)).map(({ group, resource }) => `${resource}.${group}`);
    expect(names).toEqual(expect.arrayContaining(["pods/exec.", "secrets.", "deployments/scale.apps", "users."]));
    expect(names.length).toBeGreaterThan(100);
  });
});

describe("access fails", () => {
  it("when a role reads secrets", async () => {
    const path = `${rbac}/clusterroles/platform-viewer`;
    const { rules } = await plane.client.get<{ rules: object[] }>(path);
    const secrets = { apiGroups: [""], resources: ["secrets"], verbs: ["get"] };
    const found = await whileChanged(path, { rules: [...rules, secrets] }, access);
    expect(found).toContain(
      "ClusterRole platform-viewer: group oidc:engineering must not be allowed to get secrets in the whole cluster, " +
        "dev, payments, catalog, kube-system, got allowed: RBAC: allowed by ClusterRoleBinding " +
        '"platform-viewers" of ClusterRole "platform-viewer" to Group "oidc:engineering"',
    );
    expect(found.every((line) => line.includes("get secrets in"))).toBe(true);
  });

  it("when a role lacks what it should grant", async () => {
    const path = `${rbac}/clusterroles/platform-developer`;
    const { rules } = await plane.client.get<{ rules: { resources: string[] }[] }>(path);
    const fewer = rules.filter(({ resources }) => !resources.includes("cronjobs"));
    const found = await whileChanged(path, { rules: fewer }, access);
    expect(
      found.some((line) => /^ClusterRole platform-developer: group \S+ must be allowed to .* cronjobs/.test(line)),
    ).toBe(true);
  });

  it("when a team's group is bound in another team's namespace", async () => {
    const binding = {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "RoleBinding",
      metadata: { name: "stray" },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "platform-viewer" },
      subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "Group", name: "oidc:payments-viewers" }],
    };
    const found = await whileThere(`${rbac}/namespaces/catalog/rolebindings`, binding, access);
    expect(found[0]).toMatch(/group oidc:payments-viewers must not be allowed to .* in catalog, got allowed/);
    expect(found[0]).toContain('RoleBinding "stray/catalog"');
  });
});

describe("connectivity fails", () => {
  it("when a policy opens a workload", async () => {
    const open = {
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata: { name: "open" },
      spec: { podSelector: {}, ingress: [{ from: [{ namespaceSelector: {} }], ports: [{ port: 5432 }] }] },
    };
    const found = await whileThere(policies, open, network);
    expect(found).toContain(
      "ingress of payments/database: catalog/web -> payments/database port 5432/TCP must be denied, got allowed: " +
        "allowed by NetworkPolicy payments/open, and no such flow is declared",
    );
  });

  it("when the default deny is missing", async () => {
    // The policy for probes isolates every pod too.
    const found = await whileMissing(policies, "kubelet-probes", () => whileMissing(policies, "default-deny", network));
    expect(found.some((line) => line.includes("no NetworkPolicy isolates payments/undeclared-pod for ingress"))).toBe(
      true,
    );
  });

  it("when a declared flow is not allowed", async () => {
    const found = await whileChanged(`${policies}/workload-database`, { spec: { ingress: null } }, network);
    expect(found).toContain(
      "ingress of payments/database: payments/waypoint -> payments/database port 15008/TCP must be allowed, got denied: " +
        "no NetworkPolicy allows it, isolated by payments/default-deny, payments/kubelet-probes, " +
        "payments/workload-database; payments/waypoint passes calls to payments/database port 15008 is declared",
    );
  });
});

describe("identities fail", () => {
  const istio = "/apis/security.istio.io/v1/namespaces";
  const authorization = `${istio}/payments/authorizationpolicies`;

  it("when a policy opens a workload to a namespace", async () => {
    const open = {
      apiVersion: "security.istio.io/v1",
      kind: "AuthorizationPolicy",
      metadata: { name: "open" },
      spec: { rules: [{ from: [{ source: { namespaces: ["catalog"] } }] }] },
    };
    const found = await whileThere(authorization, open, mesh);
    expect(found).toContain(
      "payments/database: catalog/web -> payments/database port 8080, 9090, 5432, 9187, 31000 must be denied, " +
        "got allowed: allowed by AuthorizationPolicy payments/open, and no such flow is declared",
    );
  });

  it("when nothing is denied by default", async () => {
    const found = await whileMissing(authorization, "default-deny", mesh);
    expect(found.some((line) => line.startsWith("payments/undeclared: catalog/web -> payments/undeclared"))).toBe(true);
  });

  it("when a declared call is not allowed at the waypoint", async () => {
    const found = await whileChanged(`${authorization}/service-api`, { spec: { rules: null } }, mesh);
    expect(found).toEqual([
      "Service payments/api: catalog/web -> Service payments/api port 8080 must be allowed, got denied: " +
        "no AuthorizationPolicy allows it, closed by payments/default-deny-waypoint, payments/service-api; " +
        "it is declared",
    ]);
  });

  it("when the mesh accepts plaintext", async () => {
    const path = `${istio}/istio-system/peerauthentications/default`;
    const found = await whileChanged(path, { spec: { mtls: { mode: "PERMISSIVE" } } }, mesh);
    expect(found).toContain(
      "payments/api: port 8080, 9090, 5432, 9187, 31000 must accept mutual TLS only: " +
        "no PeerAuthentication says STRICT, or one that is nearer says otherwise",
    );
  });

  it("when a namespace leaves the mesh", async () => {
    const labels = { "istio.io/dataplane-mode": null };
    const found = await whileChanged("/api/v1/namespaces/catalog", { metadata: { labels } }, mesh);
    expect(found).toEqual([
      "namespace catalog: must carry the label istio.io/dataplane-mode: ambient: " +
        "the API server has none, so that the mesh passes by its pods",
    ]);
  });
});

describe("admission fails", () => {
  const namespace = "/api/v1/namespaces/payments";

  it("when a namespace enforces less than restricted", async () => {
    const labels = { "pod-security.kubernetes.io/enforce": "baseline" };
    const found = await whileUnbound("namespace-pss-label-dev", namespace, { metadata: { labels } }, () =>
      admission("Pod Security"),
    );
    expect(found).toContain(
      "namespace payments: a pod with container as root must be refused by Pod Security restricted, got accepted: " +
        "Pod Security restricted is missing or wider than declared",
    );
  });

  it("when a service account mounts its token", async () => {
    const path = `${namespace}/serviceaccounts/api`;
    const change = { automountServiceAccountToken: true };
    const found = await whileUnbound("automount-token-off-dev", path, change, () => admission("service accounts"));
    expect(found).toEqual([
      expect.stringMatching(
        /^namespace payments: a pod of service account api must come out as declared: volume kube-api-access-\w+ holds a token/,
      ),
    ]);
  });

  it("when containers get other defaults", async () => {
    const limits = [
      { type: "Container", defaultRequest: { cpu: "7m", memory: "1Mi" }, max: { cpu: "9", memory: "9Gi" } },
    ];
    const found = await whileChanged(`${namespace}/limitranges/container-limits`, { spec: { limits } }, () =>
      admission("container limits"),
    );
    expect(found[0]).toMatch(
      /^namespace payments: a container without requests must come out as declared: requests.cpu is 7m/,
    );
    expect(found).toHaveLength(3);
  });

  it("when a quota is wider than declared", async () => {
    const path = `${namespace}/resourcequotas/quota`;
    const hard = { pods: "200", "services.nodeports": "1" };
    await whileChanged(path, { spec: { hard } }, async () => {
      // Admission reads the status, which a controller copies from the spec some time later.
      await expect
        .poll(() => admission("quotas"), { timeout: 30_000 })
        .toEqual([
          expect.stringContaining(
            "a Service of type NodePort must be refused by the quota of services.nodeports, got accepted",
          ),
          expect.stringContaining("one more than 50 pods must be refused by the quota of pods, got accepted"),
        ]);
      return [];
    });
  });

  it("when a declared namespace does not exist", async () => {
    const [first] = declared.namespaces;
    const outcome = await checkAdmission(plane.client, [{ ...first!, name: "missing" }], admissionGroups[0]!);
    expect(lines(outcome)).toEqual([
      "namespace missing: must exist: configuration declares it and the API server has none of that name",
    ]);
  });
});
