import type { ServicePort } from "../kubernetes/service";
import type { NetworkPolicyPort, NetworkPolicyRule } from "../kubernetes/types";
import { all, any, concerning, nonEmpty, some, Undetermined } from "../unknowns";
import type { Backend } from "./backends";

/** Where a Service sends what comes to one of its ports. */
export class TargetPort {
  /** @param service `TYPE::NAME` of the Service */
  constructor(
    private readonly port: ServicePort,
    private readonly pods: Backend,
    private readonly service: string,
  ) {}

  /** Three-valued: whether a rule of a network policy is about the port. A rule without ports is about all. */
  isIn(rule: NetworkPolicyRule): boolean {
    return any(
      () => !nonEmpty(() => rule.ports),
      () =>
        some(
          () => rule.ports,
          (port) =>
            all(
              () => (port.protocol ?? "TCP") === "TCP",
              () => this.matches(port),
            ),
        ),
    );
  }

  private matches({ port, endPort }: NetworkPolicyPort): boolean {
    if (port === undefined || port === null) return true;
    const target = concerning(this.service, () => this.port.targetPort ?? this.port.port);
    if (port === target) return true;
    const [first, number] = [this.numberOf(port), this.numberOf(target)];
    return first <= number && number <= (endPort ?? first);
  }

  /** Pods that the stack does not show decide by themselves what a name stands for. */
  private numberOf(port: number | string | undefined): number {
    if (typeof port !== "string") return Number(port);
    const number = this.pods.portNamed(port);
    if (number === undefined) throw new Undetermined(`the number of the port ${port}`, this.service);
    return number;
  }
}
