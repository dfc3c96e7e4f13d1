import { KubernetesClient } from "../kubernetes";
import { messageOf } from "../lib/errors";
import type { Layout } from "./layout";
import { clusterProblem, ensureNodes } from "./nodes";
import type { Ports } from "./ports";
import type { Supervisor } from "./supervisor";
import { forgetVault, unseal } from "./unseal";

export interface BringUpOptions {
  contextName: string;
  log: (line: string) => void;
  signal?: AbortSignal;
}

/**
 * Starts what does not run, in the order in which the servers need each other, and returns when all of them can be
 * used.
 * @throws UserError when one ends or is not ready in time
 */
export async function bringUp(
  layout: Layout,
  supervisor: Supervisor,
  ports: Ports,
  { log, signal, contextName }: BringUpOptions,
): Promise<void> {
  const began = Date.now();
  for (const name of ["etcd", "kube-apiserver", "openbao"] as const) await supervisor.ensureStarted(name);
  if (supervisor.started.size > 0) log(`starting ${[...supervisor.started].join(", ")}`);

  const vault = bringUpVault(layout, supervisor, ports);
  const cluster = bringUpCluster(layout, supervisor, contextName, signal);
  // Both must have come to an end before a failure stops the servers.
  const [vaultOutcome, clusterOutcome] = await Promise.allSettled([vault, cluster]);
  for (const outcome of [clusterOutcome, vaultOutcome]) if (outcome.status === "rejected") throw outcome.reason;
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  if (supervisor.started.size > 0) log(`started ${[...supervisor.started].join(", ")} in ${seconds} s`);
}

async function bringUpCluster(
  layout: Layout,
  supervisor: Supervisor,
  contextName: string,
  signal?: AbortSignal,
): Promise<void> {
  await supervisor.untilWell("etcd");
  await supervisor.untilWell("kube-apiserver");
  const clients = ["kube-controller-manager", "kube-scheduler", "kwok"] as const;
  for (const name of clients) await supervisor.ensureStarted(name);
  const client = KubernetesClient.fromKubeconfig(layout.kubeconfig(), contextName);
  try {
    await ensureNodes(client, signal);
    await Promise.all(clients.map((name) => supervisor.untilWell(name)));
    await supervisor.untilWell("kwok", () => clusterProblem(client, signal));
  } finally {
    client.close();
  }
}

async function bringUpVault(layout: Layout, supervisor: Supervisor, ports: Ports): Promise<void> {
  const answers = () =>
    unseal(layout, ports.openbao).then(
      (opened) => (opened ? undefined : "lost"),
      (error: unknown) => messageOf(error) || "no answer",
    );
  await supervisor.untilWell("openbao", async () => {
    const problem = await answers();
    if (problem !== "lost") return problem;
    await supervisor.stop(["openbao"]);
    forgetVault(layout);
    await supervisor.ensureStarted("openbao");
    return "it starts anew";
  });
  await supervisor.untilWell("openbao");
}
