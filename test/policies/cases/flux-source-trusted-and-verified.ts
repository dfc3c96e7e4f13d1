import { fluxSourceTrustedAndVerified } from "../../../policies/platform/rules/flux-source-trusted-and-verified";
import { unknown } from "../../support/cloud";
import { listOf, object, patch } from "../../support/kubernetes";
import { UNKNOWN } from "../../support/policies";
import type { Failing, RuleCases } from "../../support/rules";

const SOURCE = "source.toolkit.fluxcd.io/v1";
const verify = { mode: "HEAD", secretRef: { name: "committers" } };
const url = "ssh://git@gitlab.com/platform/fleet.git";
const git = (spec: object = {}, place = "flux-system/fleet") =>
  object(`${SOURCE}/GitRepository`, place, { spec: { url, verify, ...spec } });
const oci = (spec: object = {}) =>
  object(`${SOURCE}/OCIRepository`, "flux-system/apps", {
    spec: { url: "oci://gitlab.com/platform/apps", verify: { provider: "cosign" }, ...spec },
  });
const helm = (spec: object) => object(`${SOURCE}/HelmRepository`, "flux-system/charts", { spec });
const kustomization = (spec: object = {}, place = "flux-system/payments") =>
  object("kustomize.toolkit.fluxcd.io/v1/Kustomization", place, {
    spec: { sourceRef: { kind: "GitRepository", name: "fleet" }, serviceAccountName: "payments", ...spec },
  });
const says = (resource: ReturnType<typeof git>, message: string): Failing => ({ resources: [resource], says: message });
const MISSING = "spec.sourceRef must name a source that exists";

export const cases: RuleCases = {
  rule: fluxSourceTrustedAndVerified,
  passing: {
    "a signed repository, and what is deployed of it": [kustomization(), git()],
    "the mode that is the default": [git({ verify: { secretRef: { name: "committers" } } })],
    "tag and commit": [git({ verify: { ...verify, mode: "TagAndHEAD" } })],
    "its own namespace, named": [
      kustomization({ sourceRef: { kind: "GitRepository", name: "fleet", namespace: "flux-system" } }),
      git(),
    ],
    "a signed artifact": [oci()],
    "charts, which are verified one by one": [helm({ url: "https://gitlab.com/charts" })],
    "another host, with a port, as the configuration says": {
      resources: [git({ url: "ssh://git@git.example.com:2222/fleet.git" })],
      config: { hosts: ["git.example.com"] },
    },
    "patches that say nothing of it": [
      patch(object(`${SOURCE}/GitRepository`, "flux-system/fleet", { spec: { interval: "1m" } })),
      patch(object("kustomize.toolkit.fluxcd.io/v1/Kustomization", "flux-system/payments", { spec: { prune: true } })),
    ],
  },
  failing: {
    "another host": says(git({ url: "ssh://git@gitlab.com.example.org/fleet.git" }), "spec.url must be on gitlab.com"),
    "no signature": says(git({ verify: null }), "spec.verify.mode must be HEAD"),
    "a name before the host": says(
      git({ url: "https://gitlab.com@example.org/fleet.git" }),
      "spec.url must be on gitlab.com",
    ),
    "a tag alone": says(git({ verify: { ...verify, mode: "Tag" } }), "spec.verify.mode must be HEAD"),
    "nobody who may sign": says(git({ verify: { mode: "HEAD" } }), "spec.verify.secretRef must name who may sign"),
    "a connection in clear": says(
      git({ url: "http://gitlab.com/platform/fleet.git" }),
      "spec.url must begin with ssh, https or oci",
    ),
    "no address": says(git({ url: null }), "spec.url must begin with ssh, https or oci"),
    "an artifact without a signature": says(oci({ verify: null }), "spec.verify must say how the artifact is signed"),
    "an insecure registry": says(
      helm({ url: "oci://gitlab.com/charts", insecure: true }),
      "spec.insecure must not be true",
    ),
    "charts of another host": says(helm({ url: "https://charts.example.com" }), "spec.url must be on gitlab.com"),
    "a repository in a list": {
      resources: [listOf(`${SOURCE}/GitRepositoryList`, "all", git({ verify: null }))],
      says: "spec.verify.mode must be HEAD",
    },
    "no source of that name": { resources: [kustomization(), git({}, "flux-system/apps")], says: MISSING },
    "a source of another kind": {
      resources: [kustomization({ sourceRef: { kind: "OCIRepository", name: "fleet" } }), git()],
      says: MISSING,
    },
    "a source of another namespace": { resources: [kustomization({}, "payments/payments"), git()], says: MISSING },
    "another namespace, named": {
      resources: [
        kustomization(
          { sourceRef: { kind: "GitRepository", name: "fleet", namespace: "flux-system" } },
          "payments/payments",
        ),
        git(),
      ],
      says: "spec.sourceRef must not name another namespace",
    },
    "a source that is only patched": { resources: [kustomization(), patch(git())], says: MISSING },
    "no account": {
      resources: [kustomization({ serviceAccountName: null }), git()],
      says: "spec.serviceAccountName must say whose rights it has",
    },
  },
  unknown: {
    "the address": { resources: [git({ url: UNKNOWN })], says: unknown("spec.url") },
    "who may sign": {
      resources: [git({ verify: { mode: "HEAD", secretRef: UNKNOWN } })],
      says: unknown("spec.verify.secretRef"),
    },
    "the name of the only source": {
      resources: [kustomization(), git({}, `flux-system/${UNKNOWN}`)],
      says: unknown("metadata.name", `kubernetes:${SOURCE}:GitRepository::flux-system/${UNKNOWN}`),
    },
    "the account": {
      resources: [kustomization({ serviceAccountName: UNKNOWN }), git()],
      says: unknown("spec.serviceAccountName"),
    },
  },
};
