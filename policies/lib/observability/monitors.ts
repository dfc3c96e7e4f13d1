import { Labels } from "../kubernetes/labels";
import type { KubernetesObject } from "../kubernetes/object";
import { podLabels } from "../kubernetes/pods";
import { Selector } from "../kubernetes/selector";
import { SERVICE, type Service } from "../kubernetes/service";
import type { Index, StackObjects } from "../kubernetes/stack";
import type { Body, LabelSelector, Workload } from "../kubernetes/types";
import { selectsPods } from "../network/backends";
import { all, any, concerning, nonEmpty, some } from "../unknowns";

interface Monitor extends Body {
  spec?: { selector?: LabelSelector; namespaceSelector?: { any?: boolean; matchNames?: string[] } };
}

/** A monitor, its selector read once. */
interface Read {
  monitor: KubernetesObject<Monitor>;
  selector: Selector;
}

/** What Prometheus' operator is told to scrape. */
export class Scraping {
  private readonly ofPods: readonly Read[];
  private readonly ofServices: readonly Read[];
  private readonly services: Index<KubernetesObject<Service>>;

  constructor(private readonly objects: StackObjects) {
    const made = (kind: string) =>
      objects
        .of<Monitor>(`monitoring.coreos.com/${kind}`)
        .filter(({ patch }) => !patch)
        .map((monitor) => ({ monitor, selector: Selector.of(() => monitor.body.spec?.selector, monitor.id) }));
    this.ofPods = made("PodMonitor");
    this.ofServices = made("ServiceMonitor");
    const services = objects.of<Service>(SERVICE).filter(({ patch }) => !patch);
    this.services = objects.index(services, ({ namespace }) => namespace);
  }

  /** Three-valued: whether a monitor means the workload's pods, by themselves or behind a Service. */
  reaches(workload: KubernetesObject<Workload>): boolean {
    const pods = podLabels(workload);
    const { namespace } = workload;
    return any(
      () =>
        some(
          () => this.ofPods,
          ({ monitor, selector }) =>
            all(
              () => looksInto(monitor, namespace),
              () => selector.matches(pods),
            ),
        ),
      () =>
        some(
          () => this.ofServices,
          ({ monitor, selector }) =>
            all(
              () => looksInto(monitor, namespace),
              () => this.services.some(namespace, (service) => stands(service, selector, pods)),
            ),
        ),
      () => {
        if (this.objects.hidden) throw this.objects.hidden;
        return false;
      },
    );
  }
}

function looksInto(monitor: KubernetesObject<Monitor>, namespace: string): boolean {
  return concerning(monitor.id, () => {
    const where = monitor.body.spec?.namespaceSelector;
    if (where?.any === true) return true;
    const names = () => where?.matchNames;
    return nonEmpty(names) ? some(names, (name) => name === namespace) : monitor.namespace === namespace;
  });
}

/** Whether a Service that the selector means has the pods behind it. */
function stands(service: KubernetesObject<Service>, selector: Selector, pods: Labels): boolean {
  const labels = new Labels(() => service.body.metadata?.labels, { owner: service.id });
  return all(
    () => selector.matches(labels),
    () => selectsPods(service),
    () => Selector.of(() => ({ matchLabels: service.body.spec?.selector ?? {} }), service.id).matches(pods),
  );
}
