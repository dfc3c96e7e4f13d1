import { containerRule } from "../../lib/kubernetes/container-rule";
import { AMM } from "../../lib/levels";
import { text } from "../../lib/unknowns";

export const imagePinnedByDigest = containerRule({
  name: "image-pinned-by-digest",
  title: "Images are pinned by digest",
  description:
    "A container must name its image by digest: whoever may push to the registry can move a tag, and every node then runs something else.",
  group: "workload",
  severity: "high",
  levels: AMM,
  references: ["CKV_K8S_43", "CKV_K8S_14", "GK imagedigests"],
  remedy:
    "Write NAME:TAG@sha256:DIGEST. Images of charts: npm run charts -- pull locks their digests, and every deployment then uses them.",
  check({ container: { image }, at, patch }, report) {
    if (patch && image === undefined) return;
    const [name = "", digest] = text(image).split("@");
    if (!/^sha256:[0-9a-f]{64}$/.test(digest ?? "")) report.violation(`${at}.image must end in @sha256: and a digest`);
    else if (name.endsWith(":latest")) report.violation(`${at}.image must not have the tag latest beside its digest`);
  },
  admission: {
    checks: [
      {
        violates: "!c.?image.orValue('').matches('^[^@]*@sha256:[0-9a-f]{64}$')",
        message: "image must end in @sha256: and a digest",
      },
      {
        violates: "c.?image.orValue('').contains(':latest@')",
        message: "image must not have the tag latest beside its digest",
      },
    ],
  },
});
