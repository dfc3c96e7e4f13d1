import { probeLabel } from "./attempt";

export interface Pod {
  apiVersion: "v1";
  kind: "Pod";
  metadata: { generateName: string; labels: Record<string, string> };
  spec: Record<string, unknown> & { containers: Container[] };
}

export type Container = Record<string, unknown> & { name: string };

/** A pod that satisfies the restricted standard and that no scheduler ever starts. */
export function compliantPod(spec: Record<string, unknown> = {}, containers: Container[] = [container()]): Pod {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { generateName: "verify-", labels: probeLabel },
    spec: {
      schedulerName: "verify-none",
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true, runAsUser: 1000, seccompProfile: { type: "RuntimeDefault" } },
      ...spec,
      containers,
    },
  };
}

export function container(fields: Record<string, unknown> = {}, security: Record<string, unknown> = {}): Container {
  return {
    name: "probe",
    image: "verify-probe:never-pulled",
    ...fields,
    securityContext: { ...confined, ...security },
  };
}

const confined = { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } };

const withPodSecurity = (security: Record<string, unknown>) => compliantPod({ securityContext: security });
const withSecurity = (security: Record<string, unknown>) => compliantPod({}, [container({}, security)]);
const seccompProfile = { type: "RuntimeDefault" };

/** Pods that the restricted standard must refuse, each for one reason. */
export const violations: { name: string; pod: Pod }[] = [
  { name: "privileged container", pod: withSecurity({ privileged: true, allowPrivilegeEscalation: undefined }) },
  {
    name: "privileged init container",
    pod: compliantPod({
      initContainers: [container({ name: "init" }, { privileged: true, allowPrivilegeEscalation: undefined })],
    }),
  },
  { name: "privilege escalation", pod: withSecurity({ allowPrivilegeEscalation: true }) },
  { name: "added capability", pod: withSecurity({ capabilities: { drop: ["ALL"], add: ["NET_ADMIN"] } }) },
  { name: "capabilities that are kept", pod: withSecurity({ capabilities: undefined }) },
  { name: "container as root", pod: withSecurity({ runAsUser: 0 }) },
  { name: "user that is not said", pod: withPodSecurity({ seccompProfile }) },
  { name: "missing seccomp profile", pod: withPodSecurity({ runAsNonRoot: true }) },
  { name: "unconfined seccomp profile", pod: withSecurity({ seccompProfile: { type: "Unconfined" } }) },
  { name: "unconfined AppArmor profile", pod: withSecurity({ appArmorProfile: { type: "Unconfined" } }) },
  { name: "SELinux type of the host", pod: withSecurity({ seLinuxOptions: { type: "spc_t" } }) },
  {
    name: "unsafe sysctl",
    pod: withPodSecurity({ runAsNonRoot: true, seccompProfile, sysctls: [{ name: "kernel.msgmax", value: "1" }] }),
  },
  { name: "host network", pod: compliantPod({ hostNetwork: true }) },
  { name: "host PID namespace", pod: compliantPod({ hostPID: true }) },
  { name: "host IPC namespace", pod: compliantPod({ hostIPC: true }) },
  { name: "host port", pod: compliantPod({}, [container({ ports: [{ containerPort: 8080, hostPort: 8080 }] })]) },
  { name: "host path", pod: compliantPod({ volumes: [{ name: "host", hostPath: { path: "/" } }] }) },
  {
    name: "network volume outside of claims",
    pod: compliantPod({ volumes: [{ name: "nfs", nfs: { server: "storage.invalid", path: "/" } }] }),
  },
];
