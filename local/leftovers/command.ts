import { parseArgs } from "node:util";
import color from "picocolors";
import type { PlatformConfig } from "../../src/config";
import { expectationsOf } from "../doctor";
import { ClusterReader } from "../lib/cluster-reader";
import { messageOf, UserError } from "../lib/errors";
import { loadKubeconfig } from "../lib/kubeconfig";
import { stackConfig } from "../lib/stack-config";
import { leftovers, type Leftover, type Scope } from "./check";
import { readObjects, readRecords, type Found } from "./read";

/** `npm run destroy -- --check`. @returns the exit status */
export async function checkLeftovers(stack: string, directory: string, args: string[]): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      kubeconfig: { type: "string" },
      context: { type: "string" },
      dns: { type: "string", multiple: true },
      json: { type: "boolean", default: false },
    },
  });
  const name = stack.slice(stack.lastIndexOf("/") + 1);
  const config = stackConfig(directory, name);
  const own = config.cluster.kind === "existing" ? config.cluster : undefined;
  const context = values.context ?? own?.context;
  if (context === undefined) {
    throw new UserError(
      `--context must be given, because stack ${name} makes its cluster (kind ${config.cluster.kind}); once that is gone, look for load balancers, disks and records in the cloud`,
    );
  }
  const cluster = new ClusterReader(loadKubeconfig({ kubeconfig: values.kubeconfig ?? own?.kubeconfig, context }));
  const read = await readObjects(cluster).catch((error: unknown) => {
    throw new UserError(
      `the API server of context ${context} must answer at ${cluster.server}, got: ${messageOf(error)}; check that the cluster runs and that this machine may reach it`,
    );
  });
  const scope = scopeOf(name, config);
  const hosts = config.dns ? [...new Set(config.published.map(({ host }) => host))] : [];
  const { records, unread } = await readRecords(hosts, values.dns);
  const found: Found = { objects: read.objects, records, unread: [...read.unread, ...unread] };
  const left = leftovers(found, scope);
  process.stdout.write(
    values.json
      ? `${JSON.stringify({ left, unread: found.unread }, undefined, 2)}\n`
      : report(name, left, found.unread, hosts.length),
  );
  return left.length > 0 || found.unread.length > 0 ? 1 : 0;
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
