import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { localChart } from "../../components/lib/chart-source";
import { plainProperties, unknownPaths } from "../engine/inspect";
import { Scrubber } from "../engine/scrub";
import type { ChartRenderer, Manifest } from "../engine/types";
import { messageOf } from "../lib/errors";
import { findHelm, helmTemplate } from "./helm";
import { limited } from "./limit";
import { parseManifests } from "./manifests";

export interface HelmRendererOptions {
  /** The Pulumi project's folder, from which relative chart paths start. */
  directory: string;
  /** Major and minor version of Kubernetes to render for, such as "1.35". */
  kubernetesVersion: string;
  /** Path of helm, or how to get one. @default $PLATFORM_HELM, then PATH */
  helm?: string | (() => Promise<string>);
  /** Folders of pulled charts, for charts whose source is a registry. @default none */
  folders?: string[];
  /** More API versions that the cluster will have, such as `monitoring.coreos.com/v1`. @default Helm's built-in list */
  apiVersions?: string[];
  /** Charts rendered at the same time. @default the number of CPUs */
  parallel?: number;
  signal?: AbortSignal;
}

/** A chart that cannot be rendered here, and why. */
class NotRendered extends Error {}

/**
 * Renders charts with `helm template`, without network. What the provider would do differently is refused with a reason
 * rather than rendered wrongly. Namespaces and marks of secrets are the engine's part, as they are the provider's.
 */
export function helmRenderer(options: HelmRendererOptions): ChartRenderer {
  const limit = limited(options.parallel ?? os.availableParallelism());
  let found: ReturnType<typeof findHelm> | undefined;
  const helm = () => (found ??= options.helm ? given(options.helm) : findHelm(process.env, options.signal));
  return {
    render: (inputs) =>
      limit(async () => {
        try {
          return { objects: await render(inputs, options, helm) };
        } catch (error) {
          options.signal?.throwIfAborted();
          if (!(error instanceof NotRendered)) throw error;
          return { reason: error.message };
        }
      }),
  };
}

async function given(helm: NonNullable<HelmRendererOptions["helm"]>): Promise<{ path: string }> {
  return { path: typeof helm === "string" ? helm : await helm() };
}

async function render(
  inputs: Record<string, unknown>,
  options: HelmRendererOptions,
  findHelm: () => Promise<{ path: string } | { missing: string }>,
): Promise<Manifest[]> {
  for (const input of ["valueYamlFiles", "postRenderer"]) {
    if (inputs[input] !== undefined) throw new NotRendered(`it uses ${input}, which only the real provider does`);
  }
  const [unknown] = unknownPaths(inputs["values"]);
  if (unknown !== undefined) {
    throw new NotRendered(`its values are not known before the deployment${unknown && ` (${unknown})`}`);
  }
  const plain = plainProperties({ ...inputs, values: inputs["values"] ?? {} });
  const release = text(plain, "name");
  const namespace = text(plain, "namespace");
  const chart = locate(plain, options);
  const helm = await findHelm();
  if ("missing" in helm) throw new NotRendered(helm.missing);
  try {
    const rendered = await helmTemplate({
      ...options,
      helm: helm.path,
      release,
      namespace,
      chart,
      skipCrds: plain["skipCrds"] === true,
      apiVersions: options.apiVersions ?? [],
      values: plain["values"],
    });
    return parseManifests(rendered);
  } catch (error) {
    // Helm quotes values in its messages.
    const scrubber = new Scrubber();
    scrubber.learn(inputs);
    throw new NotRendered(scrubber.scrub(messageOf(error)));
  }
}

function text(inputs: Record<string, unknown>, key: string): string {
  const value = inputs[key];
  if (typeof value === "string" && value !== "") return value;
  throw new NotRendered(`its ${key} is not known before the deployment`);
}

/** Folder or archive of the chart on this machine. */
function locate(inputs: Record<string, unknown>, options: HelmRendererOptions): string {
  const reference = text(inputs, "chart");
  const repository = (inputs["repositoryOpts"] as { repo?: string } | undefined)?.repo;
  const remote = repository !== undefined || reference.includes("://");
  const location = remote
    ? pulled(reference, text(inputs, "version"), options)
    : path.resolve(options.directory, reference);
  if (!fs.existsSync(location)) throw new NotRendered(`the chart ${reference} does not exist`);
  if (
    fs.statSync(location).isDirectory() &&
    !["templates", "crds", "charts"].some((part) => fs.existsSync(path.join(location, part)))
  ) {
    throw new NotRendered(`the folder ${reference} has values, but no templates; run npm run charts -- pull`);
  }
  return location;
}

function pulled(reference: string, version: string, { directory, folders = [] }: HelmRendererOptions): string {
  const name = path.posix.basename(reference);
  for (const folder of folders) {
    try {
      return localChart({ name, version }, path.resolve(directory, folder));
    } catch {
      continue;
    }
  }
  throw new NotRendered(`${name} ${version} is not on this machine; run npm run charts -- pull`);
}
