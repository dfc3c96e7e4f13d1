import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { KubeConfig } from "@kubernetes/client-node";
import { ClusterReader } from "./cluster-reader";
import { messageOf, UserError } from "./errors";

/** Where a cluster is: the settings of `platform:cluster` for the kind `existing`. */
export interface ClusterAddress {
  /** @default $KUBECONFIG, then ~/.kube/config */
  kubeconfig?: string;
  context: string;
}

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
  const cluster = new ClusterReader(loadKubeconfig(address));
  try {
    return (await cluster.get<{ gitVersion: string }>("/version")).gitVersion;
  } catch (error) {
    const remedy = "check that the cluster runs and that this machine may reach it (VPN, allowed addresses)";
    throw new UserError(
      `the API server of context ${address.context} must answer at ${cluster.server}, got: ${messageOf(error)}; ${remedy}`,
    );
  }
}
