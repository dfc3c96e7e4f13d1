import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import type { Finding } from "../../local/doctor";
import { applyCrds } from "../../local/apply/crds";
import type { KubernetesObject } from "../../local/kubernetes";
import { root } from "../../local/lib/project";
import { contextName, startControlPlane, type TestControlPlane } from "../support/controlplane";

let plane: TestControlPlane;
let folder: string;

beforeAll(async () => {
  plane = await startControlPlane();
  folder = mkdtempSync(join(tmpdir(), "platform-doctor-"));
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await plane.stop();
});

/** The command as a user runs it, on the dev stack. */
function doctor(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    [
      "--import",
      "tsx",
      join(root, "local/cli/doctor.ts"),
      "dev",
      "--kubeconfig",
      plane.kubeconfig,
      "--context",
      contextName,
      ...args,
    ],
    { cwd: root, encoding: "utf8", env: { ...process.env, FORCE_COLOR: "0" } },
  );
  return { status, stdout: stripVTControlCharacters(stdout), stderr };
}
/** Findings with a remedy, as one line each. */
function found(...args: string[]): string[] {
  const { stdout, stderr } = doctor("--json", ...args);
  expect(stderr).not.toContain("error:");
  return (JSON.parse(stdout) as Finding[]).flatMap(({ severity, subject, message }) =>
    severity === "ok" ? [] : [`${severity} ${subject}: ${message}`],
  );
}
const post = (collection: string, object: object) => plane.client.request("POST", collection, { body: object });

/** What this cluster, without networks and volumes, lacks in any case. */
let before: string[];

describe("the doctor, on a real API server", () => {
  it("says what an empty cluster lacks", () => {
    const { status, stdout } = doctor();
    expect(status).toBe(1);
    expect(stdout).toMatch(/^dev {2}\d in the way, \d to know of, \d fine$/m);
    expect(stdout).toMatch(/ok +nodes +3 are ready, in 3 zones/);
    expect(stdout).toMatch(/ok +version +v1\.35\./);
    expect(stdout).toMatch(/ok +rights +you may make all/);
    before = found();
    expect(before).toEqual([
      expect.stringMatching(/^error addresses: the API server is at [0-9.]+, and .* names 172.18.0.2/),
      expect.stringMatching(/^error addresses: the API server listens on port \d+/),
      "error mesh: gateway.networking.k8s.io/v1 is not served, and waypoints are objects of that group",
      "warning api: metrics.k8s.io is not served: nothing scales by load, and kubectl top says nothing",
      "warning network policies: no engine that is known enforces them here",
      "warning storage: no class is the default: claims that name none wait for ever",
    ]);
  });

  it("finds what is in the way, and nothing more", async () => {
    await post("/apis/networking.k8s.io/v1/ingressclasses", {
      apiVersion: "networking.k8s.io/v1",
      kind: "IngressClass",
      metadata: { name: "nginx", annotations: { "ingressclass.kubernetes.io/is-default-class": "true" } },
      spec: { controller: "k8s.io/ingress-nginx" },
    });
    for (const name of ["fast", "slow"]) {
      await post("/apis/storage.k8s.io/v1/storageclasses", {
        apiVersion: "storage.k8s.io/v1",
        kind: "StorageClass",
        metadata: { name, annotations: { "storageclass.kubernetes.io/is-default-class": "true" } },
        provisioner: "example.com/disk",
      });
    }
    const clientConfig = { service: { namespace: "guard", name: "gone" } };
    const rule = { apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["configmaps"] };
    await post("/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations", {
      apiVersion: "admissionregistration.k8s.io/v1",
      kind: "ValidatingWebhookConfiguration",
      metadata: { name: "guard" },
      webhooks: [
        {
          name: "guard.example.com",
          admissionReviewVersions: ["v1"],
          sideEffects: "None",
          clientConfig,
          rules: [rule],
          namespaceSelector: { matchLabels: { guarded: "true" } },
        },
      ],
    });
    await post(
      "/apis/apiextensions.k8s.io/v1/customresourcedefinitions?fieldManager=helm",
      definition("certificates", "cert-manager.io"),
    );
    await applyCrds(plane.client, [definition("backups", "velero.io")]);
    await post("/api/v1/namespaces?fieldManager=kubectl-create", {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: "cert-manager" },
    });
    const annotations = {
      "nginx.ingress.kubernetes.io/proxy-body-size": "8m",
      "nginx.ingress.kubernetes.io/configuration-snippet": "deny all;",
      "nginx.org/hsts": "True",
    };
    await post("/apis/networking.k8s.io/v1/namespaces/default/ingresses", {
      apiVersion: "networking.k8s.io/v1",
      kind: "Ingress",
      metadata: { name: "web", annotations },
      spec: { ingressClassName: "nginx", defaultBackend: { service: { name: "web", port: { number: 80 } } } },
    });
    const added = found().filter((line) => !before.includes(line));
    expect(added).toEqual([
      "error storage: fast and slow are both the default class: which one a claim gets is chance",
      "error ingress: class nginx is of ingress-nginx, which is retired since March 2026",
      "error crds: 1 kind of cert-manager.io belongs to helm, and the platform brings its own",
      "error namespaces: cert-manager exists already and belongs to kubectl-create",
      "error webhooks: guard.example.com of guard asks guard/gone, which does not exist: what it guards cannot be made",
      "warning ingress: class nginx is the default: Ingresses without a class go there",
      "warning migration: default/web has 2 annotations of ingress-nginx: 1 with an equivalent, 1 without",
    ]);
    expect(doctor().stdout).toContain("             proxy-body-size → annotation nginx.org/client-max-body-size\n");
  });

  it("tells a caller with few rights which are missing, and what it could not see", async () => {
    await post("/api/v1/namespaces/default/serviceaccounts", {
      apiVersion: "v1",
      kind: "ServiceAccount",
      metadata: { name: "small" },
    });
    const path = "/api/v1/namespaces/default/serviceaccounts/small/token";
    const answer = (await post(path, {
      apiVersion: "authentication.k8s.io/v1",
      kind: "TokenRequest",
      spec: { expirationSeconds: 600 },
    })) as KubernetesObject & { status: { token: string } };
    const kubeconfig = join(folder, "small");
    const config = parse(readFileSync(plane.kubeconfig, "utf8")) as { users: { name: string; user: object }[] };
    config.users = config.users.map(({ name }) => ({ name, user: { token: answer.status.token } }));
    writeFileSync(kubeconfig, stringify(config));
    const lines = found("--kubeconfig", kubeconfig);
    expect(lines[0]).toMatch(/^error rights: you may not create namespaces, .*escalate clusterroles/);
    expect(lines).toContain("error rights: crds could not be read: HTTP status 403");
    expect(lines).toContain("error rights: nodes could not be read: HTTP status 403");
  });
});

const definition = (plural: string, group: string) => ({
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: `${plural}.${group}` },
  spec: {
    group,
    scope: "Namespaced",
    names: { plural, kind: plural[0]!.toUpperCase() + plural.slice(1) },
    versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } } }],
  },
});
