import { expect, it } from "vitest";
import { Environment } from "../../components/environment";
import { registeredBy } from "../support/registered";

const peer = { namespace: "kube-system", labels: { app: "x" }, serviceAccount: "x" };
const namespace = {
  name: "dev",
  quota: { cpuCores: 8, memoryGiB: 16, pods: 50, storageGiB: 100, volumes: 10 },
  containers: { defaultCpuMillicores: 100, defaultMemoryMiB: 256, maxCpuCores: 4, maxMemoryGiB: 8 },
  apiServer: false,
  workloads: [],
};

const route = { path: "/", class: "public" as const, workload: "status", port: 80, issuer: "self-signed" };
const publishing = {
  published: [
    { ...route, namespace: "dev", host: "dev.example.com" },
    { ...route, namespace: "payments", host: "payments.dev.example.com" },
  ],
  controllers: { ...peer, serviceAccount: "nginx-ingress" },
  mesh: false,
  http01: false,
  await: true,
  ready: [],
};

it("an environment has a governed namespace of its own name, without a team's label, and publishes its own hosts", async () => {
  const registered = await registeredBy(
    (opts) =>
      new Environment(
        "dev",
        {
          namespace,
          developers: ["oidc:devs"],
          peers: {
            dns: peer,
            ingressController: peer,
            prometheus: peer,
            mesh: false,
            apiServer: { cidrs: [], port: 443 },
            clusterCidrs: [],
          },
          everyNamespace: [namespace],
          publishing,
        },
        opts,
      ),
  );
  expect(registered.map(({ type, name }) => `${type} ${name}`)).toEqual([
    "kubernetes:cert-manager.io/v1:Certificate dev-public/dev.example.com",
    "kubernetes:core/v1:LimitRange dev-limits",
    "kubernetes:core/v1:Namespace dev",
    "kubernetes:core/v1:ResourceQuota dev-quota",
    "kubernetes:core/v1:ServiceAccount dev/default",
    "kubernetes:core/v1:Service dev-public/status",
    "kubernetes:networking.k8s.io/v1:Ingress dev-public/dev.example.com",
    "kubernetes:networking.k8s.io/v1:NetworkPolicy dev-public/status",
    "kubernetes:networking.k8s.io/v1:NetworkPolicy dev/default-deny",
    "kubernetes:networking.k8s.io/v1:NetworkPolicy dev/dns",
    "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding dev-developers",
    "platform:components:Environment dev",
    "platform:components:GovernedNamespace dev",
    "platform:components:PublicService dev-public",
  ]);
  const { inputs } = registered.find(({ type }) => type.endsWith(":Namespace"))!;
  expect((inputs["metadata"] as { labels: object }).labels).not.toHaveProperty("platform/team");
  expect((inputs["metadata"] as { labels: object }).labels).toHaveProperty("platform/environment", "dev");
});
