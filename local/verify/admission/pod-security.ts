import type { KubernetesClient } from "../../kubernetes";
import { attempt } from "./attempt";
import { mustAccept, mustRefuse, type Check } from "./checks";
import { compliantPod, violations } from "./pods";

const podSecurity = { name: "Pod Security restricted", pattern: /violates PodSecurity "restricted/ };

/** Each forbidden pod is refused for that reason, and a compliant one is not. */
export function podSecurityChecks(client: KubernetesClient, namespace: string): Check[] {
  const where = `namespace ${namespace}`;
  const path = `/api/v1/namespaces/${namespace}/pods`;
  return [
    ...violations.map(({ name, pod }): Check => ({
      run: async () => mustRefuse(`a pod with ${name}`, where, podSecurity, await attempt(client, path, pod)),
    })),
    {
      run: async () => {
        const result = await attempt(client, path, compliantPod());
        // A namespace that is full is not at fault here.
        if ("refused" in result && result.refused.includes("exceeded quota")) return undefined;
        return mustAccept("a compliant pod", where, result);
      },
    },
  ];
}
