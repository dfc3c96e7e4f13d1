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

it("an environment has a governed namespace of its own name, without a team's label", async () => {
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
        },
        opts,
      ),
  );
  expect(registered.map(({ type, name }) => `${type} ${name}`)).toEqual([
    "kubernetes:core/v1:LimitRange dev-limits",
    "kubernetes:core/v1:Namespace dev",
    "kubernetes:core/v1:ResourceQuota dev-quota",
    "kubernetes:core/v1:ServiceAccount dev/default",
    "kubernetes:networking.k8s.io/v1:NetworkPolicy dev/default-deny",
    "kubernetes:networking.k8s.io/v1:NetworkPolicy dev/dns",
    "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding dev-developers",
    "platform:components:Environment dev",
    "platform:components:GovernedNamespace dev",
  ]);
  const { inputs } = registered.find(({ type }) => type.endsWith(":Namespace"))!;
  expect((inputs["metadata"] as { labels: object }).labels).not.toHaveProperty("platform/team");
  expect((inputs["metadata"] as { labels: object }).labels).toHaveProperty("platform/environment", "dev");
});
