import { podTemplate, WORKLOADS } from "../../lib/kubernetes/pods";
import { StackObjects } from "../../lib/kubernetes/stack";
import type { PodSpec, ServiceAccount, Workload } from "../../lib/kubernetes/types";
import { AMM } from "../../lib/levels";
import { Bindings } from "../../lib/rbac/bindings";
import { identitiesOf } from "../../lib/rbac/subjects";
import { Roles } from "../../lib/rbac/roles";
import { reachesBySubject, type Reach } from "../../lib/rbac/reach";
import type { Report } from "../../lib/report";
import { stackRule } from "../../lib/rule";
import { all, any, some } from "../../lib/unknowns";

export const mountedIdentityBudget = stackRule({
  name: "mounted-identity-budget",
  title: "No pod carries a master key",
  description:
    "A service account whose token is mounted into a pod must not reach what no role should give: wildcards, escalation, all Secrets, nodes, tokens or admission. Whoever breaks into the pod has it.",
  group: "access",
  severity: "high",
  levels: AMM,
  references: ["CKV2_K8S_1", "CKV2_K8S_2", "CKV2_K8S_3", "CKV2_K8S_4", "CKV2_K8S_5"],
  remedy:
    "Narrow the role, give the workload a service account of its own, or set automountServiceAccountToken: false. A controller that needs it: waive the workload by name.",
  check(resources, report) {
    const objects = new StackObjects(resources, report);
    const reaches = reachesBySubject(new Bindings(objects), new Roles(objects), report);
    const accounts = objects.index(
      objects.of<ServiceAccount>("core/ServiceAccount"),
      ({ namespace, name }) => `${namespace}/${name}`,
    );
    for (const workload of objects.of<Workload>(...WORKLOADS)) {
      report.on(workload.urn, () => {
        const spec = podTemplate(workload)?.spec;
        const stated = spec?.serviceAccountName || spec?.serviceAccount;
        if (workload.patch && !stated) return;
        const account = stated || "default";
        const found = identitiesOf(workload.namespace, account).flatMap((identity) => reaches.get(identity) ?? []);
        if (found.length === 0) return;
        const key = `${workload.namespace}/${account}`;
        const mounted = any(
          () => mountsToken(spec),
          () => automounts(spec, (set) => accounts.some(key, ({ body }) => body.automountServiceAccountToken === set)),
        );
        if (mounted) for (const reach of found) say(key, reach, report);
      });
    }
  },
});

/** The pod's own setting wins over its service account's; without both, the token is mounted. */
function automounts(spec: PodSpec | undefined, account: (set: boolean) => boolean): boolean {
  const own = spec?.automountServiceAccountToken;
  if (own !== undefined && own !== null) return own !== false;
  return any(
    () => account(true),
    () => !account(false),
  );
}

/** Whether a volume brings a token for the API server, whatever automount says. */
function mountsToken(spec: PodSpec | undefined): boolean {
  return some(
    () => spec?.volumes,
    (volume) =>
      some(
        () => volume.projected?.sources,
        (source) =>
          all(
            () => Boolean(source.serviceAccountToken),
            () => isApiServer(source.serviceAccountToken?.audience),
          ),
      ),
  );
}

/** Without an audience a token is for the API server; with another one it is worthless there. */
function isApiServer(audience: string | undefined): boolean {
  return !audience || /^(https:\/\/)?kubernetes(\.default(\.svc(\..+)?)?)?$/.test(audience) || audience === "api";
}

function say(account: string, reach: Reach, report: Report): void {
  const { binding, role, powers, unknown } = reach;
  if (powers.length > 0) {
    const list = powers.map(({ what, of }) => (of === role ? what : `${what} through ${of}`)).join(", ");
    report.violation(`runs as ${account}, to which ${binding} gives the ${role}: ${list}`);
  } else for (const item of unknown) report.undetermined(item);
}
