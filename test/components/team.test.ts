import { describe, expect, it } from "vitest";
import type { NamespaceSpec } from "../../components/lib/governed-namespace";
import type { Publishing } from "../../components/lib/public-service";
import { Team } from "../../components/team";
import { registeredBy, type Registered } from "../support/registered";

const spec: NamespaceSpec = {
  name: "payments",
  quota: { cpuCores: 8, memoryGiB: 16, pods: 50, storageGiB: 100, volumes: 10 },
  containers: { defaultCpuMillicores: 100, defaultMemoryMiB: 256, maxCpuCores: 4, maxMemoryGiB: 8 },
  apiServer: false,
  workloads: [{ name: "api", ports: [80], ingressPorts: [80], calls: [], egress: [], apiServer: false }],
};
const peer = { namespace: "kube-system", labels: { app: "x" }, serviceAccount: "x" };
const peers = {
  dns: peer,
  ingressController: peer,
  prometheus: peer,
  mesh: false,
  apiServer: { cidrs: [], port: 6443 },
  clusterCidrs: [],
};

function teamWith(groups: { developers: string[]; viewers: string[] }, publishing?: Publishing): Promise<Registered[]> {
  return registeredBy((opts) => {
    const namespaces = [{ ...spec, environment: "dev" }];
    return new Team(
      "team-payments",
      { team: "payments", groups, namespaces, peers, everyNamespace: [spec], publishing },
      opts,
    );
  });
}

const metadata = ({ inputs }: Registered) => inputs["metadata"] as { name: string; labels?: object };

describe("a team", () => {
  it("gets a closed namespace, limits, accounts and bindings, and nothing else", async () => {
    const registered = await teamWith({ developers: ["oidc:devs"], viewers: ["oidc:all"] });
    expect(registered.map(({ type, name }) => `${type} ${name}`)).toEqual([
      "kubernetes:core/v1:LimitRange payments-limits",
      "kubernetes:core/v1:Namespace payments",
      "kubernetes:core/v1:ResourceQuota payments-quota",
      "kubernetes:core/v1:ServiceAccount payments/api",
      "kubernetes:core/v1:ServiceAccount payments/default",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy payments/default-deny",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy payments/dns",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy payments/workload-api",
      "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding payments-developers",
      "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding payments-viewers",
      "platform:components:GovernedNamespace payments",
      "platform:components:Team team-payments",
    ]);
  });

  it("publishes its own hosts and nobody else's", async () => {
    const route = (namespace: string) => ({
      namespace,
      host: `${namespace}.example.com`,
      path: "/",
      class: "public" as const,
      workload: "api",
      port: 80,
      issuer: "self-signed",
    });
    const publishing = {
      published: [route("payments"), route("catalog")],
      controllers: { ...peer, serviceAccount: "nginx-ingress" },
      mesh: false,
      http01: false,
      await: true,
      ready: [],
    };
    const registered = await teamWith({ developers: [], viewers: [] }, publishing);
    expect(registered.filter(({ name }) => name.includes("public")).map(({ type, name }) => `${type} ${name}`)).toEqual(
      [
        "kubernetes:cert-manager.io/v1:Certificate payments-public/payments.example.com",
        "kubernetes:core/v1:Service payments-public/api",
        "kubernetes:networking.k8s.io/v1:Ingress payments-public/payments.example.com",
        "kubernetes:networking.k8s.io/v1:NetworkPolicy payments-public/api",
        "platform:components:PublicService payments-public",
      ],
    );
  });

  it("has Pod Security at its strictest and says whose it is", async () => {
    const namespace = (await teamWith({ developers: [], viewers: [] })).find(({ type }) => type.endsWith(":Namespace"));
    expect(metadata(namespace!)).toEqual({
      name: "payments",
      labels: {
        "pod-security.kubernetes.io/enforce": "restricted",
        "pod-security.kubernetes.io/audit": "restricted",
        "pod-security.kubernetes.io/warn": "restricted",
        "platform/environment": "dev",
        "platform/team": "payments",
      },
    });
  });

  it("has no account that mounts a token", async () => {
    const accounts = (await teamWith({ developers: [], viewers: [] })).filter(({ type }) =>
      type.endsWith(":ServiceAccount"),
    );
    expect(accounts.map(({ inputs }) => inputs["automountServiceAccountToken"])).toEqual([false, false]);
  });

  it("may ask for what its quota says and for no load balancer or node port", async () => {
    const quota = (await teamWith({ developers: [], viewers: [] })).find(({ type }) => type.endsWith(":ResourceQuota"));
    expect(quota?.inputs["spec"]).toEqual({
      hard: {
        "requests.cpu": "8",
        "requests.memory": "16Gi",
        "limits.memory": "32Gi",
        pods: "50",
        "requests.storage": "100Gi",
        persistentvolumeclaims: "10",
        "services.loadbalancers": "0",
        "services.nodeports": "0",
      },
    });
  });

  it("binds each role to its groups, and no role to nobody", async () => {
    const bindings = (registered: Registered[]) =>
      registered
        .filter(({ type }) => type.endsWith(":RoleBinding"))
        .map(({ inputs }) => [inputs["roleRef"], inputs["subjects"]]);
    const group = (name: string) => [{ apiGroup: "rbac.authorization.k8s.io", kind: "Group", name }];
    const role = (name: string) => ({ apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name });
    expect(bindings(await teamWith({ developers: ["oidc:devs"], viewers: ["oidc:all"] }))).toEqual([
      [role("platform-developer"), group("oidc:devs")],
      [role("platform-viewer"), group("oidc:all")],
    ]);
    expect(bindings(await teamWith({ developers: [], viewers: [] }))).toEqual([]);
  });
});
