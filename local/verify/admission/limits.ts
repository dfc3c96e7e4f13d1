import type { KubernetesClient, KubernetesObject } from "../../kubernetes";
import { attempt } from "./attempt";
import { mustAccept, mustRefuse, type Check } from "./checks";
import type { DeclaredNamespace } from "./declared";
import { compliantPod, container } from "./pods";
import { quantity } from "./quantity";

type Amounts = Record<string, string>;

/** A container that does not say gets the declared defaults, and none may be larger than declared. */
export function limitChecks(client: KubernetesClient, { name, containers }: DeclaredNamespace): Check[] {
  const path = `/api/v1/namespaces/${name}/pods`;
  const where = `namespace ${name}`;
  const { defaultCpuMillicores, defaultMemoryMiB, maxCpuCores, maxMemoryGiB } = containers;
  const tooLarge = (what: string, resource: string, resources: object): Check => ({
    run: async () =>
      mustRefuse(
        what,
        where,
        { name: "the limit range", pattern: new RegExp(`maximum ${resource} usage per Container`) },
        await attempt(client, path, compliantPod({}, [container({ resources })])),
      ),
  });
  return [
    {
      run: async () =>
        mustAccept("a container without requests", where, await attempt(client, path, compliantPod()), (pod) =>
          differenceOf(pod, {
            requests: { cpu: `${defaultCpuMillicores}m`, memory: `${defaultMemoryMiB}Mi` },
            limits: { memory: `${defaultMemoryMiB}Mi` },
          }),
        ),
    },
    tooLarge(`a container of ${maxCpuCores + 1} cores`, "cpu", {
      requests: { cpu: "1m" },
      limits: { cpu: String(maxCpuCores + 1) },
    }),
    tooLarge(`a container of ${maxMemoryGiB + 1} GiB`, "memory", {
      requests: { memory: "1Mi" },
      limits: { memory: `${Math.ceil(1024 * (maxMemoryGiB + 1))}Mi` },
    }),
  ];
}

function differenceOf(pod: KubernetesObject, wanted: { requests: Amounts; limits: Amounts }): string | undefined {
  const { containers } = pod["spec"] as { containers: { resources: { requests?: Amounts; limits?: Amounts } }[] };
  const got = containers[0]!.resources;
  const wrong = (["requests", "limits"] as const).flatMap((side) =>
    Object.entries(wanted[side])
      .filter(([resource, amount]) => quantity(got[side]?.[resource] ?? "0") !== quantity(amount))
      .map(([resource, amount]) => `${side}.${resource} is ${got[side]?.[resource] ?? "missing"} and not ${amount}`),
  );
  return wrong.length > 0 ? wrong.join(", ") : undefined;
}
