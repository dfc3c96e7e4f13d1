import {
  GIT_REPOSITORY,
  HELM_REPOSITORY,
  KUSTOMIZATION,
  OCI_REPOSITORY,
  SOURCE_KINDS,
  sourceKind,
  type FluxSource,
  type Kustomization,
} from "../../lib/kubernetes/flux";
import type { KubernetesObject } from "../../lib/kubernetes/object";
import { StackObjects } from "../../lib/kubernetes/stack";
import { AMM } from "../../lib/levels";
import type { Report } from "../../lib/report";
import { stackRule } from "../../lib/rule";
import { text } from "../../lib/unknowns";

const HOSTS = ["gitlab.com"];
/** Verifies the commit that is deployed; a tag alone can be moved to another. */
const MODES = ["HEAD", "head", "TagAndHEAD"];

export const fluxSourceTrustedAndVerified = stackRule({
  name: "flux-source-trusted-and-verified",
  title: "Flux deploys signed commits of known hosts",
  description:
    "What Flux fetches must come encrypted from an accepted host and be signed, and every Kustomization must name a source of its own namespace that exists and an account: whoever changes the source changes the cluster.",
  group: "delivery",
  severity: "high",
  levels: AMM,
  references: ["Kyverno verify-flux-sources", "Kyverno verify-git-repositories"],
  remedy:
    "Use ssh, https or oci to a host that is listed under hosts in the policy's configuration, set spec.verify with the signers' public keys, and name a source and a serviceAccountName.",
  config: {
    properties: {
      hosts: {
        type: "array",
        items: { type: "string" },
        default: HOSTS,
        description: "Hosts of Git, charts and artifacts that are accepted.",
      },
    },
  },
  check(resources, report) {
    const objects = new StackObjects(resources, report);
    const hosts = report.config<{ hosts: string[] }>().hosts ?? HOSTS;
    for (const source of objects.of<FluxSource>(GIT_REPOSITORY, OCI_REPOSITORY, HELM_REPOSITORY)) {
      report.on(source.urn, () => {
        report.attempt(() => checkUrl(source, hosts, report));
        report.attempt(() => {
          if (source.body.spec?.insecure === true) report.violation("spec.insecure must not be true");
        });
        report.attempt(() => checkSignature(source, report));
      });
    }
    const sources = objects.index(
      objects.of(...SOURCE_KINDS.map(sourceKind)).filter(({ patch }) => !patch),
      ({ kind, namespace, name }) => `${kind} ${namespace}/${name}`,
    );
    for (const kustomization of objects.of<Kustomization>(KUSTOMIZATION)) {
      const { body, patch } = kustomization;
      report.on(kustomization.urn, () => {
        report.attempt(() => {
          const ref = body.spec?.sourceRef;
          if (patch && ref === undefined) return;
          const namespace = kustomization.namespace;
          const other = text(ref?.namespace);
          if (other !== "" && other !== namespace) {
            report.violation("spec.sourceRef must not name another namespace");
          } else if (!sources.some(`${text(ref?.kind)} ${namespace}/${text(ref?.name)}`)) {
            report.violation("spec.sourceRef must name a source that exists");
          }
        });
        report.attempt(() => {
          const account = body.spec?.serviceAccountName;
          if (patch && account === undefined) return;
          if (text(account) === "") report.violation("spec.serviceAccountName must say whose rights it has");
        });
      });
    }
  },
});

function checkUrl({ body, patch }: KubernetesObject<FluxSource>, hosts: readonly string[], report: Report): void {
  const url = body.spec?.url;
  if (patch && url === undefined) return;
  const [, scheme, host] = /^([a-z]+):\/\/(?:[^@/]*@)?([^/:]+)/.exec(text(url)) ?? [];
  if (!["ssh", "https", "oci"].includes(scheme ?? "")) report.violation("spec.url must begin with ssh, https or oci");
  else if (!hosts.includes(host ?? "")) report.violation(`spec.url must be on ${hosts.join(" or ")}`);
}

/** Of a HelmRepository each chart is verified, where it is used. */
function checkSignature({ body, patch, kind }: KubernetesObject<FluxSource>, report: Report): void {
  const verify = body.spec?.verify;
  if (kind === "HelmRepository" || (patch && verify === undefined)) return;
  if (kind === "OCIRepository") {
    if (text(verify?.provider) === "") report.violation("spec.verify must say how the artifact is signed");
    return;
  }
  if (!MODES.includes(text(verify?.mode ?? (verify && "HEAD")))) report.violation("spec.verify.mode must be HEAD");
  else if (text(verify?.secretRef?.name) === "") report.violation("spec.verify.secretRef must name who may sign");
}
