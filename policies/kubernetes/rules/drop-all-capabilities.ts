import { celText } from "../../lib/admission/admission";
import { cis } from "../../lib/frameworks";
import { containerRule } from "../../lib/kubernetes/container-rule";
import { RMM } from "../../lib/levels";
import { some } from "../../lib/unknowns";

/** What a web server needs to listen on port 443, and no more. */
const HARMLESS = "NET_BIND_SERVICE";

export const dropAllCapabilities = containerRule({
  name: "drop-all-capabilities",
  title: "Containers drop all capabilities",
  description:
    "Containers must drop all capabilities and add none but NET_BIND_SERVICE: the runtime's default set lets them change owners of files and send raw packets.",
  group: "workload",
  severity: "medium",
  levels: RMM,
  framework: cis("5.2.9", "Minimize the admission of containers with capabilities assigned"),
  references: ["PSS restricted", "CIS 5.2.8", "CIS 5.2.9", "CKV_K8S_37", "KSV-0106"],
  remedy:
    'Set securityContext.capabilities.drop: ["ALL"] and remove what is added. An agent that needs one: waive it by container.',
  check({ container, at, patch }, report) {
    const capabilities = () => container.securityContext?.capabilities;
    report.attempt(() => {
      if (patch && capabilities()?.drop === undefined) return;
      const dropped = some(
        () => capabilities()?.drop,
        (capability) => capability === "ALL",
      );
      if (!dropped) report.violation(`${at}.securityContext.capabilities.drop must have ALL`);
    });
    report.attempt(() => {
      const added = some(
        () => capabilities()?.add,
        (capability) => capability !== HARMLESS,
      );
      if (added) {
        report.violation(`${at}.securityContext.capabilities.add must have nothing but ${HARMLESS}`);
      }
    });
  },
  fix({ container }) {
    if (container.securityContext?.capabilities?.drop !== undefined) return false;
    container.securityContext ??= {};
    container.securityContext.capabilities ??= {};
    container.securityContext.capabilities.drop = ["ALL"];
    return true;
  },
  admission: {
    checks: [
      {
        violates: "!('ALL' in c.?securityContext.?capabilities.?drop.orValue([]))",
        message: "securityContext.capabilities.drop must have ALL",
      },
      {
        violates: `c.?securityContext.?capabilities.?add.orValue([]).exists(a, a != ${celText(HARMLESS)})`,
        message: `securityContext.capabilities.add must have nothing but ${HARMLESS}`,
      },
    ],
  },
});
