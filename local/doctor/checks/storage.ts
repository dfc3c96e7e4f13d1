import type { Expectations } from "../expectations";
import { listed, type Facts } from "../facts";
import { error, ok, warning, type Finding } from "../finding";

const DEFAULT = "storageclass.kubernetes.io/is-default-class";

export function storageClasses(facts: Facts, { bringsStorage, rawBlockClass }: Expectations): Finding[] {
  const classes = listed(facts.storageClasses) as {
    metadata: { name: string; annotations?: Record<string, string> };
    volumeBindingMode?: string;
  }[];
  const defaults = classes
    .filter(({ metadata }) => metadata.annotations?.[DEFAULT] === "true")
    .map((c) => c.metadata.name);
  const findings: Finding[] = [];
  const unmark = `kubectl annotate storageclass NAME ${DEFAULT}-`;
  if (bringsStorage && defaults.some((name) => name !== "ceph-block")) {
    const others = defaults.filter((name) => name !== "ceph-block").join(", ");
    findings.push(
      error("storage", `${others} is the default class, and the platform brings ceph-block as such`, unmark),
    );
  } else if (!bringsStorage && defaults.length > 1) {
    findings.push(
      error(
        "storage",
        `${defaults.join(" and ")} are both the default class: which one a claim gets is chance`,
        unmark,
      ),
    );
  } else if (!bringsStorage && defaults.length === 0) {
    const message = "no class is the default: claims that name none wait for ever";
    findings.push(
      warning("storage", message, `kubectl annotate storageclass NAME ${DEFAULT}=true, or set platform:storage.kind`),
    );
  }
  if (rawBlockClass !== undefined) {
    const raw = classes.find(({ metadata }) => metadata.name === rawBlockClass);
    if (!raw) {
      const known = classes.map(({ metadata }) => metadata.name).join(", ") || "none";
      findings.push(
        error(
          "storage",
          `platform:cluster.rawBlockClass is ${rawBlockClass}, and the classes are ${known}`,
          "write one of them",
        ),
      );
    } else if (raw.volumeBindingMode !== "WaitForFirstConsumer") {
      const message = `${rawBlockClass} binds volumes at once: Ceph's disks may end up in zones without its nodes`;
      findings.push(error("storage", message, "use a class with volumeBindingMode: WaitForFirstConsumer"));
    }
  }
  return findings.length > 0
    ? findings
    : [ok("storage", `${classes.length} classes, ${defaults[0] ?? "none"} is the default`)];
}

export function snapshots(facts: Facts, { snapshots: needed }: Expectations): Finding[] {
  if (!needed) return [];
  const served = facts.apis.includes("snapshot.storage.k8s.io/v1");
  if (served) return [ok("snapshots", "the cluster takes snapshots of volumes")];
  const message = "snapshot.storage.k8s.io is not served: backups would hold no volumes";
  return [error("snapshots", message, "install the CRDs and the controller of external-snapshotter")];
}
