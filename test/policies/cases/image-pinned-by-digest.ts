import { imagePinnedByDigest } from "../../../policies/kubernetes/rules/image-pinned-by-digest";
import { unknown } from "../../support/cloud";
import { everyKind, web, wherever } from "../../support/containers";
import { deployment, patch } from "../../support/kubernetes";
import { UNKNOWN } from "../../support/policies";
import type { Failing, RuleCases } from "../../support/rules";

const DIGEST = `sha256:${"0af1".repeat(16)}`;
const image = (reference: unknown) => ({ name: "web", image: reference });
const PINNED = image(`quay.io/acme/web:1.2@${DIGEST}`);
const says = (at: string) => `${at}.image must end in @sha256: and a digest`;
const loose = (reference: unknown): Failing => ({ resources: [web(image(reference))], says: says("containers[0]") });

export const cases: RuleCases = {
  rule: imagePinnedByDigest,
  passing: {
    ...everyKind(PINNED),
    "a digest without a tag": [web(image(`web@${DIGEST}`))],
    "an image that the platform adds": { resources: [web(image("vault:1"))], config: { injected: ["vault:1"] } },
    "a patch of something else": [patch(web({ name: "web" }))],
    "no containers": [deployment("shop/web", {})],
  },
  failing: {
    ...wherever(image("quay.io/acme/web:1.2"), says),
    "no tag": loose("quay.io/acme/web"),
    "another tag of an image that the platform adds": {
      resources: [web(image("vault:1"))],
      config: { injected: ["vault:2"] },
      says: says("containers[0]"),
    },
    "no image": loose(null),
    "a digest that is cut off": loose(`web@${DIGEST.slice(0, -1)}`),
    "a weaker digest": loose("web@sha1:da39a3ee5e6b4b0d3255bfef95601890afd80709"),
    "a word that the mesh replaces": loose("auto"),
    "the tag latest beside a digest": {
      resources: [web(image(`web:latest@${DIGEST}`))],
      says: "containers[0].image must not have the tag latest beside its digest",
    },
    "a later container": { resources: [web(PINNED, image("web:1"))], says: says("containers[1]") },
    "a patch": { resources: [patch(web(image("web:1")))], says: says("containers[0]") },
  },
  unknown: {
    "the image": { resources: [web(image(UNKNOWN))], says: unknown("spec.template.spec.containers.0.image") },
    "one of two images": {
      resources: [web(image(UNKNOWN), image("web:1"))],
      says: [says("containers[1]"), unknown("spec.template.spec.containers.0.image")],
    },
  },
};
