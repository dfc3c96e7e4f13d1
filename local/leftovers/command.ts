import color from "picocolors";
import type { PlatformConfig } from "../../src/config";
import { expectationsOf } from "../doctor";
import { ClusterWriter } from "../lib/cluster-writer";
import { messageOf, UserError } from "../lib/errors";
import { loadKubeconfig } from "../lib/kubeconfig";
import { leftovers, type Leftover, type Scope } from "./check";
import { prepare } from "./prepare";
import { readObjects, readRecords, type Found } from "./read";

/** Where to look, as options of the command say. */
export interface Whereabouts {
  kubeconfig?: string;
  context?: string;
  /** Addresses of DNS servers. @default those of this machine */
  dns?: string[];
}

/** `npm run destroy -- --check`. @returns the exit status */
export async function checkLeftovers(
  stack: string,
  config: PlatformConfig,
  where: Whereabouts,
  json: boolean,
): Promise<number> {
  const { look, scope, hosts } = lookout(stack, config, where);
  const found = await look();
  const left = leftovers(found, scope);
  process.stdout.write(
    json
      ? `${JSON.stringify({ left, unread: found.unread }, undefined, 2)}\n`
      : report(stack, left, found.unread, hosts.length),
  );
  return left.length > 0 || found.unread.length > 0 ? 1 : 0;
}

/** `npm run destroy -- --prepare`. */
export async function prepareStack(stack: string, config: PlatformConfig, where: Whereabouts): Promise<void> {
  const { cluster, look, scope } = lookout(stack, config, where);
  // With upsert-only nobody deletes records.
  const waits = config.dns?.policy === "sync";
  const read = async () => {
    const { objects, records } = await look();
    return { objects, records: waits ? records : [] };
  };
  await prepare({ cluster, read, scope, log: (line) => process.stderr.write(`${stack}: ${line}\n`) });
}

function lookout(stack: string, config: PlatformConfig, where: Whereabouts) {
  const own = config.cluster.kind === "existing" ? config.cluster : undefined;
  const context = where.context ?? own?.context;
  if (context === undefined) {
    throw new UserError(
      `--context must be given, because stack ${stack} makes its cluster (kind ${config.cluster.kind}); once that is gone, look for load balancers, disks and records in the cloud`,
    );
  }
  const cluster = new ClusterWriter(loadKubeconfig({ kubeconfig: where.kubeconfig ?? own?.kubeconfig, context }));
  const hosts = config.dns ? [...new Set(config.published.map(({ host }) => host))] : [];
  const look = async (): Promise<Found> => {
    const { objects, unread } = await readObjects(cluster).catch((error: unknown) => {
      throw new UserError(
        `the API server of context ${context} must answer at ${cluster.server}, got: ${messageOf(error)}; check that the cluster runs and that this machine may reach it`,
      );
    });
    const names = await readRecords(hosts, where.dns);
    return { objects, records: names.records, unread: [...unread, ...names.unread] };
  };
  return { cluster, look, hosts, scope: scopeOf(stack, config) };
}

/** A cluster that the stack makes is all its own; of an existing one only its namespaces are. */
function scopeOf(stack: string, config: PlatformConfig): Scope {
  const owner = config.dns?.owner ?? `platform-${stack}`;
  return config.cluster.kind === "existing"
    ? { owner, namespaces: new Set(expectationsOf(config).namespaces) }
    : { owner };
}

/** The list for people. What could not be read may be left, too. */
export function report(stack: string, left: Leftover[], unread: Found["unread"], hosts: number): string {
  const verdict =
    left.length > 0 ? `${left.length} left` : unread.length > 0 ? "not everything could be read" : "nothing is left";
  return [
    `${color.bold(stack)}  ${verdict}`,
    ...left.flatMap(({ subject, message, remedy }) => [
      `  ${color.red(subject)}  ${message}`,
      `      ${color.dim("→")} ${remedy}`,
    ]),
    ...unread.map(({ what, why }) => `  ${color.yellow(what)}  could not be read: ${why}`),
    ...(hosts === 0
      ? [color.dim("  DNS records were not looked for: the stack publishes no host through external-dns")]
      : []),
    "",
  ].join("\n");
}
