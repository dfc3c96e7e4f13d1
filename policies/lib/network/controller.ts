import { bareNamespaceLabels, NAME_LABEL } from "../kubernetes/namespaces";
import { Labels } from "../kubernetes/labels";
import { Selector } from "../kubernetes/selector";
import type { NetworkPolicyPeer } from "../kubernetes/types";
import { all } from "../unknowns";

/** The pods of the ingress controller; each class has its own, named by `app.kubernetes.io/instance`. */
export interface ControllerPods {
  /** @default ingress */
  namespace: string;
  /** @default `app.kubernetes.io/name: nginx-ingress` */
  labels: Record<string, string>;
}

export const PLATFORM_CONTROLLER: ControllerPods = {
  namespace: "ingress",
  labels: { "app.kubernetes.io/name": "nginx-ingress" },
};

/** The ingress controller of one class, as network policies see it. */
export class Controller {
  private readonly pod: Labels;
  private readonly namespace: Labels;
  private readonly pods: Selector;
  private readonly home: Selector;

  constructor(
    private readonly given: ControllerPods,
    ingressClass: string,
  ) {
    this.pod = new Labels(() => ({ "app.kubernetes.io/instance": ingressClass, ...given.labels }));
    this.namespace = bareNamespaceLabels(given.namespace);
    this.pods = Selector.of(() => ({ matchLabels: given.labels }));
    this.home = Selector.of(() => ({ matchLabels: { [NAME_LABEL]: given.namespace } }));
  }

  /** Three-valued: whether the peer of a policy in the namespace lets it in. */
  isIn(peer: NetworkPolicyPeer, own: string): boolean {
    const { namespaceSelector } = peer;
    return all(
      () => !peer.ipBlock,
      () =>
        namespaceSelector ? Selector.of(() => namespaceSelector).matches(this.namespace) : own === this.given.namespace,
      () => Selector.of(() => peer.podSelector).matches(this.pod),
    );
  }

  /** Three-valued: whether the peer lets no other pods in; a label of a namespace is no proof, its name is. */
  isAll(peer: NetworkPolicyPeer, own: string): boolean {
    const { namespaceSelector } = peer;
    return all(
      () => !peer.ipBlock,
      () =>
        namespaceSelector ? Selector.of(() => namespaceSelector).implies(this.home) : own === this.given.namespace,
      () => Selector.of(() => peer.podSelector).implies(this.pods),
    );
  }
}
