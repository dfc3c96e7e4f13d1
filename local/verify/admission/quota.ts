import { setTimeout as sleep } from "node:timers/promises";
import { mapParallel, type KubernetesClient } from "../../kubernetes";
import { attempt, cleanUp, probeLabel } from "./attempt";
import { mustRefuse, type Check } from "./checks";
import type { DeclaredNamespace } from "./declared";
import { compliantPod, container, type Pod } from "./pods";

/**
 * Exceeds each limit of the namespace's quota. Sums are exceeded by one object in a dry run; counts need real objects,
 * which nothing schedules or provisions, and which are deleted again.
 */
export function quotaChecks(client: KubernetesClient, { name, quota, containers }: DeclaredNamespace): Check[] {
  const root = `/api/v1/namespaces/${name}`;
  const where = `namespace ${name}`;
  const refuse = (what: string, resource: string, collection: string, object: object): Check => ({
    run: async () =>
      mustRefuse(what, where, exceeded(resource), await attempt(client, `${root}/${collection}`, object)),
  });
  const countOf = (what: string, resource: string, declared: number, object: object): Check => ({
    run: async () => {
      const create = () => attempt(client, `${root}/${resource}`, object, { dryRun: false });
      try {
        const batch = await mapParallel(new Array(declared).fill(0), client.parallel, create);
        let result = batch.find((each) => "refused" in each) ?? (await create());
        // The quota's own count lags behind for a moment after deletions, so a few may slip through.
        for (let more = 0; more < 10 && "accepted" in result; more++) {
          await sleep(200);
          result = await create();
        }
        return mustRefuse(`one more than ${declared} ${what}`, where, exceeded(resource), result);
      } finally {
        await cleanUp(client, name);
      }
    },
  });

  const cpu = cpuPod(quota.cpuCores + 1, containers.maxCpuCores);
  const memory = memoryPod(quota.memoryGiB + 1, containers.maxMemoryGiB, true);
  const memoryLimits = memoryPod(2 * quota.memoryGiB + 1, containers.maxMemoryGiB, false);
  return [
    refuse(`a pod that requests ${quota.cpuCores + 1} cores`, "requests.cpu", "pods", cpu),
    refuse(`a pod that requests ${quota.memoryGiB + 1} GiB`, "requests.memory", "pods", memory),
    refuse(`a pod with limits of ${2 * quota.memoryGiB + 1} GiB`, "limits.memory", "pods", memoryLimits),
    refuse(
      `a claim of ${quota.storageGiB + 1} GiB`,
      "requests.storage",
      "persistentvolumeclaims",
      claim(Math.ceil(1024 * (quota.storageGiB + 1))),
    ),
    refuse("a Service of type LoadBalancer", "services.loadbalancers", "services", service("LoadBalancer")),
    refuse("a Service of type NodePort", "services.nodeports", "services", service("NodePort")),
    countOf("pods", "pods", quota.pods, tinyPod),
    countOf("claims", "persistentvolumeclaims", quota.volumes, claim(1)),
  ];
}

const exceeded = (resource: string) => ({
  name: `the quota of ${resource}`,
  pattern: new RegExp(`exceeded quota:.*requested:[^;]*\\b${resource.replaceAll(".", "\\.")}=`),
});

const tinyPod = compliantPod({}, [
  container({ resources: { requests: { cpu: "1m", memory: "1Mi" }, limits: { cpu: "1m", memory: "1Mi" } } }),
]);

/** As many containers as it takes, so that none is larger than one container may be. */
function cpuPod(cores: number, maxCores: number): Pod {
  const count = Math.ceil(cores / maxCores);
  const cpu = `${Math.floor((1000 * cores) / count)}m`;
  return podOf(count, { requests: { cpu, memory: "1Mi" }, limits: { cpu, memory: "1Mi" } });
}

function memoryPod(gibibytes: number, maxGibibytes: number, requested: boolean): Pod {
  const count = Math.ceil(gibibytes / maxGibibytes);
  const memory = `${Math.floor((1024 * gibibytes) / count)}Mi`;
  return podOf(count, {
    requests: { cpu: "1m", memory: requested ? memory : "1Mi" },
    limits: { cpu: "1m", memory },
  });
}

function podOf(count: number, resources: object): Pod {
  return compliantPod(
    {},
    Array.from({ length: count }, (_, i) => container({ name: `probe-${i}`, resources })),
  );
}

/** An empty class keeps every provisioner away from it. */
function claim(mebibytes: number): object {
  return {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { generateName: "verify-", labels: probeLabel },
    spec: {
      accessModes: ["ReadWriteOnce"],
      storageClassName: "",
      resources: { requests: { storage: `${mebibytes}Mi` } },
    },
  };
}

function service(type: string): object {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { generateName: "verify-", labels: probeLabel },
    spec: { type, ports: [{ port: 80 }], selector: { app: "verify-none" } },
  };
}
