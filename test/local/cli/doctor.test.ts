import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { doctor } from "../../../local/cli/doctor";
import type { Facts } from "../../../local/doctor/facts";
import { FakeApiServer, notFound } from "../../support/fake-api-server";
import { an, healthy, node } from "../doctor/facts";

let server: FakeApiServer;
let written: string;

beforeEach(async () => {
  server = await FakeApiServer.start();
  written = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    written += String(text);
    return true;
  });
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await server.stop();
});

const lists: Record<string, keyof Facts> = {
  "/api/v1/nodes": "nodes",
  "/api/v1/services": "services",
  "/api/v1/namespaces": "namespaces",
  "/apis/apps/v1/daemonsets": "daemonSets",
  "/apis/apiextensions.k8s.io/v1/customresourcedefinitions": "crds",
  "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations": "validatingWebhooks",
  "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations": "mutatingWebhooks",
  "/apis/storage.k8s.io/v1/storageclasses": "storageClasses",
  "/apis/networking.k8s.io/v1/ingressclasses": "ingressClasses",
  "/apis/networking.k8s.io/v1/ingresses": "ingresses",
  "/apis/discovery.k8s.io/v1/namespaces/default/endpointslices": "apiServerEndpoints",
};

/** Lets the server answer with facts. @param forbidden resources that the caller may do nothing with */
function serve(facts: Facts, forbidden: string[] = []): void {
  server.hook = ({ method, path, body }) => {
    if (path === "/version") return { status: 200, body: { gitVersion: facts.version } };
    if (path === "/apis") {
      return { status: 200, body: { groups: facts.apis.map((groupVersion) => ({ versions: [{ groupVersion }] })) } };
    }
    if (method === "POST" && path.endsWith("/selfsubjectaccessreviews")) {
      const { resource } = (body!["spec"] as { resourceAttributes: { resource: string } }).resourceAttributes;
      return { status: 201, body: { status: { allowed: !forbidden.includes(resource) } } };
    }
    const objects = facts[lists[path]!] as Facts["nodes"] | undefined;
    if (objects === undefined) return notFound;
    return "unread" in objects ? { status: 403, body: {} } : { status: 200, body: { items: objects } };
  };
}

/** What dev's configuration says of its cluster. */
function dev(): Facts {
  const apiServerEndpoints = [{ ...((healthy().apiServerEndpoints as [never])[0] as object) }] as never[];
  Object.assign(apiServerEndpoints[0]!, { endpoints: [{ addresses: ["172.18.0.2"] }], ports: [{ port: 6443 }] });
  const storageClasses = [
    {
      apiVersion: "storage.k8s.io/v1",
      kind: "StorageClass",
      metadata: { name: "local", annotations: { "storageclass.kubernetes.io/is-default-class": "true" } },
    },
  ];
  const apis = [...healthy().apis, "gateway.networking.k8s.io/v1"];
  return { ...healthy(), apis, apiServerEndpoints, storageClasses };
}
const call = (...args: string[]) => doctor(["dev", "--kubeconfig", server.kubeconfig, "--context", "fake", ...args]);
const lines = () => stripVTControlCharacters(written).trimEnd().split("\n");

describe("npm run doctor", () => {
  it("explains itself", async () => {
    expect(await doctor(["--help"])).toBe(0);
    expect(written).toMatch(/^usage: npm run doctor -- STACK \[options\]/);
  });

  it("ends with 0 where nothing is in the way, and changes nothing", async () => {
    serve(dev());
    expect(await call()).toBe(0);
    expect(lines()[0]).toBe("dev  nothing in the way, 0 to know of, 12 fine");
    expect(lines()).toContain("  ok       nodes             3 are ready, in 3 zones");
    const changing = server.requests.filter((request) => !request.startsWith("GET "));
    expect(new Set(changing)).toEqual(new Set(["POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews"]));
    expect(server.requests.filter((request) => request.includes("secrets"))).toEqual([]);
  });

  it("ends with 0 for what is only to know of, and with 1 for what is in the way, the worst first", async () => {
    serve({ ...dev(), version: "v1.34.0" });
    expect(await call()).toBe(0);
    written = "";
    serve({ ...dev(), version: "v1.34.0", nodes: [node("a", "zone", "False")] }, ["clusterroles"]);
    expect(await call()).toBe(1);
    expect(lines().slice(0, 6)).toEqual([
      "dev  2 in the way, 2 to know of, 9 fine",
      "",
      "  error    rights            you may not create clusterroles.rbac.authorization.k8s.io, escalate clusterroles.rbac.authorization.k8s.io",
      "           → deploy as cluster-admin: the platform hands out rights, and nobody can give what they lack",
      "  error    nodes             none of 1 nodes is ready",
      "           → make a node ready first",
    ]);
  });

  it("lists annotations of ingress-nginx per Ingress with what takes their place, and ends with 0", async () => {
    const annotations = {
      "nginx.ingress.kubernetes.io/proxy-body-size": "8m",
      "nginx.ingress.kubernetes.io/server-snippet": "deny all;",
    };
    serve({ ...dev(), ingresses: [an("web", {}, { namespace: "shop", annotations })] });
    expect(await call()).toBe(0);
    expect(lines()[0]).toBe("dev  nothing in the way, 1 to know of, 11 fine");
    expect(lines().slice(2, 6)).toEqual([
      "  warning  migration         shop/web has 2 annotations of ingress-nginx: 1 with an equivalent, 1 without",
      "           → write the equivalents before it changes to the platform's class: the controller passes over them without a word",
      "             proxy-body-size → annotation nginx.org/client-max-body-size",
      "             server-snippet → no equivalent: snippets are off, since they let an Ingress read every Secret; use what has a name of its own",
    ]);
    written = "";
    expect(await call("--json")).toBe(0);
    expect((JSON.parse(written) as { details?: string[] }[])[0]?.details).toEqual([
      "proxy-body-size → annotation nginx.org/client-max-body-size",
      "server-snippet → no equivalent: snippets are off, since they let an Ingress read every Secret; use what has a name of its own",
    ]);
  });

  it("does not call fine what it may not read", async () => {
    serve({ ...dev(), crds: { unread: "" } });
    expect(await call("--json")).toBe(1);
    const findings = JSON.parse(written) as { severity: string; subject: string; message: string }[];
    expect(findings.filter(({ severity }) => severity === "error")).toEqual([
      {
        severity: "error",
        subject: "rights",
        message: "crds could not be read: HTTP status 403",
        remedy: "ask with an account that may read the cluster",
      },
    ]);
    expect(findings.map(({ subject }) => subject)).not.toContain("crds");
  });

  it.each([[[]], [["dev", "staging"]]])("fails when not one stack is named: %j", async (args) => {
    await expect(doctor(args)).rejects.toThrow("the command must name one stack");
  });

  it("fails when the stack makes its cluster and no context is given", async () => {
    await expect(doctor(["staging"])).rejects.toThrow(
      "--context must be given, because stack staging makes its cluster (kind aws); before that, npm run plan -- staging says all there is to know",
    );
  });

  it("fails when the cluster does not answer, with its address and what to look at", async () => {
    const folder = mkdtempSync(join(tmpdir(), "doctor-"));
    const kubeconfig = join(folder, "kubeconfig");
    const clusters = [{ name: "gone", cluster: { server: "http://127.0.0.1:9", "insecure-skip-tls-verify": true } }];
    const contexts = [{ name: "gone", context: { cluster: "gone", user: "user" } }];
    writeFileSync(kubeconfig, JSON.stringify({ clusters, users: [{ name: "user", user: {} }], contexts }));
    await expect(doctor(["dev", "--kubeconfig", kubeconfig, "--context", "gone"])).rejects.toThrow(
      /^the API server of context gone must answer at http:\/\/127.0.0.1:9, got: .*ECONNREFUSED.*; check that the cluster runs/,
    );
    rmSync(folder, { recursive: true });
  });
});
