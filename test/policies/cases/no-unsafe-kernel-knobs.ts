import { noUnsafeKernelKnobs } from "../../../policies/kubernetes/rules/no-unsafe-kernel-knobs";
import { unknown } from "../../support/cloud";
import { everyKind, web, wherever } from "../../support/containers";
import { deployment, patch, POD_KINDS, workload } from "../../support/kubernetes";
import { UNKNOWN } from "../../support/policies";
import type { Failing, RuleCases } from "../../support/rules";

type Props = Record<string, unknown>;

const container = (securityContext: Props) => ({ name: "web", securityContext });
const pod = (securityContext: Props) => deployment("shop/web", { securityContext });
const both = (securityContext: Props, path: string): Record<string, Failing> => ({
  [`${path} for a container`]: {
    resources: [web(container(securityContext))],
    says: `containers[0].securityContext.${path}`,
  },
  [`${path} for a pod`]: { resources: [pod(securityContext)], says: `securityContext.${path}` },
});
const APPARMOR = "container.apparmor.security.beta.kubernetes.io/web";
const annotated = (value: unknown) =>
  deployment("shop/web", {}, { annotations: { [APPARMOR]: value, other: "unconfined" } });
const sysctls = (...names: unknown[]) => pod({ sysctls: names.map((name) => ({ name, value: "1" })) });

export const cases: RuleCases = {
  rule: noUnsafeKernelKnobs,
  passing: {
    ...everyKind(container({ procMount: "Default", appArmorProfile: { type: "RuntimeDefault" } })),
    "safe sysctls": [
      sysctls(
        "kernel.shm_rmid_forced",
        "net.ipv4.ip_local_port_range",
        "net.ipv4.ip_local_reserved_ports",
        "net.ipv4.ip_unprivileged_port_start",
        "net.ipv4.ping_group_range",
        "net.ipv4.tcp_fin_timeout",
        "net.ipv4.tcp_keepalive_intvl",
        "net.ipv4.tcp_keepalive_probes",
        "net.ipv4.tcp_keepalive_time",
        "net.ipv4.tcp_syncookies",
      ),
    ],
    "types of the runtime": [
      ...["container_init_t", "container_kvm_t", "container_engine_t"].map((type) => pod({ seLinuxOptions: { type } })),
      pod({ seLinuxOptions: { type: "container_t", level: "s0:c1" } }),
      web(container({ seLinuxOptions: { type: "", user: "", role: "" } })),
    ],
    "no host process": [pod({ windowsOptions: { hostProcess: false } })],
    "a profile by annotation": [annotated("runtime/default")],
    "no containers": [deployment("shop/web", {})],
  },
  failing: {
    ...wherever(container({ procMount: "Unmasked" }), (at) => `${at}.securityContext.procMount must be Default`),
    ...Object.fromEntries(
      Object.keys(POD_KINDS).map((kind): [string, Failing] => [
        `a sysctl of ${kind}`,
        {
          resources: [workload(kind, "shop/web", { securityContext: { sysctls: [{ name: "kernel.msgmax" }] } })],
          says: "securityContext.sysctls[0] must be a safe one",
        },
      ]),
    ),
    ...both({ appArmorProfile: { type: "Unconfined" } }, "appArmorProfile.type must not be Unconfined"),
    ...both({ seLinuxOptions: { type: "spc_t" } }, "seLinuxOptions.type must be one of the runtime's own"),
    ...both({ seLinuxOptions: { user: "system_u" } }, "seLinuxOptions.user must not be set"),
    ...both({ seLinuxOptions: { role: "system_r" } }, "seLinuxOptions.role must not be set"),
    ...both({ windowsOptions: { hostProcess: true } }, "windowsOptions.hostProcess must not be true"),
    "a later sysctl": {
      resources: [sysctls("net.ipv4.tcp_syncookies", "net.core.somaxconn")],
      says: "securityContext.sysctls[1] must be a safe one",
    },
    "no profile by annotation": {
      resources: [annotated("unconfined")],
      says: `the annotation ${APPARMOR} must not be unconfined`,
    },
    "a patch": {
      resources: [patch(web(container({ procMount: "Unmasked" })))],
      says: "containers[0].securityContext.procMount must be Default",
    },
  },
  unknown: {
    "a sysctl": {
      resources: [sysctls(UNKNOWN, "vm.swappiness")],
      says: [
        "securityContext.sysctls[1] must be a safe one",
        unknown("spec.template.spec.securityContext.sysctls.0.name"),
      ],
    },
    "a profile by annotation": {
      resources: [annotated(UNKNOWN)],
      says: unknown(`spec.template.metadata.annotations.${APPARMOR}`),
    },
    "the context of a container": {
      resources: [web({ name: "web", securityContext: UNKNOWN })],
      says: unknown("spec.template.spec.containers.0.securityContext"),
    },
  },
};
