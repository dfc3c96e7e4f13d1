import { objectRule } from "../../lib/kubernetes/rule";
import { Selector } from "../../lib/kubernetes/selector";
import type { Webhook, WebhookConfiguration } from "../../lib/kubernetes/types";
import { AAM } from "../../lib/levels";
import { all, some, text } from "../../lib/unknowns";

const LONGEST_SECONDS = 10;

export const admissionWebhookFailClosed = objectRule<WebhookConfiguration>({
  name: "admission-webhook-fail-closed",
  title: "Validation fails closed, and fast",
  description:
    "A validating webhook must refuse objects while it is down, must not stand in the way of every namespace, and must answer fast.",
  group: "access",
  severity: "medium",
  levels: AAM,
  references: [],
  remedy: `Set failurePolicy: Fail, timeoutSeconds of at most ${LONGEST_SECONDS}, and, for built-in kinds, a namespaceSelector that leaves out kube-system and the webhook's own namespace.`,
  kinds: ["admissionregistration.k8s.io/ValidatingWebhookConfiguration"],
  check(configuration, report) {
    report.each(
      () => configuration.body.webhooks,
      (webhook, index) => {
        const at = `webhooks[${index}]`;
        report.attempt(() => {
          // Only the first version of the API ignored failures by default.
          const standard = configuration.type.version === "v1beta1" ? "Ignore" : "Fail";
          const set = webhook.failurePolicy ?? (configuration.patch ? "Fail" : standard);
          if (set !== "Fail") report.violation(`${at}.failurePolicy must be Fail`);
        });
        report.attempt(() => {
          const seconds = webhook.timeoutSeconds ?? LONGEST_SECONDS;
          if (seconds > LONGEST_SECONDS) report.violation(`${at}.timeoutSeconds must be at most ${LONGEST_SECONDS}`);
        });
        report.attempt(() => {
          const everywhere = all(
            () => !configuration.patch,
            () => Selector.of(() => webhook.namespaceSelector).empty,
            () => judgesBuiltinKinds(webhook),
          );
          if (everywhere) {
            report.violation(
              `${at}.namespaceSelector must leave some namespaces out: it would stop the cluster when down`,
            );
          }
        });
      },
    );
  },
});

/** Custom resources can wait for their webhook; the cluster's own kinds cannot. */
function judgesBuiltinKinds(webhook: Webhook): boolean {
  return some(
    () => webhook.rules,
    (rule) =>
      some(
        () => rule.apiGroups,
        (group) => BUILTIN_GROUPS.has(group) || !text(group).includes("."),
      ),
  );
}

const BUILTIN_GROUPS = new Set([
  "admissionregistration.k8s.io",
  "apiextensions.k8s.io",
  "apiregistration.k8s.io",
  "authentication.k8s.io",
  "authorization.k8s.io",
  "certificates.k8s.io",
  "coordination.k8s.io",
  "discovery.k8s.io",
  "events.k8s.io",
  "flowcontrol.apiserver.k8s.io",
  "networking.k8s.io",
  "node.k8s.io",
  "rbac.authorization.k8s.io",
  "resource.k8s.io",
  "scheduling.k8s.io",
  "storage.k8s.io",
]);
