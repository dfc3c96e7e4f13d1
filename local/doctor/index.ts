import { apis, addresses, nodes, rights, unread, version } from "./checks/cluster";
import { crds, namespaces, webhooks } from "./checks/conflicts";
import { gatewayKinds } from "./checks/mesh";
import { ingresses } from "./checks/migration";
import { ingressClasses, policyEngine } from "./checks/network";
import { snapshots, storageClasses } from "./checks/storage";
import type { Expectations } from "./expectations";
import type { Facts } from "./facts";
import type { Finding } from "./finding";

export { expectationsOf } from "./expectations";
export type { Finding } from "./finding";
export { readFacts } from "./read";

/** Looks at facts, not at the cluster: so that each can be tested on facts that no test cluster has. */
export type Check = (facts: Facts, expected: Expectations) => Finding[];

/** Every check, in the order of a report. */
export const checks: readonly Check[] = [
  version,
  apis,
  rights,
  unread,
  nodes,
  policyEngine,
  addresses,
  storageClasses,
  snapshots,
  ingressClasses,
  gatewayKinds,
  ingresses,
  crds,
  namespaces,
  webhooks,
];

const order: Finding["severity"][] = ["error", "warning", "ok"];

/** All findings, the worst first. */
export function examine(facts: Facts, expected: Expectations): Finding[] {
  const findings = checks.flatMap((check) => check(facts, expected));
  return order.flatMap((severity) => findings.filter((finding) => finding.severity === severity));
}
