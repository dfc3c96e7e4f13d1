import { podVariables } from "../../lib/admission/pods";
import { celText } from "../../lib/admission/admission";
import { cis } from "../../lib/frameworks";
import type { KubernetesObject } from "../../lib/kubernetes/object";
import { podTemplate, WORKLOADS } from "../../lib/kubernetes/pods";
import { objectRule } from "../../lib/kubernetes/rule";
import { kindKey } from "../../lib/kubernetes/type";
import type { ObjectMeta, ServiceAccount, Workload } from "../../lib/kubernetes/types";
import { RMM } from "../../lib/levels";
import { any, text } from "../../lib/unknowns";

/** Its value says why the workload talks to the API server. */
export const NEEDS_TOKEN = "policies.platform/needs-token";

type Object = KubernetesObject<ServiceAccount & Workload>;

export const automountTokenOff = objectRule<ServiceAccount & Workload>({
  name: "automount-token-off",
  title: "No API token where none is needed",
  description:
    "Service accounts and pods must set automountServiceAccountToken to false, unless they say why they talk to the API server.",
  group: "access",
  severity: "medium",
  levels: RMM,
  framework: cis("5.1.6", "Ensure that Service Account Tokens are only mounted where necessary"),
  references: ["CIS 5.1.6", "CKV_K8S_38", "C-0034"],
  remedy: `Set automountServiceAccountToken: false. What uses the API server: annotate the pod template (and a service account that is to mount it) with ${NEEDS_TOKEN}: "<why>".`,
  kinds: ["core/ServiceAccount", ...WORKLOADS],
  check(object, report) {
    const { value } = setting(object);
    const fine = any(
      () => value() === false,
      () => object.patch && value() === undefined,
      () => excused(object),
    );
    if (!fine) report.violation(`automountServiceAccountToken must be false, or ${NEEDS_TOKEN} must say why not`);
  },
  fix(object) {
    const { value, holder } = setting(object);
    if (object.patch || value() !== undefined || excused(object)) return false;
    const target = holder();
    if (!target) return false;
    target.automountServiceAccountToken = false;
    return true;
  },
  admission: {
    variables: {
      ...podVariables(),
      account: "request.kind.kind == 'ServiceAccount'",
      mounts: "(variables.account ? dyn(object) : variables.spec).?automountServiceAccountToken.orValue(true)",
      metadata: "(variables.account ? dyn(object) : variables.template).?metadata.orValue({})",
      why: `variables.metadata.?annotations[?${celText(NEEDS_TOKEN)}].orValue('')`,
    },
    checks: [
      {
        holds: "!variables.mounts || variables.why.trim() != ''",
        message: `automountServiceAccountToken must be false, or ${NEEDS_TOKEN} must say why not`,
      },
    ],
  },
});

/** Where the object says it: a service account at its top, a workload in its pod. */
function setting(object: Object) {
  const account = kindKey(object.type) === "core/ServiceAccount";
  const holder = () => (account ? object.body : podTemplate(object)?.spec);
  return { holder, value: () => holder()?.automountServiceAccountToken };
}

function excused(object: Object): boolean {
  const account = kindKey(object.type) === "core/ServiceAccount";
  const metadata: ObjectMeta | undefined = account ? object.body.metadata : podTemplate(object)?.metadata;
  return text(metadata?.annotations?.[NEEDS_TOKEN]).trim() !== "";
}
