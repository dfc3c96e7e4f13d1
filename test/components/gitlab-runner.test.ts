import { describe, expect, it } from "vitest";
import { GitlabRunner, runnerWorkloads, type GitlabRunnerArgs } from "../../components/gitlab-runner";
import { runnerConfig } from "../../components/gitlab-runner/config";
import { runnerRules, runnerValues } from "../../components/gitlab-runner/values";
import { images, charts as pins } from "../../src/versions";
import { registeredBy } from "../support/registered";

const peer = { namespace: "kube-system", labels: { app: "x" }, serviceAccount: "x" };
const args: GitlabRunnerArgs = {
  stack: "staging",
  address: "https://gitlab.com",
  groupId: 7,
  concurrentJobs: 4,
  addresses: ["0.0.0.0/0"],
  pin: pins.gitlabRunner,
  jobImage: images.gitlabJob,
  charts: {},
  peers: {
    dns: peer,
    ingressController: peer,
    prometheus: peer,
    vault: { namespace: "vault", labels: { component: "server" }, port: 8200 },
    mesh: false,
    apiServer: { cidrs: ["10.0.240.0/22"], port: 443 },
    clusterCidrs: ["10.0.0.0/16"],
  },
};

describe("GitLab Runner", () => {
  it("is a chart in a closed namespace, a runner at GitLab, its token and two accounts", async () => {
    const all = await registeredBy((opts) => new GitlabRunner("gitlab-runner", args, opts));
    expect(all.map(({ type, name }) => `${type} ${name}`)).toEqual([
      "gitlab:index/userRunner:UserRunner gitlab-runner",
      "kubernetes:core/v1:Namespace gitlab-runner",
      "kubernetes:core/v1:Secret gitlab-runner-token",
      "kubernetes:core/v1:ServiceAccount gitlab-runner-account",
      "kubernetes:core/v1:ServiceAccount gitlab-runner-jobs",
      "kubernetes:core/v1:ServiceAccount gitlab-runner/default",
      "kubernetes:helm.sh/v4:Chart gitlab-runner-chart",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy gitlab-runner/default-deny",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy gitlab-runner/dns",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy gitlab-runner/workload-gitlab-job",
      "kubernetes:networking.k8s.io/v1:NetworkPolicy gitlab-runner/workload-gitlab-runner",
      "platform:components:GitlabRunner gitlab-runner",
      "platform:components:PlatformNamespace gitlab-runner",
    ]);
    const inputs = (kind: string) => all.find(({ type }) => type.endsWith(`:${kind}`))!.inputs;
    expect(inputs("UserRunner")).toEqual({
      runnerType: "group_type",
      groupId: 7,
      description: "Cluster of staging",
      tagLists: ["kubernetes", "staging"],
      untagged: false,
      accessLevel: "ref_protected",
      maximumTimeout: 3600,
    });
    expect(inputs("Namespace")).toMatchObject({
      metadata: { name: "gitlab-runner", labels: { "pod-security.kubernetes.io/enforce": "restricted" } },
    });
  });

  it("reaches GitLab and the API server; its jobs Vault too, and neither is called but for metrics", () => {
    const egress = [{ cidr: "0.0.0.0/0", port: 443, protocol: "TCP" }];
    expect(runnerWorkloads(args)).toEqual([
      { name: "gitlab-runner", metricsPort: 9252, apiServer: true, egress },
      {
        name: "gitlab-job",
        apiServer: true,
        egress,
        calls: [{ namespace: "vault", workload: "vault", labels: { component: "server" }, port: 8200 }],
      },
    ]);
  });

  it("gives the chart no token, and no rights but those that the executor needs", () => {
    const values = runnerValues({ ...args, namespace: "gitlab-runner" });
    expect(values).toMatchObject({
      gitlabUrl: "https://gitlab.com",
      concurrent: 4,
      rbac: { create: true, clusterWideAccess: false, rules: runnerRules },
      serviceAccount: { create: false, name: "gitlab-runner" },
      runners: { secret: "gitlab-runner-token" },
      securityContext: {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        runAsNonRoot: true,
        capabilities: { drop: ["ALL"] },
      },
    });
    expect(JSON.stringify(values)).not.toContain("runnerToken");
    expect(runnerRules.flatMap(({ resources, verbs }) => [...resources, ...verbs])).not.toContain("*");
  });
});

describe("pods of jobs", () => {
  const config = runnerConfig("gitlab-runner", "docker.io/library/node:20-bookworm");
  /** Settings of one table, as TOML writes them. */
  const table = (name: string) => {
    const [, after = ""] = config.split(`[${name}]\n`);
    const end = after.search(/^\s*\[/m);
    return after
      .slice(0, end < 0 ? undefined : end)
      .split("\n")
      .map((line) => line.trim())
      .filter((line) => line !== "");
  };

  it("are not privileged, have limits, and no identity in the cluster", () => {
    expect(table("runners.kubernetes")).toEqual(
      expect.arrayContaining([
        'namespace = "gitlab-runner"',
        'image = "docker.io/library/node:20-bookworm"',
        "privileged = false",
        "allow_privilege_escalation = false",
        'service_account = "gitlab-job"',
        "automount_service_account_token = false",
        'service_account_overwrite_allowed = ""',
        'namespace_overwrite_allowed = ""',
        'memory_limit = "4Gi"',
      ]),
    );
    expect(table("runners.kubernetes.pod_labels")).toEqual(['"app.kubernetes.io/name" = "gitlab-job"']);
  });

  it.each(["build", "helper", "service", "init_permissions"])("are restricted in the container %s", (container) => {
    expect(table(`runners.kubernetes.${container}_container_security_context`)).toEqual([
      "allow_privilege_escalation = false",
      "run_as_non_root = true",
      "run_as_user = 1000",
      "run_as_group = 1000",
      "privileged = false",
    ]);
    expect(table(`runners.kubernetes.${container}_container_security_context.capabilities`)).toEqual([
      'drop = ["ALL"]',
    ]);
  });

  it("have the runtime's seccomp profile", () => {
    expect(config).toContain("FF_USE_ADVANCED_POD_SPEC_CONFIGURATION=true");
    expect(config).toContain("seccompProfile:\n            type: RuntimeDefault");
  });

  it("are no template of the chart's", () => {
    expect(config).not.toContain("{{");
  });
});
