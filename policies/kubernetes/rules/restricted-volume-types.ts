import { celList } from "../../lib/admission/admission";
import { podRule } from "../../lib/kubernetes/pod-rule";
import { AMM } from "../../lib/levels";
import { entries } from "../../lib/unknowns";

const TYPES = [
  "configMap",
  "csi",
  "downwardAPI",
  "emptyDir",
  "ephemeral",
  "persistentVolumeClaim",
  "projected",
  "secret",
];
/** Paths of the node have a rule of their own. */
const ELSEWHERE = ["name", "hostPath"];

export const restrictedVolumeTypes = podRule({
  name: "restricted-volume-types",
  title: "Volumes come through the cluster",
  description:
    "Pods must mount only types of volumes that the cluster provides: others, such as nfs, reach a server past storage classes, encryption and backups.",
  group: "workload",
  severity: "medium",
  levels: AMM,
  references: ["PSS restricted", "KSV-0028"],
  remedy: "Use a persistentVolumeClaim of one of the platform's storage classes.",
  check({ spec }, report) {
    report.each(
      () => spec()?.volumes,
      (volume, index) => {
        report.each(
          () => entries(volume as Record<string, unknown>),
          ([type, value]) => {
            if (TYPES.includes(type) || ELSEWHERE.includes(type) || value() === null) return;
            report.violation(`volumes[${index}] must be of a type that the cluster provides`);
          },
        );
      },
    );
  },
  admission: {
    variables: {
      others: `variables.spec.?volumes.orValue([]).filter(v, !v.all(k, k in ${celList([...TYPES, ...ELSEWHERE])}))`,
    },
    checks: [
      {
        holds: "size(variables.others) == 0",
        where: "'volumes ' + variables.others.map(v, v.name).join(', ')",
        message: "must be of a type that the cluster provides",
      },
    ],
  },
});
