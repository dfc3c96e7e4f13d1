import { existsSync } from "node:fs";
import * as http from "node:http";
import * as https from "node:https";
import { homedir } from "node:os";
import { join } from "node:path";
import { KubeConfig } from "@kubernetes/client-node";
import { messageOf, UserError } from "./errors";

/** Where a cluster is: the settings of `platform:cluster` for the kind `existing`. */
export interface ClusterAddress {
  /** @default $KUBECONFIG, then ~/.kube/config */
  kubeconfig?: string;
  context: string;
}

/** How long the API server may take to answer. */
const patienceSeconds = 10;

/** @throws UserError when the file is missing or unreadable, or has no such context */
export function loadKubeconfig({ kubeconfig, context }: ClusterAddress): KubeConfig {
  const file = kubeconfig ?? process.env["KUBECONFIG"] ?? join(homedir(), ".kube", "config");
  if (!existsSync(file)) {
    const remedy =
      "write its path in platform:cluster.kubeconfig or in $KUBECONFIG; npm run local makes a cluster and its file";
    throw new UserError(`the kubeconfig must exist, got "${file}"; ${remedy}`);
  }
  const config = new KubeConfig();
  try {
    config.loadFromFile(file);
  } catch (error) {
    throw new UserError(`the kubeconfig ${file} must be readable: ${messageOf(error)}; correct the file`);
  }
  const contexts = config.getContexts().map(({ name }) => name);
  if (!contexts.includes(context)) {
    const known = contexts.length > 0 ? `its contexts are ${contexts.join(", ")}` : "it has no context";
    throw new UserError(`platform:cluster.context must be in ${file}, got "${context}"; ${known}`);
  }
  config.setCurrentContext(context);
  return config;
}

/** Asks the API server for its version, so that a deploy fails in a second and not in the middle. */
export async function serverVersion(address: ClusterAddress): Promise<string> {
  const config = loadKubeconfig(address);
  const server = config.getCurrentCluster()?.server ?? "";
  try {
    return await version(config, server);
  } catch (error) {
    const remedy = "check that the cluster runs and that this machine may reach it (VPN, allowed addresses)";
    throw new UserError(
      `the API server of context ${address.context} must answer at ${server}, got: ${messageOf(error)}; ${remedy}`,
    );
  }
}

async function version(config: KubeConfig, server: string): Promise<string> {
  const { request } = server.startsWith("http:") ? http : https;
  const options: https.RequestOptions = { timeout: 1000 * patienceSeconds };
  await config.applyToHTTPSOptions(options);
  const body = await new Promise<string>((resolve, reject) => {
    const call = request(`${server}/version`, options, (response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => (text += chunk.toString()));
      response.on("end", () =>
        response.statusCode === 200 ? resolve(text) : reject(new Error(`HTTP status ${response.statusCode}`)),
      );
    });
    call.on("timeout", () => call.destroy(new Error(`no answer in ${patienceSeconds} seconds`)));
    call.on("error", reject);
    call.end();
  });
  return (JSON.parse(body) as { gitVersion: string }).gitVersion;
}
