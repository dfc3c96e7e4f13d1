/** Levels of Kubernetes' Pod Security Standards. */
export type PodSecurity = "restricted" | "baseline" | "privileged";

/** Enforced, and shown to who applies by hand. */
export function podSecurityLabels(level: PodSecurity): Record<string, string> {
  return Object.fromEntries(["enforce", "audit", "warn"].map((mode) => [`pod-security.kubernetes.io/${mode}`, level]));
}
