import { mapParallel, type KubernetesClient } from "../../kubernetes";
import type { CheckOutcome } from "../report";
import { cleanUp } from "./attempt";
import { runChecks, type Check } from "./checks";
import type { DeclaredNamespace } from "./declared";
import { limitChecks } from "./limits";
import { podSecurityChecks } from "./pod-security";
import { quotaChecks } from "./quota";
import { serviceAccountChecks } from "./service-accounts";

/** Groups of checks that try to create objects in the governed namespaces. */
export const admissionGroups: {
  name: string;
  checks(client: KubernetesClient, namespace: DeclaredNamespace): Check[] | Promise<Check[]>;
}[] = [
  { name: "Pod Security", checks: (client, { name }) => podSecurityChecks(client, name) },
  { name: "service accounts", checks: (client, { name }) => serviceAccountChecks(client, name) },
  { name: "container limits", checks: limitChecks },
  { name: "quotas", checks: quotaChecks },
];

/** Namespaces are tried side by side; in each, what a killed run left behind goes first. */
export async function checkAdmission(
  client: KubernetesClient,
  namespaces: DeclaredNamespace[],
  group: (typeof admissionGroups)[number],
): Promise<CheckOutcome> {
  const outcomes = await mapParallel(namespaces, 4, async (namespace) => {
    if (!(await client.find(`/api/v1/namespaces/${namespace.name}`))) return missing(namespace.name);
    await cleanUp(client, namespace.name);
    return runChecks(await group.checks(client, namespace));
  });
  return {
    passed: outcomes.reduce((sum, { passed }) => sum + passed, 0),
    failed: outcomes.reduce((sum, { failed }) => sum + failed, 0),
    failures: outcomes.flatMap(({ failures }) => failures),
  };
}

function missing(name: string): CheckOutcome {
  const failure = {
    what: "must exist",
    where: `namespace ${name}`,
    why: "configuration declares it and the API server has none of that name",
    remedy: "apply the stack: npm run local",
  };
  return { passed: 0, failed: 1, failures: [failure] };
}
