import { Labels } from "../kubernetes/labels";
import type { KubernetesObject } from "../kubernetes/object";
import { podLabels, podTemplate, WORKLOADS } from "../kubernetes/pods";
import { Selector } from "../kubernetes/selector";
import type { Service } from "../kubernetes/service";
import type { Index, StackObjects } from "../kubernetes/stack";
import type { Workload } from "../kubernetes/types";
import type { Report } from "../report";
import { attempt, concerning, entries, find, select } from "../unknowns";

/** Pods that answer for a Service. */
export interface Backend {
  /** For messages: what makes them. */
  label: string;
  labels: Labels;
  /** The number of a port that the pods name; undefined where the stack does not show it. */
  portNamed(name: string): number | undefined;
}

/** Labels that pods give themselves, of which no template knows: the server that leads. */
const OWN_LABELS = ["openbao-active", "vault-active"];

/** Finds the pods behind Services. */
export class Backends {
  private readonly workloads: Index<KubernetesObject<Workload>>;

  constructor(objects: StackObjects) {
    const made = objects.of<Workload>(...WORKLOADS).filter(({ patch }) => !patch);
    this.workloads = objects.index(made, ({ namespace }) => namespace);
  }

  /** Those of the stack; where it has none they come from elsewhere, with at least the labels that are selected. */
  of(service: KubernetesObject<Service>, report: Report): Backend[] {
    const shown = this.shown(service, report);
    if (shown) return shown;
    const labels = new Labels(() => service.body.spec?.selector, { owner: service.id });
    return [{ label: service.label, labels, portNamed: () => undefined }];
  }

  /** Three-valued: whether the stack has pods in the namespace at all. Others come from elsewhere. */
  staffed(namespace: string): boolean {
    return this.workloads.some(namespace);
  }

  /** Those of the stack, undefined where it certainly has none; what is unknown about others is reported. */
  shown(service: KubernetesObject<Service>, report: Report): Backend[] | undefined {
    const selector = Selector.of(() => ({ matchLabels: declared(service) }), service.id);
    const selects = (workload: KubernetesObject<Workload>) => selector.matches(podLabels(workload));
    const { found, unknown } = select(() => this.workloads.at(service.namespace), selects);
    const stray = this.workloads.stray((workload) => attempt(() => selects(workload)) !== false);
    const doubts = stray ? [...unknown, stray] : unknown;
    doubts.forEach((item) => report.undetermined(item));
    return found.length + doubts.length > 0 ? found.map(asBackend) : undefined;
  }
}

/** What a Service selects by, as far as templates of pods can have it. */
function declared({ body }: KubernetesObject<Service>): Record<string, string> {
  const selector = body.spec?.selector ?? {};
  const labels = entries(selector);
  if (!labels.some(([label]) => OWN_LABELS.includes(label))) return selector;
  return Object.fromEntries(
    labels.filter(([label]) => !OWN_LABELS.includes(label)).map(([label, value]) => [label, value()]),
  );
}

/** Whether a Service selects pods at all. */
export function selectsPods({ body, id }: KubernetesObject<Service>): boolean {
  return concerning(id, () => entries(body.spec?.selector).length > 0);
}

function asBackend(workload: KubernetesObject<Workload>): Backend {
  return {
    label: workload.label,
    labels: podLabels(workload),
    portNamed: (name) =>
      concerning(workload.id, () => {
        for (const { ports } of podTemplate(workload)?.spec?.containers ?? []) {
          const port = find(
            () => ports,
            (item) => item.name === name,
          );
          if (port) return port.containerPort;
        }
        return undefined;
      }),
  };
}
