import { podVariables } from "../../lib/admission/pods";
import { celText } from "../../lib/admission/admission";
import { cis } from "../../lib/frameworks";
import { madeByChart } from "../../lib/kubernetes/charts";
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
    "Service accounts, and pods without an account of their own, must set automountServiceAccountToken to false, unless they say why they talk to the API server.",
  group: "access",
  severity: "medium",
  levels: RMM,
  framework: cis("5.1.6", "Ensure that Service Account Tokens are only mounted where necessary"),
  references: ["CIS 5.1.6", "CKV_K8S_38", "C-0034"],
  remedy: `Set automountServiceAccountToken: false. What uses the API server: annotate the service account, or the template of pods that set it themselves, with ${NEEDS_TOKEN}: "<why>".`,
  kinds: ["core/ServiceAccount", ...WORKLOADS],
  check(object, report) {
    const { value } = setting(object);
    const fine = any(
      () => value() === false,
      () => object.patch && value() === undefined,
      () => excused(object),
      () => leftToAccount(object),
    );
    if (!fine) report.violation(`automountServiceAccountToken must be false, or ${NEEDS_TOKEN} must say why not`);
  },
  fix(object) {
    const { value, holder } = setting(object);
    if (object.patch || value() !== undefined || excused(object) || leftToAccount(object)) return false;
    // Its controller may need the token, and nobody would see why it fails.
    if (madeByChart(object.urn)) return false;
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
      named: "!(variables.spec.?serviceAccountName.orValue('') in ['', 'default'])",
      // To the account that they name, which is judged itself.
      left: "!variables.account && variables.named && !has(variables.spec.automountServiceAccountToken)",
      metadata: "(variables.account ? dyn(object) : variables.template).?metadata.orValue({})",
      why: `variables.metadata.?annotations[?${celText(NEEDS_TOKEN)}].orValue('')`,
    },
    checks: [
      {
        holds: "!variables.mounts || variables.left || variables.why.trim() != ''",
        message: `automountServiceAccountToken must be false, or ${NEEDS_TOKEN} must say why not`,
      },
    ],
  },
});

/** Where the object says it: a service account at its top, a workload in its pod. */
function setting(object: Object) {
  const holder = () => (isAccount(object) ? object.body : podTemplate(object)?.spec);
  return { holder, value: () => holder()?.automountServiceAccountToken };
}

/** Whether the pods get what the account says that they name: that is judged itself. */
function leftToAccount(object: Object): boolean {
  if (isAccount(object)) return false;
  const spec = podTemplate(object)?.spec;
  const account = text(spec?.serviceAccountName) || text(spec?.serviceAccount);
  const stated = spec?.automountServiceAccountToken;
  return account !== "" && account !== "default" && (stated === undefined || stated === null);
}

function excused(object: Object): boolean {
  const metadata: ObjectMeta | undefined = isAccount(object) ? object.body.metadata : podTemplate(object)?.metadata;
  return text(metadata?.annotations?.[NEEDS_TOKEN]).trim() !== "";
}

function isAccount({ type }: Object): boolean {
  return kindKey(type) === "core/ServiceAccount";
}
