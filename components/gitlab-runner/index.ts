import * as gitlab from "@pulumi/gitlab";
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { chart, type ChartSettings } from "../lib/chart";
import type { ChartPin } from "../lib/chart-pin";
import type { PlatformPeers } from "../lib/network-policies";
import { PlatformNamespace, type PlatformWorkload } from "../lib/platform-namespace";
import { controllerAccount } from "../lib/service-account";
import { jobAccount, jobWorkload, runnerNamespace } from "./config";
import { metricsPort, runnerValues, runnerWorkload, tokenSecret } from "./values";

export interface GitlabRunnerPlan {
  stack: string;
  /** Address of GitLab. */
  address: string;
  /** Number of the group whose jobs it runs. */
  groupId: number;
  concurrentJobs: number;
  /** What it and its jobs reach on port 443. */
  addresses: string[];
}

export interface GitlabRunnerArgs extends GitlabRunnerPlan {
  pin: ChartPin;
  /** Image of jobs that name none. */
  jobImage: string;
  charts: ChartSettings;
  peers: PlatformPeers;
}

/** GitLab Runner: jobs of protected branches, as pods in a closed namespace. Needs providers of Kubernetes and GitLab. */
export class GitlabRunner extends pulumi.ComponentResource {
  constructor(name: string, args: GitlabRunnerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("platform:components:GitlabRunner", name, {}, opts);
    const { stack, groupId, peers } = args;
    const owned = { parent: this };
    const { namespaceName: namespace, ready } = new PlatformNamespace(
      name,
      { namespace: runnerNamespace, workloads: runnerWorkloads(args), monitors: args.charts.monitors, peers },
      owned,
    );
    const runner = new gitlab.UserRunner(
      name,
      {
        runnerType: "group_type",
        groupId,
        description: `Cluster of ${stack}`,
        tagLists: ["kubernetes", stack],
        untagged: false,
        accessLevel: "ref_protected",
        maximumTimeout: 3600,
      },
      owned,
    );
    const accounts = [
      controllerAccount(
        `${name}-account`,
        { namespace, serviceAccount: runnerWorkload, needsToken: "makes the pods of jobs" },
        owned,
      ),
      new k8s.core.v1.ServiceAccount(
        `${name}-jobs`,
        { metadata: { name: jobAccount, namespace }, automountServiceAccountToken: false },
        owned,
      ),
    ];
    const token = new k8s.core.v1.Secret(
      `${name}-token`,
      {
        metadata: { name: tokenSecret, namespace },
        // The chart mounts both keys; the other one is for tokens of the past.
        stringData: { "runner-token": pulumi.secret(runner.token), "runner-registration-token": "" },
      },
      { ...owned, additionalSecretOutputs: ["stringData", "data"] },
    );
    chart(
      `${name}-chart`,
      {
        pin: args.pin,
        namespace,
        values: runnerValues({ ...args, namespace: runnerNamespace }),
        settings: args.charts,
        releaseName: runnerWorkload,
      },
      { ...owned, dependsOn: [...ready, ...accounts, token] },
    );
    this.registerOutputs();
  }
}

/** Both reach GitLab. Jobs also deploy: they reach the API server and Vault, where they have to sign in. */
export function runnerWorkloads({
  addresses,
  peers,
}: Pick<GitlabRunnerArgs, "addresses" | "peers">): PlatformWorkload[] {
  const egress = addresses.map((cidr) => ({ cidr, port: 443, protocol: "TCP" as const }));
  const { vault } = peers;
  const calls = vault
    ? [{ namespace: vault.namespace, workload: "vault", labels: vault.labels, port: vault.port }]
    : [];
  return [
    { name: runnerWorkload, metricsPort, apiServer: true, egress },
    { name: jobWorkload, apiServer: true, egress, calls },
  ];
}
