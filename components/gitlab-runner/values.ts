import type { HelmValues } from "../lib/chart-values";
import { preferSystemNodes, resources, restrictedContainer } from "../lib/scheduling";
import { runnerConfig } from "./config";

/** Of the pods, account and release. */
export const runnerWorkload = "gitlab-runner";
/** Secret with the runner's token. */
export const tokenSecret = "gitlab-runner-token";
export const metricsPort = 9252;

export interface RunnerValues {
  /** Address of GitLab. */
  address: string;
  namespace: string;
  concurrentJobs: number;
  /** Image of jobs that name none. */
  jobImage: string;
}

/** Values of the chart. One pod: a token is for one runner, whose jobs go on while it is replaced. */
export function runnerValues({ address, namespace, concurrentJobs, jobImage }: RunnerValues): HelmValues {
  return {
    gitlabUrl: address,
    concurrent: concurrentJobs,
    checkInterval: 5,
    unregisterRunners: false, // GitLab's side is the program's
    terminationGracePeriodSeconds: 3600,
    rbac: { create: true, clusterWideAccess: false, rules: runnerRules },
    serviceAccount: { create: false, name: runnerWorkload },
    runners: { secret: tokenSecret, config: runnerConfig(namespace, jobImage) },
    metrics: { enabled: true, portName: "metrics", port: metricsPort },
    service: { enabled: true, type: "ClusterIP" },
    podLabels: { "app.kubernetes.io/name": runnerWorkload },
    podSecurityContext: {
      runAsNonRoot: true,
      runAsUser: 100,
      runAsGroup: 65533,
      fsGroup: 65533,
      seccompProfile: { type: "RuntimeDefault" },
    },
    securityContext: { ...restrictedContainer, privileged: false },
    // Scripts of the image write there.
    volumes: [{ name: "tmp", emptyDir: {} }],
    volumeMounts: [{ name: "tmp", mountPath: "/tmp" }],
    resources: resources("100m", "128Mi", "512Mi"),
    priorityClassName: "system-cluster-critical",
    ...preferSystemNodes,
  };
}

/**
 * What the executor needs, in its own namespace only; the chart's default is everything.
 * https://docs.gitlab.com/runner/executors/kubernetes/#configure-runner-api-permissions
 */
export const runnerRules = [
  { apiGroups: [""], resources: ["pods"], verbs: ["get", "list", "watch", "create", "delete"] },
  { apiGroups: [""], resources: ["pods/exec", "pods/attach"], verbs: ["get", "create", "patch", "delete"] },
  { apiGroups: [""], resources: ["pods/log"], verbs: ["get", "list"] },
  { apiGroups: [""], resources: ["secrets"], verbs: ["get", "create", "update", "delete"] },
  { apiGroups: [""], resources: ["configmaps"], verbs: ["get", "create", "update", "delete"] },
  { apiGroups: [""], resources: ["services"], verbs: ["get", "create"] },
  { apiGroups: [""], resources: ["serviceaccounts"], verbs: ["get"] },
  { apiGroups: [""], resources: ["events"], verbs: ["list", "watch"] },
];
