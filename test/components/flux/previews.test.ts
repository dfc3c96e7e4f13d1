import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { expiryScript, expirySpec } from "../../../components/flux/preview-expiry";
import { guardSpec, previewRules } from "../../../components/flux/preview-guard";
import { controllerEgressSpec, previewObjects, type Previews } from "../../../components/flux/preview-objects";
import { inputSpec, TeamPreviews } from "../../../components/flux/previews";
import { registeredBy } from "../../support/registered";

const peer = { namespace: "kube-system", labels: { app: "x" }, serviceAccount: "x" };
const ingressController = { namespace: "ingress", labels: { app: "nginx" }, serviceAccount: "nginx" };
const peers = {
  dns: peer,
  ingressController,
  prometheus: peer,
  mesh: false,
  apiServer: { cidrs: ["10.0.240.0/22"], port: 443 },
  clusterCidrs: ["10.0.0.0/16"],
};
const previews: Previews = {
  team: "payments",
  environment: "dev",
  project: "payments/api",
  label: "preview",
  maxCount: 5,
  maxAgeDays: 7,
  image: "registry.gitlab.com/payments/api",
  path: "teams/payments/preview",
  groups: { developers: ["devs"], viewers: [] },
  quota: { cpuCores: 1, memoryGiB: 2, pods: 10 },
  containers: { defaultCpuMillicores: 100, defaultMemoryMiB: 256, maxCpuCores: 4, maxMemoryGiB: 8 },
  namespace: "payments",
  workloads: [
    {
      name: "api",
      ports: [8080],
      ingressPorts: [8080],
      calls: [
        { namespace: "payments", workload: "database", port: 5432 },
        { namespace: "bank", workload: "database", port: 5432 },
        { namespace: "bank", workload: "ledger", port: 443 },
      ],
      egress: [{ cidr: "0.0.0.0/0", port: 443, protocol: "TCP" }],
      apiServer: true,
    },
    { name: "database", ports: [5432], ingressPorts: [], calls: [], egress: [], apiServer: false },
  ],
  domain: "dev.example.com",
  published: { workload: "api", port: 8080, issuer: "self-signed" },
};
const rhythm = { intervalMinutes: 10, timeoutMinutes: 5, retryMinutes: 2 };
const of = (mesh = false) => previewObjects(previews, { ...peers, mesh }, rhythm);
const find = (kind: string, name: string) =>
  of().find((object) => object.kind === kind && object.metadata.name === name)!;

describe("a preview", () => {
  it("is a closed namespace of its own, with a host, and what is deployed into it", () => {
    const objects = of().map(({ kind, metadata: { namespace, name } }) => `${kind} ${namespace ?? ""}/${name}`);
    const place = "payments-preview-<< inputs.id >>";
    const host = "payments-<< inputs.id >>.dev.example.com";
    expect(objects).toEqual([
      `Namespace /${place}`,
      `ResourceQuota ${place}/quota`,
      `LimitRange ${place}/container-limits`,
      `ServiceAccount ${place}/default`,
      `ServiceAccount ${place}/api`,
      `ServiceAccount ${place}/database`,
      `RoleBinding ${place}/platform-developers`,
      `NetworkPolicy ${place}/default-deny`,
      `NetworkPolicy ${place}/dns`,
      `NetworkPolicy ${place}/workload-api`,
      `NetworkPolicy ${place}/workload-database`,
      `NetworkPolicy ${place}/public-api`,
      `Service ${place}/api-public`,
      `Certificate ${place}/${host}`,
      `Ingress ${place}/${host}`,
      `Kustomization flux-system/${place}`,
    ]);
    expect(of()[0]!.metadata.labels).toEqual({
      "pod-security.kubernetes.io/enforce": "restricted",
      "pod-security.kubernetes.io/audit": "restricted",
      "pod-security.kubernetes.io/warn": "restricted",
      "platform/environment": "dev",
      "platform/team": "payments",
      "platform/preview": "payments",
    });
  });

  it("keeps calls among its own pods, and no way out", () => {
    expect(find("NetworkPolicy", "workload-api")["spec"]).toMatchObject({
      ingress: [],
      egress: [
        {
          to: [
            {
              namespaceSelector: {
                matchLabels: { "kubernetes.io/metadata.name": "payments-preview-<< inputs.id >>" },
              },
              podSelector: { matchLabels: { "app.kubernetes.io/name": "database" } },
            },
          ],
          ports: [{ port: 5432, protocol: "TCP" }],
        },
      ],
    });
    expect(JSON.stringify(of())).not.toContain("ipBlock");
    expect(find("ResourceQuota", "quota")["spec"]).toMatchObject({
      hard: { "requests.cpu": "1", pods: "10", persistentvolumeclaims: "0", "requests.storage": "0Gi" },
    });
  });

  it("is reached by the internal controller alone, in the mesh too", () => {
    expect(find("Ingress", "payments-<< inputs.id >>.dev.example.com")["spec"]).toMatchObject({
      ingressClassName: "nginx-internal",
    });
    const kinds = of(true).filter(({ kind }) => kind === "AuthorizationPolicy");
    expect(kinds.map(({ metadata }) => metadata.name)).toEqual(["default-deny", "workload-database", "public-api"]);
    expect(controllerEgressSpec(previews, ingressController, true)).toEqual({
      podSelector: { matchLabels: { app: "nginx" } },
      policyTypes: ["Egress"],
      egress: [
        {
          to: [
            {
              namespaceSelector: { matchLabels: { "platform/preview": "payments" } },
              podSelector: { matchLabels: { "app.kubernetes.io/name": "api" } },
            },
          ],
          ports: [
            { port: 8080, protocol: "TCP" },
            { port: 15008, protocol: "TCP" },
          ],
        },
      ],
    });
  });

  it("takes nothing that the author of a merge request may write", () => {
    const text = JSON.stringify(of(true));
    const used = new Set([...text.matchAll(/<<([^>]*)>>/g)].map(([, inner]) => inner!.trim()));
    expect([...used].sort()).toEqual(["inputs.id", "inputs.sha | quote"]);
  });
});

describe("previews of a team", () => {
  it("are a set with its merge requests, an account, a guard that comes first, and their end", async () => {
    const args = {
      ...rhythm,
      previews,
      role: "platform-previews",
      gitlab: "https://gitlab.com",
      image: "node",
      peers,
      ready: [],
    };
    const registered = await registeredBy((opts) => new TeamPreviews("p", args, opts));
    expect(registered.map(({ type, name }) => `${type.replace("kubernetes:", "")} ${name}`)).toEqual([
      "admissionregistration.k8s.io/v1:ValidatingAdmissionPolicyBinding p-guard",
      "admissionregistration.k8s.io/v1:ValidatingAdmissionPolicy p-guard",
      "batch/v1:CronJob p-expiry",
      "core/v1:ConfigMap p-expiry",
      "core/v1:ServiceAccount p",
      "core/v1:ServiceAccount p-expiry",
      "fluxcd.controlplane.io/v1:ResourceSetInputProvider p-merge-requests",
      "fluxcd.controlplane.io/v1:ResourceSet p-set",
      "networking.k8s.io/v1:NetworkPolicy p-ingress",
      "rbac.authorization.k8s.io/v1:ClusterRoleBinding p",
      "platform:components:TeamPreviews p",
    ]);
    expect(inputSpec(previews, "https://gitlab.com")).toEqual({
      type: "GitLabMergeRequest",
      url: "https://gitlab.com/payments/api",
      secretRef: { name: "gitlab-token" },
      filter: { limit: 5, labels: ["preview"] },
    });
    const { spec } = registered.find(({ name }) => name === "p-set")!.inputs as { spec: object };
    expect(spec).toMatchObject({
      serviceAccountName: "previews-payments",
      inputsFrom: [{ name: "previews-payments" }],
    });
  });

  it("hold no Secret, no wildcard and no way to more rights", () => {
    const all = previewRules.flatMap(({ resources, verbs }) => [...resources, ...verbs]);
    for (const forbidden of ["*", "secrets", "bind", "escalate", "impersonate", "pods/exec", "clusterroles"]) {
      expect(all).not.toContain(forbidden);
    }
    expect(guardSpec("payments")).toMatchObject({
      failurePolicy: "Fail",
      matchConditions: [
        { expression: "request.userInfo.username == 'system:serviceaccount:flux-system:previews-payments'" },
      ],
    });
  });
});

describe("the end of old previews", () => {
  let server: Server | undefined;
  const folder = mkdtempSync(join(tmpdir(), "platform-expiry-"));
  afterEach(() => server?.close());

  /** Runs the script of the ConfigMap against a GitLab on this machine. */
  async function expire(answer: (request: IncomingMessage) => [status: number, body: unknown]) {
    const asked: string[] = [];
    const bodies: string[] = [];
    server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url} ${String(request.headers["private-token"])}`);
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        bodies.push(body);
        const [status, result] = answer(request);
        response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(result));
      });
    });
    await new Promise<void>((resolve) => server!.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    for (const [name, content] of Object.entries(expiryScript())) writeFileSync(join(folder, name), content);
    writeFileSync(join(folder, "token"), "planted-token\n");
    const args = { previews, name: "x", gitlab: `http://127.0.0.1:${port}`, image: "node" };
    const [container] = expirySpec(args).jobTemplate.spec.template.spec.containers;
    const env = Object.fromEntries(container!.env.map(({ name, value }) => [name, value]));
    const child = spawn(process.execPath, [join(folder, "expire-previews.mjs")], {
      env: { ...env, TOKEN_FILE: join(folder, "token") },
    });
    let output = "";
    child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (output += chunk.toString()));
    const status = await new Promise<number | null>((resolve) => child.on("close", resolve));
    return { status, output, asked, bodies };
  }

  it("takes the label from merge requests that are older than the limit", async () => {
    const before = Date.now();
    const { status, output, asked, bodies } = await expire(({ method }) => [
      200,
      method === "GET" ? [{ iid: 3 }, { iid: 12 }] : {},
    ]);
    expect(status).toBe(0);
    const [list = "", ...changes] = asked;
    const url = new URL(list.split(" ")[1]!, "http://x");
    expect(url.pathname).toBe("/api/v4/projects/payments%2Fapi/merge_requests");
    const { created_before: createdBefore, ...query } = Object.fromEntries(url.searchParams);
    expect(query).toEqual({ state: "opened", labels: "preview", per_page: "100" });
    const days = (before - Date.parse(createdBefore!)) / (24 * 60 * 60 * 1000);
    expect(days).toBeCloseTo(7, 3);
    expect(changes).toEqual([
      "PUT /api/v4/projects/payments%2Fapi/merge_requests/3 planted-token",
      "PUT /api/v4/projects/payments%2Fapi/merge_requests/12 planted-token",
    ]);
    expect(bodies.slice(1)).toEqual(['{"remove_labels":"preview"}', '{"remove_labels":"preview"}']);
    expect(output).toBe(
      "merge request 3 of payments/api is older than 7 days and loses its preview\n" +
        "merge request 12 of payments/api is older than 7 days and loses its preview\n",
    );
  });

  it("fails when GitLab refuses, and says nothing of the token", async () => {
    const { status, output } = await expire(() => [403, { message: "forbidden" }]);
    expect(status).toBe(1);
    expect(output).toContain("GitLab must answer GET with success, got 403");
    expect(output).not.toContain("planted-token");
    rmSync(folder, { recursive: true });
  });
});
