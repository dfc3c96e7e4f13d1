import { containerRule } from "../../lib/kubernetes/container-rule";
import { AMM } from "../../lib/levels";
import { text } from "../../lib/unknowns";

const UNLOCKED = "deployed by tags, since there is no lock of images; run npm run charts -- pull";

/** Whether a chart or a component of the platform makes the resource: the lock is to have its images. */
function ofPlatform(urn: string): boolean {
  const [, , type = ""] = urn.split("::");
  return type.includes("kubernetes:helm.sh/v4:Chart$") || type.includes("platform:components:");
}

export const imagePinnedByDigest = containerRule({
  name: "image-pinned-by-digest",
  title: "Images are pinned by digest",
  description:
    "A container must name its image by digest: whoever may push to the registry can move a tag, and every node then runs something else.",
  group: "workload",
  severity: "high",
  levels: AMM,
  references: ["CKV_K8S_43", "CKV_K8S_14", "GK imagedigests"],
  advises: true,
  remedy:
    "Write NAME:TAG@sha256:DIGEST. Images of the platform and of its charts: npm run charts -- pull locks their digests, and every deployment then uses them.",
  check({ container: { image }, at, patch, urn }, report) {
    if (patch && image === undefined) return;
    const [name = "", digest] = text(image).split("@");
    if (!/^sha256:[0-9a-f]{64}$/.test(digest ?? "")) {
      if (digest === undefined && ofPlatform(urn) && !report.imagesLocked) report.advice(UNLOCKED);
      else report.violation(`${at}.image must end in @sha256: and a digest`);
    } else if (name.endsWith(":latest")) report.violation(`${at}.image must not have the tag latest beside its digest`);
  },
});
