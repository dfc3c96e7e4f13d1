import { setTimeout as sleep } from "node:timers/promises";
import { UserError } from "../lib/errors";
import type { ClusterWriter } from "../lib/cluster-writer";
import { label, type KubernetesObject } from "../kubernetes";
import { isFlux, isLoadBalancer, scoped, type Scope } from "./check";
import type { Found } from "./read";

export interface Preparation {
  cluster: Pick<ClusterWriter, "merge" | "delete">;
  /** What there is now. */
  read: () => Promise<Pick<Found, "objects" | "records">>;
  scope: Scope;
  log: (line: string) => void;
  /** How long controllers may take to clean up (seconds). @default 900 - some clouds' load balancers take ten minutes */
  timeoutSeconds?: number;
  /** Between two looks (seconds). @default 5 */
  pauseSeconds?: number;
}

/**
 * What must happen while the platform's controllers still run: Flux stops making things again, then Ingresses and load
 * balancers go, and with them what external-dns and the cloud's controller made for them.
 *
 * @throws UserError that names what did not go
 */
export async function prepare(given: Preparation): Promise<void> {
  const { cluster, read, scope, log, timeoutSeconds = 900, pauseSeconds = 5 } = given;
  const mine = scoped(scope);
  const { objects } = await read();
  const own = objects.filter(({ metadata }) => mine(metadata.namespace));
  for (const object of own.filter(isFlux)) {
    if ((object["spec"] as { suspend?: boolean } | undefined)?.suspend === true) continue;
    await cluster.merge(pathOf(object), { spec: { suspend: true } });
    log(`suspended ${label(object)}`);
  }
  for (const object of own.filter(goesFirst)) {
    if (object.metadata.deletionTimestamp !== undefined) continue;
    await cluster.delete(pathOf(object));
    log(`deleted ${label(object)}`);
  }
  const end = performance.now() + timeoutSeconds * 1000;
  for (let waiting = await left(given); waiting.length > 0; waiting = await left(given)) {
    if (performance.now() > end) {
      throw new UserError(
        `the cluster must be rid of ${waiting.join(", ")} before the stack is destroyed, got no end of it in ${timeoutSeconds} seconds; see with --check what each waits for`,
      );
    }
    log(`waiting for the end of ${waiting.join(", ")}`);
    await sleep(pauseSeconds * 1000);
  }
}

async function left({ read, scope }: Preparation): Promise<string[]> {
  const mine = scoped(scope);
  const { objects, records } = await read();
  return [
    ...objects.filter((object) => mine(object.metadata.namespace) && goesFirst(object)).map(label),
    ...records.filter(({ owner }) => owner === scope.owner).map(({ host }) => `the DNS record of ${host}`),
  ];
}

const goesFirst = (object: KubernetesObject) => object.kind === "Ingress" || isLoadBalancer(object);

const PLURALS: Readonly<Record<string, string>> = {
  HelmRelease: "helmreleases",
  Ingress: "ingresses",
  Kustomization: "kustomizations",
  Service: "services",
};

function pathOf({ apiVersion, kind, metadata }: KubernetesObject): string {
  const root = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  return `${root}/namespaces/${metadata.namespace}/${PLURALS[kind]}/${metadata.name}`;
}
