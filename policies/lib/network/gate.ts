import type { ServicePort } from "../kubernetes/service";
import type { Index } from "../kubernetes/stack";
import type { NetworkPolicyPeer, NetworkPolicyRule } from "../kubernetes/types";
import { all, any, attempt, concerning, nonEmpty, some } from "../unknowns";
import type { Backend } from "./backends";
import { Cidr } from "./cidr";
import type { Controller } from "./controller";
import type { Policy } from "./policy";
import { TargetPort } from "./target-port";

/** What the network policies of a namespace say about connections to one port of some of its pods. */
export class Gate {
  private readonly port: TargetPort;

  /** @param service `TYPE::NAME` of the Service in front of the pods */
  constructor(
    private readonly index: Index<Policy>,
    private readonly namespace: string,
    private readonly pods: Backend,
    port: ServicePort,
    service: string,
  ) {
    this.port = new TargetPort(port, pods, service);
  }

  get policies(): readonly Policy[] {
    return this.index.at(this.namespace);
  }

  /** Three-valued: whether some policy denies what none allows. */
  get closed(): boolean {
    return this.index.some(this.namespace, (policy) => this.guards(policy));
  }

  admits(controller: Controller): boolean {
    return this.index.some(this.namespace, (policy) =>
      this.allows(policy, (peer) => controller.isIn(peer, this.namespace)),
    );
  }

  /**
   * Three-valued: whether the policy opens to addresses, or to more pods than the controller where it means the
   * controller. Other pods that a policy names are flows of their own.
   */
  bypassed(policy: Policy, controller: Controller): boolean {
    return this.allows(policy, (peer) =>
      any(
        () => outside(peer),
        () =>
          all(
            () => controller.isIn(peer, this.namespace),
            () => !controller.isAll(peer, this.namespace),
          ),
      ),
    );
  }

  /** Throws what is unknown when a policy whose namespace is unknown would open the pods. */
  bypassedUnseen(controller: Controller): void {
    const stray = this.index.stray((policy) => attempt(() => this.bypassed(policy, controller)) !== false);
    if (stray) throw stray;
  }

  private guards(policy: Policy): boolean {
    return all(
      () => policy.pods.matches(this.pods.labels),
      () => policy.isolates("Ingress"),
    );
  }

  /** A rule without peers allows everybody. */
  private allows(policy: Policy, holds: (peer: NetworkPolicyPeer) => boolean): boolean {
    return all(
      () => this.guards(policy),
      () =>
        some(
          () => policy.rules("Ingress"),
          (rule: NetworkPolicyRule) =>
            concerning(policy.object.id, () =>
              all(
                () => this.port.isIn(rule),
                () =>
                  any(
                    () => !nonEmpty(() => rule.from),
                    () => some(() => rule.from, holds),
                  ),
              ),
            ),
        ),
    );
  }
}

/** Addresses that are not the node's own: probes of the kubelet come from a link-local one in an ambient mesh. */
function outside({ ipBlock }: NetworkPolicyPeer): boolean {
  if (!ipBlock) return false;
  const cidr = Cidr.parse(ipBlock.cidr);
  return !(cidr && cidr.prefix >= 16 && cidr.network.startsWith("169.254."));
}
