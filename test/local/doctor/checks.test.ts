import { describe, expect, it } from "vitest";
import { examine, type Finding } from "../../../local/doctor";
import type { Expectations } from "../../../local/doctor/expectations";
import type { Facts } from "../../../local/doctor/facts";
import { an, expected, healthy, marked, node } from "./facts";

/** What is found of a cluster with one thing otherwise, without what is fine. */
function found(change: Partial<Facts>, expectations: Partial<Expectations> = {}): string[] {
  return examine({ ...healthy(), ...change }, { ...expected, ...expectations }).flatMap(line);
}
const line = ({ severity, subject, message, remedy }: Finding) =>
  severity === "ok" ? [] : [`${severity} ${subject}: ${message} → ${remedy}`];

const without = (api: string) => ({ apis: healthy().apis.filter((each) => each !== api) });

describe("a healthy cluster", () => {
  it("has nothing in the way, and every check says what it looked at", () => {
    const findings = examine(healthy(), expected);
    expect(findings.flatMap(line)).toEqual([]);
    expect(findings.map(({ subject }) => subject)).toEqual([
      "version",
      "api",
      "rights",
      "nodes",
      "network policies",
      "addresses",
      "storage",
      "snapshots",
      "ingress",
      "migration",
      "crds",
      "namespaces",
      "webhooks",
    ]);
  });

  it("needs no snapshots where nothing is backed up", () => {
    expect(found(without("snapshot.storage.k8s.io/v1"), { snapshots: false })).toEqual([]);
  });
});

describe("the version", () => {
  it.each(["v1.32.9", "v1.36.0", "v2.0.0", "unknown"])("%s is outside the window", (version) => {
    expect(found({ version })).toEqual([
      `error version: the API server is ${version} → use Kubernetes 1.33 to 1.35: the charts are made for these`,
    ]);
  });

  it.each(["v1.33.1", "v1.34.2-eks-1234"])("%s is inside, and not what is tested", (version) => {
    expect(found({ version })).toEqual([
      `warning version: the API server is ${version}; everything here is tested with 1.35 → upgrade to 1.35 when you can`,
    ]);
  });
});

describe("API groups", () => {
  it("must be served", () => {
    expect(found(without("policy/v1"))).toEqual([
      "error api: policy/v1 is not served → turn it on, or use a cluster that has it",
    ]);
  });

  it("of metrics are missed by scaling alone", () => {
    expect(found(without("metrics.k8s.io/v1beta1"))).toEqual([
      "warning api: metrics.k8s.io is not served: nothing scales by load, and kubectl top says nothing → install metrics-server",
    ]);
  });

  it("of snapshots are needed for backups", () => {
    expect(found(without("snapshot.storage.k8s.io/v1"))).toEqual([
      "error snapshots: snapshot.storage.k8s.io is not served: backups would hold no volumes → install the CRDs and the controller of external-snapshotter",
    ]);
  });
});

describe("the caller", () => {
  it("must be able to make what the platform is made of", () => {
    expect(found({ forbidden: ["create namespaces", "escalate clusterroles.rbac.authorization.k8s.io"] })).toEqual([
      "error rights: you may not create namespaces, escalate clusterroles.rbac.authorization.k8s.io → deploy as cluster-admin: the platform hands out rights, and nobody can give what they lack",
    ]);
  });

  it("is told what could not be read, instead of hearing that it is fine", () => {
    const findings = found({ nodes: { unread: "HTTP status 403" }, crds: { unread: "HTTP status 403" } });
    expect(findings.filter((text) => text.startsWith("error rights"))).toEqual([
      "error rights: nodes could not be read: HTTP status 403 → ask with an account that may read the cluster",
      "error rights: crds could not be read: HTTP status 403 → ask with an account that may read the cluster",
    ]);
    const subjects = examine({ ...healthy(), crds: { unread: "HTTP status 403" } }, expected).map(
      ({ subject }) => subject,
    );
    expect(subjects).not.toContain("crds");
  });
});

describe("nodes", () => {
  it("must be ready", () => {
    expect(found({ nodes: [node("a", "zone-a", "False")] })).toContain(
      "error nodes: none of 1 nodes is ready → make a node ready first",
    );
  });

  it("should all be ready", () => {
    expect(found({ nodes: [...(healthy().nodes as []), node("d", "zone-a", "Unknown")] })).toEqual([
      "warning nodes: 1 of 4 nodes are not ready → kubectl get nodes",
    ]);
  });

  it.each([
    ["no known zone", [an("a", { status: { conditions: [{ type: "Ready", status: "True" }] } })]],
    ["1 zone", [node("a", "zone-a"), node("b", "zone-a")]],
    ["2 zones", [node("a", "zone-a"), node("b", "zone-b")]],
  ])("in %s do not survive the loss of one", (where, nodes) => {
    expect(found({ nodes })).toEqual([
      `warning zones: nodes are in ${where}: the loss of one stops what should survive it → add nodes in three zones, labelled topology.kubernetes.io/zone`,
    ]);
  });
});

describe("network policies", () => {
  const agent = (...args: string[]) =>
    an("aws-node", {
      spec: { template: { spec: { containers: [{ name: "aws-node" }, { name: "aws-network-policy-agent", args }] } } },
    });

  it.each([
    ["of flannel alone", "kube-flannel-ds", "error network policies: flannel alone enforces none"],
    ["of nobody", "node-exporter", "warning network policies: no engine that is known"],
  ])("%s are not enforced", (_, name, message) => {
    expect(found({ daemonSets: [an(name)] })).toEqual([expect.stringContaining(message)]);
  });

  it("are enforced by canal beside flannel", () => {
    expect(found({ daemonSets: [an("kube-flannel-ds"), an("canal")] })).toEqual([]);
  });

  it("are enforced by the VPC CNI only where its agent is on", () => {
    expect(found({ daemonSets: [agent("--enable-network-policy=true")] })).toEqual([]);
    const off =
      "error network policies: the VPC CNI has its agent for them off → set enableNetworkPolicy: true for the add-on vpc-cni";
    expect(found({ daemonSets: [agent("--enable-network-policy=false")] })).toEqual([off]);
    expect(found({ daemonSets: [an("aws-node")] })).toEqual([off]);
  });
});

describe("the API server's addresses", () => {
  it("must be those of the configuration, else controllers do not reach it", () => {
    expect(found({}, { apiServer: { cidrs: ["192.0.2.11/32"], port: 6443 } })).toEqual([
      "error addresses: the API server is at 192.0.2.10, and platform:cluster.network.apiServer.cidrs names 192.0.2.11: controllers would not reach it → write cidrs: [192.0.2.10/32]",
    ]);
  });

  it("may lie in a block that is named", () => {
    expect(found({}, { apiServer: { cidrs: ["192.0.2.0/28"], port: 6443 } })).toEqual([]);
  });

  it("must have the port", () => {
    expect(found({}, { apiServer: { cidrs: ["192.0.2.10/32"], port: 443 } })).toEqual([
      "error addresses: the API server listens on port 6443, and platform:cluster.network.apiServer.port is 443 → write port: 6443",
    ]);
  });

  it("may be of version 6", () => {
    const apiServerEndpoints = [
      an("kubernetes", { endpoints: [{ addresses: ["2001:db8::1"] }], ports: [{ port: 6443 }] }),
    ];
    expect(found({ apiServerEndpoints })).toEqual([expect.stringContaining("→ write cidrs: [2001:db8::1/128]")]);
  });
});

describe("storage classes", () => {
  it("of others must not be the default beside Ceph's", () => {
    expect(found({ storageClasses: [...(healthy().storageClasses as []), an("gp2", {}, marked)] })).toEqual([
      "error storage: gp2 is the default class, and the platform brings ceph-block as such → kubectl annotate storageclass gp2 storageclass.kubernetes.io/is-default-class-",
    ]);
  });

  it("of the platform may be the default on a second run", () => {
    expect(found({ storageClasses: [...(healthy().storageClasses as []), an("ceph-block", {}, marked)] })).toEqual([]);
  });

  const brought = { bringsStorage: false, rawBlockClass: undefined };
  it("must have one default where the platform brings none", () => {
    expect(found({ storageClasses: [an("a", {}, marked), an("b", {}, marked)] }, brought)).toEqual([
      "error storage: a and b are both the default class: which one a claim gets is chance → kubectl annotate storageclass b storageclass.kubernetes.io/is-default-class-",
    ]);
    expect(found({ storageClasses: [an("a")] }, brought)).toEqual([
      "warning storage: no class is the default: claims that name none wait for ever → kubectl annotate storageclass a storageclass.kubernetes.io/is-default-class=true, or set platform:storage.kind",
    ]);
    expect(found({ storageClasses: [] }, brought)).toEqual([
      expect.stringContaining("→ install a CSI driver with such a class, or set platform:storage.kind"),
    ]);
    expect(found({ storageClasses: [an("a", {}, marked)] }, brought)).toEqual([]);
  });

  it("must hold the one that Ceph builds on", () => {
    expect(found({}, { rawBlockClass: "fast" })).toEqual([
      "error storage: platform:cluster.rawBlockClass is fast, and the classes are raw → write one of them",
    ]);
    expect(found({ storageClasses: [] })).toEqual([expect.stringContaining("and the classes are none")]);
  });

  it("that Ceph builds on must wait for its nodes", () => {
    expect(found({ storageClasses: [an("raw", { volumeBindingMode: "Immediate" })] })).toEqual([
      "error storage: raw binds volumes at once: Ceph's disks may end up in zones without its nodes → use a class with volumeBindingMode: WaitForFirstConsumer",
    ]);
  });
});

describe("ingress classes", () => {
  it("of the retired controller are in the way", () => {
    expect(found({ ingressClasses: [an("nginx", { spec: { controller: "k8s.io/ingress-nginx" } })] })).toEqual([
      "error ingress: class nginx is of ingress-nginx, which is retired since March 2026 → move its Ingresses to the platform's controller, then remove it",
    ]);
  });

  it("that are the default take Ingresses that name none", () => {
    const annotations = { "ingressclass.kubernetes.io/is-default-class": "true" };
    expect(
      found({ ingressClasses: [an("alb", { spec: { controller: "ingress.k8s.aws/alb" } }, { annotations })] }),
    ).toEqual([
      "warning ingress: class alb is the default: Ingresses without a class go there → take the annotation ingressclass.kubernetes.io/is-default-class from it",
    ]);
  });
});

describe("what others own", () => {
  const helm = { annotations: { "meta.helm.sh/release-name": "cm", "meta.helm.sh/release-namespace": "certs" } };
  const crd = (plural: string, group: string, metadata: object = {}) =>
    an(`${plural}.${group}`, { spec: { group } }, metadata);
  const written = (...managers: string[]) => ({ managedFields: managers.map((manager) => ({ manager })) });

  it("are kinds of a Helm release, told once for each release and group", () => {
    const crds = [
      crd("certificates", "cert-manager.io", helm),
      crd("issuers", "cert-manager.io", helm),
      crd("backups", "velero.io", written("kubectl-client-side-apply", "kube-apiserver")),
    ];
    expect(found({ crds })).toEqual([
      "error crds: 2 kinds of cert-manager.io belong to the Helm release certs/cm, and the platform brings its own → remove that release and keep its kinds (kubectl get crds), or leave the platform's part out",
      "error crds: 1 kind of velero.io belongs to kubectl-client-side-apply, and the platform brings its own → remove that release and keep its kinds (kubectl get crds), or leave the platform's part out",
    ]);
  });

  it("are not kinds that the platform wrote, nor those that it does not bring", () => {
    const crds = [
      crd("certificates", "cert-manager.io", written("pulumi-kubernetes-1234", "kube-apiserver")),
      crd("issuers", "cert-manager.io", written("platform-local")),
      crd("widgets", "example.com", helm),
    ];
    expect(found({ crds })).toEqual([]);
  });

  it("are kinds of a mesh that is there, where the platform brings its own", () => {
    const crds = [crd("gateways", "networking.istio.io", helm), crd("gateways", "gateway.networking.k8s.io", helm)];
    const remedy = "remove that release and keep its kinds (kubectl get crds), or leave the platform's part out";
    const told = (group: string) =>
      `error crds: 1 kind of ${group} belongs to the Helm release certs/cm, and the platform brings its own → ${remedy}`;
    expect(found({ crds })).toEqual([told("networking.istio.io")]);
    expect(found({ crds }, { bringsMesh: false })).toEqual([]);
    expect(found({ crds }, { bringsMesh: false, gatewayApi: "brought" })).toEqual([told("gateway.networking.k8s.io")]);
  });

  it("are namespaces that the platform makes", () => {
    expect(found({ namespaces: [an("velero", {}, written("kubectl-create")), an("other", {}, helm)] })).toEqual([
      "error namespaces: velero exists already and belongs to kubectl-create → rename or remove it, or import it (pulumi import) if it is meant to be the platform's",
    ]);
    expect(found({ namespaces: [an("velero", {}, written("pulumi-kubernetes-1234"))] })).toEqual([]);
  });
});

describe("waypoints", () => {
  const asked = { gatewayApi: "taken for granted" as const };

  it("need the Gateway API's kinds where the platform does not bring them", () => {
    expect(found({}, asked)).toEqual([
      "error mesh: gateway.networking.k8s.io/v1 is not served, and waypoints are objects of that group → remove platform:mesh.gatewayApi, so that the platform brings the kinds, or install the standard channel of the Gateway API",
    ]);
    expect(found({ apis: [...healthy().apis, "gateway.networking.k8s.io/v1"] }, asked)).toEqual([]);
    expect(found({}, { gatewayApi: "brought" })).toEqual([]);
  });
});

describe("webhooks", () => {
  const configuration = (webhook: object) => an("guard", { webhooks: [{ name: "guard.example.com", ...webhook }] });
  const service = { service: { namespace: "default", name: "kubernetes" } };
  const gone = { service: { namespace: "guard", name: "gone" } };
  const some = { matchLabels: { guarded: "true" } };

  it("must have their service, because they fail closed", () => {
    const validatingWebhooks = [configuration({ clientConfig: gone, namespaceSelector: some })];
    expect(found({ validatingWebhooks })).toEqual([
      "error webhooks: guard.example.com of guard asks guard/gone, which does not exist: what it guards cannot be made → kubectl delete validatingwebhookconfiguration guard, or bring its service back",
    ]);
    expect(found({ mutatingWebhooks: validatingWebhooks })).toEqual([
      expect.stringContaining("kubectl delete mutatingwebhookconfiguration guard"),
    ]);
  });

  it("that decide over all namespaces are told", () => {
    for (const namespaceSelector of [undefined, {}, { matchExpressions: [] }]) {
      expect(found({ mutatingWebhooks: [configuration({ clientConfig: service, namespaceSelector })] })).toEqual([
        "warning webhooks: guard.example.com of guard decides over all namespaces, the platform's too → give it a namespaceSelector, or see to it that it runs before the platform does",
      ]);
    }
  });

  it.each([
    ["fail open", { clientConfig: gone, failurePolicy: "Ignore" }],
    ["decide over some namespaces", { clientConfig: service, namespaceSelector: some }],
  ])("that %s are not in the way", (_, webhook) => {
    expect(found({ validatingWebhooks: [configuration(webhook)] })).toEqual([]);
  });

  it("of a service that could not be looked up are not blamed", () => {
    const validatingWebhooks = [configuration({ clientConfig: gone, namespaceSelector: some })];
    expect(found({ validatingWebhooks, services: { unread: "HTTP status 403" } })).toEqual([
      expect.stringContaining("services could not be read"),
    ]);
  });
});
