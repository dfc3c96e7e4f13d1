import { describe, expect, it } from "vitest";
import type { KubernetesObject } from "../../../local/kubernetes";
import type { Scope } from "../../../local/leftovers/check";
import { prepare } from "../../../local/leftovers/prepare";
import type { OwnedRecord } from "../../../local/leftovers/read";
import { UserError } from "../../../local/lib/errors";

const scope: Scope = { owner: "platform-dev", namespaces: new Set(["payments"]) };
const object = (apiVersion: string, kind: string, name: string, spec: object = {}, namespace = "payments") => ({
  apiVersion,
  kind,
  metadata: { name, namespace },
  spec,
});
const record = { host: "pay.example.com", mark: "_external-dns-a.pay.example.com", owner: "platform-dev" };

/** A cluster whose controllers clean up between one look and the next, but for what is `stuck`. */
function clusterOf(objects: KubernetesObject[], records: OwnedRecord[], stuck: string[] = []) {
  const calls: string[] = [];
  const gone = new Set<string>();
  let looks = 0;
  return {
    calls,
    cluster: {
      merge: (path: string, fields: object) => Promise.resolve(void calls.push(`${path} ${JSON.stringify(fields)}`)),
      delete: (path: string) => {
        calls.push(`delete ${path}`);
        gone.add(path.split("/").at(-1)!);
        return Promise.resolve();
      },
    },
    read: () => {
      const left =
        looks++ < 2
          ? objects
          : objects.filter(({ metadata: { name = "" } }) => !gone.has(name) || stuck.includes(name));
      return Promise.resolve({ objects: left, records: looks > 3 ? [] : records });
    },
  };
}

const OBJECTS = [
  object("v1", "Service", "edge", { type: "LoadBalancer" }),
  object("v1", "Service", "inner", { type: "ClusterIP" }),
  object("v1", "Service", "foreign", { type: "LoadBalancer" }, "shop"),
  object("networking.k8s.io/v1", "Ingress", "web"),
  object("kustomize.toolkit.fluxcd.io/v1", "Kustomization", "apps"),
  object("helm.toolkit.fluxcd.io/v2", "HelmRelease", "db", { suspend: true }),
];

describe("preparing the end of a stack", () => {
  it("stops Flux, then deletes what controllers must clean up behind, and waits for it and for DNS", async () => {
    const said: string[] = [];
    const { calls, ...given } = clusterOf(OBJECTS, [record]);
    await prepare({ ...given, scope, log: (line) => said.push(line), pauseSeconds: 0 });
    expect(calls).toEqual([
      '/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/payments/kustomizations/apps {"spec":{"suspend":true}}',
      "delete /api/v1/namespaces/payments/services/edge",
      "delete /apis/networking.k8s.io/v1/namespaces/payments/ingresses/web",
    ]);
    expect(said).toEqual([
      "suspended Kustomization payments/apps",
      "deleted Service payments/edge",
      "deleted Ingress payments/web",
      "waiting for the end of Service payments/edge, Ingress payments/web, the DNS record of pay.example.com",
      "waiting for the end of the DNS record of pay.example.com",
    ]);
  });

  it("does nothing where nothing is in the way", async () => {
    const { calls, ...given } = clusterOf([OBJECTS[1]!, OBJECTS[2]!], [{ ...record, owner: "platform-staging" }]);
    await prepare({ ...given, scope, log: () => undefined });
    expect(calls).toEqual([]);
  });

  it("fails when something does not go, and names it", async () => {
    const { cluster, read } = clusterOf(OBJECTS, [], ["edge"]);
    const given = { cluster, read, scope, log: () => undefined, pauseSeconds: 0, timeoutSeconds: 0.05 };
    await expect(prepare(given)).rejects.toThrow(
      new UserError(
        "the cluster must be rid of Service payments/edge before the stack is destroyed, got no end of it in 0.05 seconds; see with --check what each waits for",
      ),
    );
  });
});
