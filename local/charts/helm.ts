import { spawn } from "node:child_process";
import { findTool } from "../toolchain/find";
import { pins } from "../toolchain/pins";

/**
 * Path of helm: `$PLATFORM_HELM`, else of the toolchain's version on PATH or in its cache; else why there is none and what
 * to do. It is never built here: a plan must not take minutes.
 */
export async function findHelm(
  env: NodeJS.ProcessEnv = process.env,
  signal?: AbortSignal,
): Promise<{ path: string } | { missing: string }> {
  if (env["PLATFORM_HELM"]) return { path: env["PLATFORM_HELM"] };
  const passedOver: string[] = [];
  const path = await findTool("helm", { log: (line) => passedOver.push(line), env, signal });
  if (path !== undefined) return { path };
  const version = pins.helm.version.split(".").slice(0, 2).join(".");
  const remedy = `put helm ${version} on PATH, set PLATFORM_HELM to it, or run npm run local once, which builds it`;
  return { missing: ["helm was not found", ...passedOver, remedy].join("; ") };
}

/** A port where nobody listens. */
const nowhere = "http://127.0.0.1:9";

export interface HelmTemplate {
  helm: string;
  release: string;
  namespace: string;
  /** Folder or archive on this machine. */
  chart: string;
  /** Major and minor version of Kubernetes, such as "1.35". */
  kubernetesVersion: string;
  skipCrds: boolean;
  apiVersions: readonly string[];
  values: unknown;
  signal?: AbortSignal;
}

/**
 * `helm template` with the meaning of the Kubernetes provider's chart: no hooks, CRDs unless they are skipped, values
 * checked against the chart's schema, and no network.
 * @throws Error with helm's message, in which values may be quoted
 */
export async function helmTemplate(options: HelmTemplate): Promise<string> {
  const args = ["template", options.release, options.chart, "--namespace", options.namespace, "--no-hooks"];
  args.push("--kube-version", `v${options.kubernetesVersion}.0`, options.skipCrds ? "--skip-crds" : "--include-crds");
  for (const version of options.apiVersions) args.push("--api-versions", version);
  // Values may hold secrets: neither arguments nor files are private enough.
  args.push("--values", "-");
  const env = { ...process.env, HELM_NO_PLUGINS: "1" };
  for (const proxy of ["HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"])
    Object.assign(env, { [proxy]: nowhere });
  return await new Promise((resolve, reject) => {
    const child = spawn(options.helm, args, { env, signal: options.signal, stdio: ["pipe", "pipe", "pipe"] });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
    child.on("error", reject);
    child.on("close", (code) => {
      if (code === 0) resolve(Buffer.concat(out).toString("utf8"));
      else reject(new Error(messageOfHelm(Buffer.concat(err).toString("utf8")) || `helm ended with status ${code}`));
    });
    // Helm may end without reading its values; its status tells why.
    child.stdin.on("error", () => undefined);
    child.stdin.end(JSON.stringify(options.values));
  });
}

/** Helm's own message: without warnings, log lines and the hint to use `--debug`. */
function messageOfHelm(stderr: string): string {
  const lines = stderr
    .split("\n")
    .filter((line) => line !== "" && !/^(WARNING|level=|walk\.go|Use --debug)/.test(line));
  const start = lines.findIndex((line) => line.startsWith("Error: "));
  return lines
    .slice(Math.max(start, 0))
    .join("; ")
    .replace(/^Error: /, "");
}
