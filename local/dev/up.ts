import { join } from "node:path";
import { pulledCharts } from "../../components/lib/pulled-charts";
import { applyCrds } from "../apply/crds";
import { kubernetesAdapter } from "../apply/kubernetes";
import { tlsAdapter } from "../apply/tls";
import { openVault } from "../apply/vault/session";
import { up, type UpResult } from "../controlplane";
import { run } from "../engine";
import type { ChartRenderer, EngineEvent, Manifest, RunOptions, RunResult } from "../engine/types";
import { KubernetesClient } from "../kubernetes";
import { helmRenderer } from "../charts/render";
import { ownPacks } from "../lib/project";
import { terraformStates } from "../lib/terraform-state";
import { crdsFromDirectory, crdsFromModules, ensureTools, kubernetesVersion, mergeCrds } from "../toolchain";
import { verify, type Declared, type VerifyReport } from "../verify";

export interface DevOptions {
  /** Folder of the Pulumi project. */
  directory: string;
  stack: string;
  /** Values of the stack file. */
  config: Record<string, string>;
  declared: Declared;
  /** State folder of the control plane. */
  state: string;
  /** Folder with more CustomResourceDefinitions. @default none */
  crds?: string;
  /** A new phase of the work. */
  log: (message: string) => void;
  onEvent: (event: EngineEvent) => void;
  signal: AbortSignal;
}

export interface DevResult {
  plane: UpResult;
  /** CustomResourceDefinitions that were created or replaced. */
  crds: string[];
  run: RunResult;
  /** What left the program and was deleted. */
  pruned: string[];
  /** Absent when the run did not succeed. */
  report?: VerifyReport;
}

/**
 * Brings up the control plane, applies the stack through the packs, deletes what left it, and verifies the result.
 *
 * As with Pulumi's own engine a preview comes first: rules about the stack as a whole speak at the end of a run, when
 * it would be too late. When it does not succeed, nothing is applied.
 */
export async function bringUpDev(options: DevOptions): Promise<DevResult> {
  const { state, declared, log, signal } = options;
  const [plane, definitions, preview] = await together(signal, (combined) => [
    up({ directory: state, contextName: declared.context, log, signal: combined }),
    definitionsFrom(options.crds, log, combined),
    run({ ...runOptions({ ...options, signal: combined }), dryRun: true }),
  ]);
  if (preview.status !== "succeeded") return { plane, crds: [], run: preview, pruned: [] };
  // Beside the program, which takes as long to start as the definitions take to be served.
  const installing = installCrds(plane.kubeconfig, declared.context, definitions, options);
  const applying = applyStack(options, plane.kubeconfig, installing);
  const [installed, applied] = await Promise.allSettled([installing, applying]);
  const crds = settled(installed);
  const { run: result, pruned } = settled(applied);
  if (result.status !== "succeeded") return { plane, crds, run: result, pruned };
  signal.throwIfAborted();
  const report = await verify({ ...declared, stack: options.stack, state, kubeconfig: plane.kubeconfig, log, signal });
  return { plane, crds, run: result, pruned, report };
}

/** Whether this run found everything as it should be. */
export function changedNothing({ plane, crds, run: result, pruned }: DevResult): boolean {
  return plane.alreadyRunning && crds.length + result.changed.length + pruned.length === 0;
}

async function definitionsFrom(
  directory: string | undefined,
  log: (message: string) => void,
  signal: AbortSignal,
): Promise<Manifest[]> {
  // The folder first: a wrong path is said before anything is downloaded.
  const given = directory === undefined ? [] : await crdsFromDirectory(directory, { log, signal });
  return mergeCrds(given, await crdsFromModules({ log, signal }));
}

async function installCrds(
  kubeconfig: string,
  context: string,
  definitions: Manifest[],
  { log, signal }: DevOptions,
): Promise<string[]> {
  const client = KubernetesClient.fromKubeconfig(kubeconfig, context);
  try {
    log(`looking after ${definitions.length} custom resource definitions`);
    return await applyCrds(client, definitions, signal);
  } finally {
    client.close();
  }
}

async function applyStack(
  options: DevOptions,
  kubeconfig: string,
  kindsComing: Promise<unknown>,
): Promise<{ run: RunResult; pruned: string[] }> {
  const { stack, declared, log, onEvent, state } = options;
  const adapter = kubernetesAdapter({ kubeconfig, context: declared.context, stack, log, kindsComing });
  const client = KubernetesClient.fromKubeconfig(kubeconfig, declared.context);
  const vault = declared.vault && (await openVault(state, stack, client));
  try {
    log(`applying stack ${stack}`);
    const adapters = [adapter, tlsAdapter(join(state, "keys")), ...(vault ? [vault.adapter] : [])];
    const result = await run({ ...runOptions(options), dryRun: false, adapters, onEvent });
    // What a failed run did not reach is still wanted.
    if (result.status !== "succeeded") return { run: result, pruned: [] };
    const pruned = await adapter.prune();
    return { run: result, pruned: [...pruned, ...((await vault?.adapter.prune()) ?? [])] };
  } finally {
    await vault?.close();
    client.close();
    adapter.close();
  }
}

function runOptions(options: DevOptions): Omit<RunOptions, "dryRun"> {
  const { directory, stack, config, signal } = options;
  const packs = ownPacks().map((pack) => ({ directory: pack }));
  const invokes = terraformStates(directory, options.log);
  return { directory, stack, config, packs, charts: chartRenderer(options), invokes, signal };
}

/** Helm is built only once there is a chart to render. */
function chartRenderer({ directory, log, signal }: DevOptions): ChartRenderer {
  const helm = async () => (await ensureTools(["helm"], { log, signal })).helm;
  const minor = kubernetesVersion.split(".").slice(0, 2).join(".");
  return helmRenderer({ directory, kubernetesVersion: minor, helm, folders: [pulledCharts], signal });
}

function settled<Value>(result: PromiseSettledResult<Value>): Value {
  if (result.status === "rejected") throw result.reason;
  return result.value;
}

/** Work side by side of which the first failure stops the rest, and is thrown once the rest has stopped. */
async function together<Results extends unknown[]>(
  signal: AbortSignal,
  begin: (signal: AbortSignal) => { [Index in keyof Results]: Promise<Results[Index]> },
): Promise<Results> {
  const failure = new AbortController();
  const works = begin(AbortSignal.any([signal, failure.signal]));
  for (const work of works) work.catch((error: unknown) => failure.abort(error));
  await Promise.allSettled(works);
  failure.signal.throwIfAborted();
  return Promise.all(works);
}
