import { Surroundings } from "../kubernetes/charts";
import { bareNamespaceLabels, BUILTIN_NAMESPACES, NAME_LABEL, namespaceLabels } from "../kubernetes/namespaces";
import { podLabels, WORKLOADS } from "../kubernetes/pods";
import { Labels } from "../kubernetes/labels";
import { Selector } from "../kubernetes/selector";
import { Index, type StackObjects } from "../kubernetes/stack";
import type { NetworkPolicyPeer, Workload } from "../kubernetes/types";
import { all, any, attempt, some, type Undetermined } from "../unknowns";

interface Namespace {
  name: () => string;
  labels: Labels;
}

/**
 * The pods and namespaces that peers of network policies can mean. Pods may also come from elsewhere, by GitOps for
 * instance: only of a namespace for which the stack declares workloads can it say which labels are there, and a
 * namespace that is named but not declared is somebody else's.
 */
export class Neighbourhood {
  private readonly pods: Index<Labels>;
  private readonly namespaces: Namespace[] = [];
  private readonly known = new Set<string>();
  /** Namespaces for which the stack declares workloads. */
  private readonly staffed = new Set<string>();
  private readonly surroundings: Surroundings;
  private readonly answers = new Map<string, boolean | Undetermined>();

  constructor(objects: StackObjects) {
    this.surroundings = new Surroundings(objects);
    this.pods = new Index<Labels>(objects.hidden);
    const named = new Set(BUILTIN_NAMESPACES);
    // Every cluster has these pods.
    this.pods.add(new Labels(() => ({ "k8s-app": "kube-dns" })), () => "kube-system", "");
    for (const workload of objects.of<Workload>(...WORKLOADS)) {
      if (workload.patch) continue;
      this.pods.add(podLabels(workload), () => workload.namespace, workload.id);
      const namespace = attempt(() => workload.namespace);
      if (typeof namespace !== "string") continue;
      named.add(namespace);
      this.staffed.add(namespace);
    }
    this.surroundings.namespaces.forEach((name) => named.add(name));
    // A patch shows labels too.
    for (const namespace of objects.of("core/Namespace")) {
      this.namespaces.push({ name: () => namespace.name, labels: namespaceLabels(namespace) });
      const name = attempt(() => namespace.name);
      if (typeof name !== "string") continue;
      this.known.add(name);
      named.delete(name);
    }
    named.forEach((name) => this.known.add(name));
    for (const name of named) this.namespaces.push({ name: () => name, labels: bareNamespaceLabels(name) });
  }

  /** Three-valued: whether the peer means any pod, or all pods of some namespace. */
  has(peer: NetworkPolicyPeer, own: () => string): boolean {
    const pods = Selector.of(() => peer.podSelector);
    const { namespaceSelector } = peer;
    if (!namespaceSelector) return this.inNamespace(own(), pods);
    const namespaces = Selector.of(() => namespaceSelector);
    // Many policies name the same peers.
    const [p, n] = [pods.key, namespaces.key];
    if (p === undefined || n === undefined) return this.search(namespaces, pods);
    const key = `${n} ${p}`;
    const known = this.answers.get(key) ?? attempt(() => this.search(namespaces, pods));
    this.answers.set(key, known);
    if (typeof known === "boolean") return known;
    throw known;
  }

  private search(namespaces: Selector, pods: Selector): boolean {
    return any(
      () => namespaces.values(NAME_LABEL).some((name) => !this.known.has(name)),
      () =>
        some(
          () => this.namespaces,
          ({ name, labels }) =>
            all(
              () => namespaces.matches(labels),
              () => this.inNamespace(name(), pods),
            ),
        ),
    );
  }

  private inNamespace(namespace: string, pods: Selector): boolean {
    return any(
      () => !this.staffed.has(namespace) || this.surroundings.mayHold(namespace),
      () => pods.empty,
      () => this.pods.some(namespace, (labels) => pods.matches(labels)),
    );
  }
}
