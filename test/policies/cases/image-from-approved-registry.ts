import { imageFromApprovedRegistry } from "../../../policies/kubernetes/rules/image-from-approved-registry";
import { unknown } from "../../support/cloud";
import { everyKind, web, wherever } from "../../support/containers";
import { patch } from "../../support/kubernetes";
import { UNKNOWN } from "../../support/policies";
import type { Failing, RuleCases } from "../../support/rules";

const image = (reference: unknown) => ({ name: "web", image: reference });
const says = (at: string) => `${at}.image must come from an approved registry`;
const foreign = (reference: unknown): Failing => ({ resources: [web(image(reference))], says: says("containers[0]") });
const config = { registries: ["registry.example.com:5000/platform/", "docker.io/acme", "docker.io/library"] };

export const cases: RuleCases = {
  rule: imageFromApprovedRegistry,
  passing: {
    ...everyKind(image("quay.io/jetstack/cert-manager-controller:v1.21.1")),
    "a whole registry": [web(image("registry.k8s.io/external-dns/external-dns:v0.21.0@sha256:0af1"))],
    "Docker's registry without its name": [web(image("velero/velero-plugin-for-aws:v1.14.0"))],
    "an official image of Docker's": [web(image("bash"), image("bash:5.3"), image("docker.io/library/bash"))],
    "a list of one's own": {
      resources: [web(image("registry.example.com:5000/platform/web:1"), image("acme/web"), image("bash"))],
      config,
    },
    "a patch of something else": [patch(web({ name: "web" }))],
  },
  failing: {
    ...wherever(image("registry.example.com/acme/web:1"), says),
    "another publisher at the same registry": foreign("quay.io/jetstack-io/cert-manager-controller"),
    "a name that only begins like a registry": foreign("registry.k8s.io.example.com/pause"),
    "a registry without a path": foreign("quay.io/jetstack"),
    "this machine": foreign("localhost/web"),
    "no image": foreign(""),
    "a publisher that one's own list leaves out": {
      resources: [web(image("quay.io/jetstack/cert-manager-controller"))],
      config,
      says: says("containers[0]"),
    },
    "a patch": { resources: [patch(web(image("acme/web")))], says: says("containers[0]") },
  },
  unknown: {
    "the image": { resources: [web(image(UNKNOWN))], says: unknown("spec.template.spec.containers.0.image") },
  },
};
