import type { Expectations } from "../expectations";
import { isUnread, type Facts } from "../facts";
import { error, ok, warning, type Finding } from "../finding";

const DEFAULT = "storageclass.kubernetes.io/is-default-class";

export function storageClasses(facts: Facts, { bringsStorage, rawBlockClass }: Expectations): Finding[] {
  if (isUnread(facts.storageClasses)) return [];
  const classes = facts.storageClasses as {
    metadata: { name: string; annotations?: Record<string, string> };
    volumeBindingMode?: string;
  }[];
  const defaults = classes
    .filter(({ metadata }) => metadata.annotations?.[DEFAULT] === "true")
    .map((c) => c.metadata.name);
  const findings: Finding[] = [];
  const unmark = (name: string) => `kubectl annotate storageclass ${name} ${DEFAULT}-`;
  const others = defaults.filter((name) => name !== "ceph-block");
  if (bringsStorage && others.length > 0) {
    const message = `${others.join(", ")} is the default class, and the platform brings ceph-block as such`;
    findings.push(error("storage", message, unmark(others.join(" "))));
  } else if (!bringsStorage && defaults.length > 1) {
    findings.push(
      error(
        "storage",
        `${defaults.join(" and ")} are both the default class: which one a claim gets is chance`,
        unmark(defaults[1]!),
      ),
    );
  } else if (!bringsStorage && defaults.length === 0) {
    const message = "no class is the default: claims that name none wait for ever";
    const name = classes[0]?.metadata.name;
    const mark =
      name === undefined
        ? "install a CSI driver with such a class"
        : `kubectl annotate storageclass ${name} ${DEFAULT}=true`;
    findings.push(warning("storage", message, `${mark}, or set platform:storage.kind`));
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
