import { setTimeout as sleep } from "node:timers/promises";
import { label, type KubernetesObject } from "../kubernetes";
import { UserError } from "../lib/errors";

interface Status {
  conditions?: { type: string; status: string; message?: string }[];
  observedGeneration?: number;
  readyReplicas?: number;
  numberReady?: number;
  desiredNumberScheduled?: number;
}

/** Why an object is not ready yet; `undefined` when it is, or when its kind has nothing to wait for. */
export function notReady(object: KubernetesObject): string | undefined {
  if (object.metadata.annotations?.["pulumi.com/skipAwait"] === "true") return undefined;
  const status = (object["status"] ?? {}) as Status;
  const { replicas = 1 } = (object["spec"] ?? {}) as { replicas?: number };
  switch (object.kind) {
    case "CustomResourceDefinition":
      return conditionMissing(status, "Established");
    case "APIService":
      return conditionMissing(status, "Available");
    case "Deployment":
      return outdated(object, status) ?? conditionMissing(status, "Available");
    case "StatefulSet":
      return outdated(object, status) ?? tooFew(status.readyReplicas ?? 0, replicas);
    case "DaemonSet":
      return outdated(object, status) ?? tooFew(status.numberReady ?? 0, status.desiredNumberScheduled ?? 0);
    default:
      return undefined;
  }
}

/**
 * Waits until an object is ready.
 * @throws UserError after `timeoutSeconds`, with what the object says of itself
 */
export async function untilReady(
  object: KubernetesObject,
  read: () => Promise<KubernetesObject>,
  timeoutSeconds: number,
): Promise<KubernetesObject> {
  const deadline = Date.now() + timeoutSeconds * 1000;
  let current = object;
  for (let why = notReady(current); why !== undefined; why = notReady(current)) {
    if (Date.now() > deadline) {
      throw new UserError(
        `${label(object)} must be ready within ${timeoutSeconds} s, got ${why}; see its events ` +
          `(kubectl describe), or put the annotation pulumi.com/skipAwait on what cannot become ready here`,
      );
    }
    await sleep(200);
    current = await read();
  }
  return current;
}

function conditionMissing({ conditions = [] }: Status, type: string): string | undefined {
  const condition = conditions.find((its) => its.type === type);
  if (condition?.status === "True") return undefined;
  return `condition ${type} ${condition ? `is ${condition.status}: ${condition.message ?? ""}` : "is missing"}`;
}

function outdated({ metadata }: KubernetesObject, { observedGeneration = 0 }: Status): string | undefined {
  return observedGeneration < (metadata.generation ?? 0) ? "its controller has not seen it yet" : undefined;
}

function tooFew(ready: number, wanted: number): string | undefined {
  return ready < wanted ? `${ready} of ${wanted} pods are ready` : undefined;
}
