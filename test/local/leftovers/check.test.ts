import { createSocket, type Socket } from "node:dgram";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { stripVTControlCharacters } from "node:util";
import { KubeConfig } from "@kubernetes/client-node";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { KubernetesObject } from "../../../local/kubernetes";
import { leftovers, type Scope } from "../../../local/leftovers/check";
import { report } from "../../../local/leftovers/command";
import { readObjects, readRecords } from "../../../local/leftovers/read";
import { ClusterReader } from "../../../local/lib/cluster-reader";

const existing: Scope = { owner: "platform-dev", namespaces: new Set(["payments", "velero"]) };
const whole: Scope = { owner: "platform-dev" };
const object = (kind: string, metadata: KubernetesObject["metadata"], rest: object = {}, apiVersion = "v1") => ({
  apiVersion,
  kind,
  metadata,
  ...rest,
});
const left = (objects: KubernetesObject[], scope = existing) =>
  leftovers({ objects, records: [], unread: [] }, scope).map(({ subject, message, remedy }) => [
    subject,
    message,
    remedy,
  ]);

const SINCE = "2026-11-26T01:00:00Z";

describe("what is left of a stack", () => {
  it("is nothing where only others' objects are", () => {
    const others = [
      object("Namespace", { name: "shop" }),
      object("Namespace", { name: "kube-system" }),
      object("Service", { name: "web", namespace: "shop" }, { spec: { type: "LoadBalancer" } }),
      object("Service", { name: "web", namespace: "payments" }, { spec: { type: "ClusterIP" } }),
      object("PersistentVolume", { name: "pv" }, { spec: { claimRef: { namespace: "shop", name: "data" } } }),
      object("PersistentVolume", { name: "free" }, { spec: {} }),
      object("Ingress", { name: "web", namespace: "shop" }),
      object("ConfigMap", { name: "c", namespace: "shop", deletionTimestamp: SINCE, finalizers: ["example.com/x"] }),
      object("APIService", { name: "v1.apps" }, { status: { conditions: [{ type: "Available", status: "False" }] } }),
    ];
    expect(left(others)).toEqual([]);
  });

  it("is everything outside of the system's namespaces where the cluster is the stack's", () => {
    const objects = [object("Namespace", { name: "kube-system" }), object("Namespace", { name: "shop" })];
    expect(left(objects, whole)).toEqual([["Namespace shop", "is still there", "kubectl delete namespace shop"]]);
  });

  it("has the causes first: APIs and webhooks that nothing answers, and what makes things again", () => {
    const condition = { type: "Available", status: "False", message: "no endpoints" };
    const service = { namespace: "gone", name: "hook" };
    const hook = (failurePolicy: string | undefined, name: string, namespace = "gone") => ({
      name,
      failurePolicy,
      clientConfig: { service: { ...service, namespace } },
    });
    const objects = [
      object("Kustomization", { name: "apps", namespace: "payments" }, {}, "kustomize.toolkit.fluxcd.io/v1"),
      object(
        "HelmRelease",
        { name: "db", namespace: "payments" },
        { spec: { suspend: true } },
        "helm.toolkit.fluxcd.io/v2",
      ),
      object("Kustomization", { name: "other", namespace: "payments" }, {}, "example.com/v1"),
      object(
        "ValidatingWebhookConfiguration",
        { name: "checks" },
        {
          webhooks: [hook("Fail", "a"), hook(undefined, "b"), hook("Ignore", "c"), hook("Fail", "d", "payments")],
        },
      ),
      object("MutatingWebhookConfiguration", { name: "fine" }, { webhooks: [hook("Ignore", "a")] }),
      object(
        "APIService",
        { name: "v1beta1.metrics.k8s.io" },
        { spec: { service }, status: { conditions: [condition] } },
      ),
      object("Namespace", { name: "payments" }),
    ];
    expect(left(objects)).toEqual([
      [
        "APIService v1beta1.metrics.k8s.io",
        "nothing answers for it (no endpoints): no namespace can be finalised",
        "kubectl delete apiservice v1beta1.metrics.k8s.io",
      ],
      [
        "ValidatingWebhookConfiguration checks",
        "fails closed, and the namespace of its service is gone: a, b",
        "kubectl delete validatingwebhookconfiguration checks",
      ],
      [
        "Kustomization payments/apps",
        "makes again what is deleted",
        "flux suspend kustomization apps --namespace payments",
      ],
      [
        "HelmRelease payments/db",
        "is suspended and still there",
        "kubectl delete helmrelease db --namespace payments while Flux runs, so that it prunes what it made",
      ],
      ["Namespace payments", "is still there", "kubectl delete namespace payments"],
    ]);
  });

  it("names what waits for a finalizer, of a namespace or of none", () => {
    const stuck = { deletionTimestamp: SINCE, finalizers: ["example.com/a", "example.com/b"] };
    const objects = [
      object("Backup", { name: "nightly", namespace: "velero", ...stuck }, {}, "velero.io/v1"),
      object("CustomResourceDefinition", { name: "backups.velero.io", ...stuck }),
      object("Pod", { name: "going", namespace: "velero", deletionTimestamp: SINCE }),
    ];
    const message = `is being deleted since ${SINCE} and waits for example.com/a, example.com/b`;
    expect(left(objects).map(([subject, text]) => [subject, text])).toEqual([
      ["Backup velero/nightly", message],
      ["CustomResourceDefinition backups.velero.io", message],
    ]);
  });

  it("names what costs money or holds data: load balancers, hosts, claims, volumes", () => {
    const csi = { driver: "ebs.csi.aws.com", volumeHandle: "vol-1" };
    const objects = [
      object(
        "Service",
        { name: "edge", namespace: "payments" },
        {
          spec: { type: "LoadBalancer" },
          status: { loadBalancer: { ingress: [{ hostname: "lb.example.com" }] } },
        },
      ),
      object("Service", { name: "new", namespace: "payments" }, { spec: { type: "LoadBalancer" } }),
      object("Ingress", { name: "web", namespace: "payments" }, { spec: { rules: [{ host: "pay.example.com" }] } }),
      object("PersistentVolumeClaim", { name: "data", namespace: "payments" }),
      object(
        "PersistentVolume",
        { name: "pv-1" },
        {
          spec: { csi, persistentVolumeReclaimPolicy: "Retain", claimRef: { namespace: "payments", name: "data" } },
          status: { phase: "Released" },
        },
      ),
    ];
    expect(left(objects)).toEqual([
      [
        "Service payments/edge",
        "has a load balancer of the cloud, which costs money: lb.example.com",
        "kubectl delete service edge --namespace payments while the cloud's controller runs, which then deletes the load balancer",
      ],
      [
        "Service payments/new",
        "asks the cloud for a load balancer",
        "kubectl delete service new --namespace payments while the cloud's controller runs, which then deletes the load balancer",
      ],
      [
        "Ingress payments/web",
        "publishes pay.example.com",
        "kubectl delete ingress web --namespace payments while external-dns runs, and wait a minute: it deletes the records",
      ],
      [
        "PersistentVolumeClaim payments/data",
        "holds data",
        "back it up or move it; then kubectl delete persistentvolumeclaim data --namespace payments",
      ],
      [
        "PersistentVolume pv-1",
        "is Released, of payments/data, reclaim policy Retain",
        "keep vol-1 of ebs.csi.aws.com or delete it in the cloud or in Ceph: deleting the object (kubectl delete persistentvolume pv-1) does not",
      ],
    ]);
  });

  it("says why a namespace does not end", () => {
    const conditions = [
      { type: "NamespaceDeletionDiscoveryFailure", status: "False", message: "All resources discovered" },
      { type: "NamespaceFinalizersRemaining", status: "True", message: "Some content has finalizers: example.com/x." },
    ];
    const namespace = object("Namespace", { name: "payments", deletionTimestamp: SINCE }, { status: { conditions } });
    expect(left([namespace])[0]?.slice(0, 2)).toEqual([
      "Namespace payments",
      `is being deleted since ${SINCE}: Some content has finalizers: example.com/x.`,
    ]);
  });

  it("has the DNS records that bear the stack's mark, not those of others", () => {
    const record = (host: string, owner: string) => ({ host, owner, mark: `_external-dns-a.${host}` });
    const records = [record("a.example.com", "platform-dev"), record("b.example.com", "platform-staging")];
    expect(leftovers({ objects: [], records, unread: [] }, existing)).toEqual([
      {
        subject: "DNS record a.example.com",
        message: "is still the stack's, says _external-dns-a.a.example.com",
        remedy:
          "delete the record of a.example.com together with the TXT record _external-dns-a.a.example.com in the zone",
      },
    ]);
  });
});

describe("the report", () => {
  it("says what is left, and that what could not be read may be, too", () => {
    const plain = (...args: Parameters<typeof report>) => stripVTControlCharacters(report(...args));
    const item = { subject: "Namespace a", message: "is still there", remedy: "delete it" };
    expect(plain("dev", [item], [], 1)).toBe("dev  1 left\n  Namespace a  is still there\n      → delete it\n");
    expect(plain("dev", [], [{ what: "pods of v1", why: "HTTP status 403" }], 1)).toBe(
      "dev  not everything could be read\n  pods of v1  could not be read: HTTP status 403\n",
    );
    expect(plain("dev", [], [], 0)).toBe(
      "dev  nothing is left\n  DNS records were not looked for: the stack publishes no host through external-dns\n",
    );
  });
});

describe("reading", () => {
  let api: Server;
  let dns: Socket;
  const answers: Record<string, object> = {
    "/apis": {
      groups: [{ preferredVersion: { groupVersion: "apps/v1" } }, { preferredVersion: { groupVersion: "bad/v1" } }],
    },
    "/api/v1": {
      resources: [
        { name: "pods", kind: "Pod", verbs: ["list"] },
        { name: "pods/log", kind: "Pod", verbs: ["get", "list"] },
        { name: "bindings", kind: "Binding", verbs: ["create"] },
        { name: "events", kind: "Event", verbs: ["list"] },
        { name: "secrets", kind: "Secret", verbs: ["list"] },
      ],
    },
    "/api/v1/pods": { items: [{ metadata: { name: "web", namespace: "shop" } }] },
    "/apis/apps/v1": { resources: [] },
  };
  beforeAll(async () => {
    api = createServer(({ url = "" }, response) => {
      response.writeHead(url in answers ? 200 : 403);
      response.end(JSON.stringify(answers[url] ?? {}));
    });
    await new Promise<void>((done) => api.listen(0, "127.0.0.1", done));
    dns = createSocket("udp4");
    dns.on("message", (question, { port, address }) => dns.send(answer(question), port, address));
    await new Promise<void>((done) => dns.bind(0, "127.0.0.1", done));
  });
  afterAll(() => {
    api.close();
    dns.close();
  });

  it("lists every kind, and says what it may not read", async () => {
    const config = new KubeConfig();
    config.loadFromClusterAndUser(
      { name: "c", server: `http://127.0.0.1:${(api.address() as AddressInfo).port}`, skipTLSVerify: true },
      { name: "u" },
    );
    const { objects, unread } = await readObjects(new ClusterReader(config));
    expect(objects).toEqual([{ apiVersion: "v1", kind: "Pod", metadata: { name: "web", namespace: "shop" } }]);
    expect(unread.sort((a, b) => a.what.localeCompare(b.what))).toEqual([
      { what: "bad/v1", why: "HTTP status 403" },
      { what: "secrets of v1", why: "HTTP status 403" },
    ]);
  });

  it("finds the marks of external-dns, and says when nobody answers for a name", async () => {
    const server = `127.0.0.1:${dns.address().port}`;
    const { records, unread } = await readRecords(["pay.example.com", "broken.example.com"], [server]);
    expect(records).toEqual([
      { host: "pay.example.com", mark: "_external-dns-a.pay.example.com", owner: "platform-dev" },
    ]);
    expect(unread.map(({ what }) => what).sort()).toEqual([
      "TXT record _external-dns-a.broken.example.com",
      "TXT record _external-dns-aaaa.broken.example.com",
      "TXT record _external-dns-cname.broken.example.com",
    ]);
  });
});

/** A server with one TXT record; names that begin as broken make it fail, others it does not know. */
function answer(question: Buffer): Buffer {
  const labels: string[] = [];
  let at = 12;
  for (; question[at] !== 0; at += 1 + question[at]!) {
    labels.push(question.toString("ascii", at + 1, at + 1 + question[at]!));
  }
  const asked = question.subarray(12, at + 5);
  const name = labels.join(".");
  const text = "heritage=external-dns,external-dns/owner=platform-dev,external-dns/resource=ingress/payments/web";
  const found = name === "_external-dns-a.pay.example.com";
  const code = found ? 0 : name.includes("broken") ? 2 : 3;
  const header = Buffer.from([question[0]!, question[1]!, 0x81, 0x80 | code, 0, 1, 0, found ? 1 : 0, 0, 0, 0, 0]);
  const fixed = Buffer.from([0xc0, 0x0c, 0, 16, 0, 1, 0, 0, 0, 60, 0, text.length + 1, text.length]);
  return Buffer.concat([header, asked, ...(found ? [fixed, Buffer.from(text)] : [])]);
}
