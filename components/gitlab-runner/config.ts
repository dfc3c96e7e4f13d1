import type { PodPeer } from "../lib/network-policies";

/** Namespace of the runner and of its jobs. */
export const runnerNamespace = "gitlab-runner";
/** Pods of jobs carry it as `app.kubernetes.io/name`. */
export const jobWorkload = "gitlab-job";
/** Pods of jobs, which may ask Vault for what their project may read. */
export const jobPods: PodPeer = { namespace: runnerNamespace, labels: { "app.kubernetes.io/name": jobWorkload } };
/** Account of their pods, which may nothing. */
export const jobAccount = "gitlab-job";

/** People and images choose neither; the user of GitLab's own images for jobs without root. */
const jobUser = 1000;

const contained = (container: string) => `
      [runners.kubernetes.${container}_container_security_context]
        allow_privilege_escalation = false
        run_as_non_root = true
        run_as_user = ${jobUser}
        run_as_group = ${jobUser}
        privileged = false
        [runners.kubernetes.${container}_container_security_context.capabilities]
          drop = ["ALL"]`;

/**
 * The runner's own configuration (TOML): jobs are pods that Pod Security `restricted` admits, with limits, and without
 * any identity in the cluster. The chart adds server, token and the number of jobs.
 *
 * Security contexts of the runner know no seccomp profile, so the pod is patched.
 * https://docs.gitlab.com/runner/executors/kubernetes/
 */
export function runnerConfig(namespace: string, image: string): string {
  return `[[runners]]
  executor = "kubernetes"
  shell = "bash"
  environment = ["FF_USE_ADVANCED_POD_SPEC_CONFIGURATION=true", "HOME=/tmp"]
  [runners.kubernetes]
    namespace = "${namespace}"
    image = "${image}"
    privileged = false
    allow_privilege_escalation = false
    pull_policy = ["always"]
    service_account = "${jobAccount}"
    automount_service_account_token = false
    service_account_overwrite_allowed = ""
    namespace_overwrite_allowed = ""
    pod_labels_overwrite_allowed = ""
    cpu_request = "250m"
    memory_request = "512Mi"
    memory_limit = "4Gi"
    ephemeral_storage_limit = "10Gi"
    helper_cpu_request = "50m"
    helper_memory_request = "128Mi"
    helper_memory_limit = "512Mi"
    service_cpu_request = "100m"
    service_memory_request = "256Mi"
    service_memory_limit = "1Gi"
    poll_timeout = 600
    [runners.kubernetes.pod_labels]
      "app.kubernetes.io/name" = "${jobWorkload}"
    [runners.kubernetes.pod_security_context]
      run_as_non_root = true
      run_as_user = ${jobUser}
      run_as_group = ${jobUser}
      fs_group = ${jobUser}
${["build", "helper", "service", "init_permissions"].map(contained).join("").slice(1)}
    [[runners.kubernetes.pod_spec]]
      name = "seccomp"
      patch_type = "strategic"
      patch = '''
        securityContext:
          seccompProfile:
            type: RuntimeDefault
      '''
`;
}
