import { celList, celText } from "../../lib/admission/admission";
import { cis } from "../../lib/frameworks";
import type { Pod } from "../../lib/kubernetes/pod-rule";
import { podRule } from "../../lib/kubernetes/pod-rule";
import { eachContainer } from "../../lib/kubernetes/pods";
import type { PodSecurityContext, SecurityContext } from "../../lib/kubernetes/types";
import { MMM } from "../../lib/levels";
import type { Report } from "../../lib/report";
import { entries, text } from "../../lib/unknowns";

/** Those of the Pod Security Standards: each pod has its own, and none harms the node. */
const SYSCTLS = [
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
];
const SELINUX_TYPES = ["", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"];
/** How AppArmor was asked for before Kubernetes 1.30; the container's name follows. */
const APPARMOR = "container.apparmor.security.beta.kubernetes.io/";

export const noUnsafeKernelKnobs = podRule({
  name: "no-unsafe-kernel-knobs",
  title: "The kernel's protections stay on",
  description:
    "Pods must leave the kernel's protections as they are: /proc masked, sysctls of the safe set, AppArmor and SELinux confined, no host processes on Windows.",
  group: "workload",
  severity: "high",
  levels: MMM,
  framework: cis("5.2.10", "Minimize the admission of Windows HostProcess containers"),
  references: ["CIS 5.2.10", "PSS baseline", "KSV-0025", "KSV-0026", "KSV-0027"],
  remedy: "Remove the field that the message names.",
  check(pod, report) {
    const context = () => pod.spec()?.securityContext;
    checkContext(context, "securityContext", report);
    report.each(
      () => context()?.sysctls,
      ({ name }, index) => {
        if (!SYSCTLS.includes(text(name))) report.violation(`securityContext.sysctls[${index}] must be a safe one`);
      },
    );
    checkAnnotations(pod, report);
    eachContainer(pod.spec, report, ({ securityContext }, list, index) => {
      const at = `${list}[${index}].securityContext`;
      checkContext(() => securityContext, at, report);
      report.attempt(() => {
        const masked = text(securityContext?.procMount || "Default") === "Default";
        if (!masked) report.violation(`${at}.procMount must be Default`);
      });
    });
  },
  admission: {
    variables: {
      // What pods and containers both can set, of all of them.
      contexts:
        "variables.containers.map(c, c.?securityContext.orValue({})) + [variables.spec.?securityContext.orValue({})]",
      annotations: "variables.template.?metadata.?annotations.orValue({})",
    },
    checks: [
      {
        holds: "!variables.contexts.exists(s, s.?appArmorProfile.?type.orValue('') == 'Unconfined')",
        message: "securityContext.appArmorProfile.type must not be Unconfined",
      },
      {
        holds: `variables.contexts.all(s, s.?seLinuxOptions.?type.orValue('') in ${celList(SELINUX_TYPES)})`,
        message: "securityContext.seLinuxOptions.type must be one of the runtime's own",
      },
      ...(["user", "role"] as const).map((part) => ({
        holds: `variables.contexts.all(s, s.?seLinuxOptions.?${part}.orValue('') == '')`,
        message: `securityContext.seLinuxOptions.${part} must not be set`,
      })),
      {
        holds: "!variables.contexts.exists(s, s.?windowsOptions.?hostProcess.orValue(false))",
        message: "securityContext.windowsOptions.hostProcess must not be true",
      },
      {
        holds: `variables.spec.?securityContext.?sysctls.orValue([]).all(s, s.name in ${celList(SYSCTLS)})`,
        message: "securityContext.sysctls[] must be safe ones",
      },
      {
        holds: `!variables.annotations.exists(k, k.startsWith(${celText(APPARMOR)}) && variables.annotations[k] == 'unconfined')`,
        message: `annotations ${APPARMOR}* must not be unconfined`,
      },
      {
        holds: "variables.containers.all(c, c.?securityContext.?procMount.orValue('Default') in ['', 'Default'])",
        message: "securityContext.procMount must be Default",
      },
    ],
  },
});

/** What pods and containers both can set. */
function checkContext(
  context: () => SecurityContext | PodSecurityContext | undefined,
  at: string,
  report: Report,
): void {
  report.attempt(() => {
    if (context()?.appArmorProfile?.type === "Unconfined") {
      report.violation(`${at}.appArmorProfile.type must not be Unconfined`);
    }
  });
  report.attempt(() => {
    if (!SELINUX_TYPES.includes(context()?.seLinuxOptions?.type ?? "")) {
      report.violation(`${at}.seLinuxOptions.type must be one of the runtime's own`);
    }
  });
  for (const part of ["user", "role"] as const) {
    report.attempt(() => {
      if (context()?.seLinuxOptions?.[part]) report.violation(`${at}.seLinuxOptions.${part} must not be set`);
    });
  }
  report.attempt(() => {
    if (context()?.windowsOptions?.hostProcess === true) {
      report.violation(`${at}.windowsOptions.hostProcess must not be true`);
    }
  });
}

function checkAnnotations({ metadata }: Pod, report: Report): void {
  report.each(
    () => entries(metadata()?.annotations).filter(([key]) => key.startsWith(APPARMOR)),
    ([key, value]) => {
      if (value() === "unconfined") report.violation(`the annotation ${key} must not be unconfined`);
    },
  );
}
