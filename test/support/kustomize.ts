import { parseAllDocuments } from "yaml";
import type { KubernetesObject } from "../../local/kubernetes";
import { root } from "../../local/lib/project";
import { ensureTools } from "../../local/toolchain";
import { run } from "../../local/toolchain/run";

/** What a folder of the fleet repository says, as kustomize-controller builds it: with no files from outside of it. */
export async function kustomized(folder: string): Promise<KubernetesObject[]> {
  const { kustomize } = await ensureTools(["kustomize"], { log: () => undefined });
  const outcome = await run(kustomize, ["build", folder], { directory: root, env: process.env });
  if (outcome.status !== 0) throw new Error(outcome.output);
  return parseAllDocuments(outcome.stdout).map((document) => document.toJS() as KubernetesObject);
}
