import type { KubernetesObject } from "../kubernetes/object";
import type { StackObjects } from "../kubernetes/stack";
import type { Body } from "../kubernetes/types";
import { concerning, some, text, type List } from "../unknowns";

interface PrometheusRule extends Body {
  spec?: { groups?: List<{ rules?: List<{ alert?: string; expr?: string | number }> }> };
}

/** Metrics that exist for every workload: whether it answers, and how its pods are. */
const OF_ALL = /\b(up|kube_(pod|deployment|statefulset|daemonset)_\w+)\b/;
const NAMESPACE = /\bnamespace\s*(=~|!~|!=|=)\s*"([^"]*)"/g;

/** Alerts of a stack. */
export class Alerts {
  private readonly rules: readonly KubernetesObject<PrometheusRule>[];

  constructor(private readonly objects: StackObjects) {
    this.rules = objects.of<PrometheusRule>("monitoring.coreos.com/PrometheusRule").filter(({ patch }) => !patch);
  }

  /** Three-valued: whether an alert is about the namespace, or about workloads of any. */
  cover(namespace: string): boolean {
    const covered = some(
      () => this.rules,
      ({ id, body }) =>
        concerning(id, () =>
          some(
            () => body.spec?.groups,
            ({ rules }) =>
              some(
                () => rules,
                ({ alert, expr }) => text(alert) !== "" && isAbout(text(expr), namespace),
              ),
          ),
        ),
    );
    if (!covered && this.objects.hidden) throw this.objects.hidden;
    return covered;
  }
}

/** Whether an expression in PromQL looks at the namespace. */
function isAbout(expression: string, namespace: string): boolean {
  const matchers = [...expression.matchAll(NAMESPACE)];
  if (matchers.length === 0) return OF_ALL.test(expression);
  return matchers.some(([, operator = "", value = ""]) => {
    const equal = operator.includes("~") ? whole(value)?.test(namespace) : value === namespace;
    if (equal === undefined) return false;
    if (operator.startsWith("!")) return !equal && OF_ALL.test(expression);
    return equal;
  });
}

/** Prometheus anchors expressions, and escapes backslashes in strings. */
function whole(pattern: string): RegExp | undefined {
  try {
    return new RegExp(`^(?:${pattern.replace(/\\\\/g, "\\")})$`);
  } catch {
    return undefined;
  }
}
