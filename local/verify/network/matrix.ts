import type { CheckOutcome, CheckFailure } from "../report";
import { istiod, type DeclaredNetwork } from "./declared";
import { NetworkEvaluator, type Verdict } from "./evaluator";
import { declaredFlows } from "./flows";
import { probesOf, strangersNamespace, type Port, type Probe } from "./probes";
import type { NetworkPolicy } from "./types";

/** What the API server holds. */
export interface ActualNetwork {
  policies: NetworkPolicy[];
  /** Labels by the name of the namespace. */
  namespaces: ReadonlyMap<string, Record<string, string>>;
}

/** One way in which a connection differs from what is declared. */
export interface Mismatch {
  source: string;
  destination: string;
  /** The end that is wrong, for example `egress of payments/api`. */
  where: string;
  expected: "allowed" | "denied";
  why: string;
  ports: Port[];
}

/**
 * Compares every connection between the probes with the declared flows: egress at a governed source, ingress at a
 * governed destination, and the connection as a whole.
 */
export function connectivityMatrix(
  declared: DeclaredNetwork,
  actual: ActualNetwork,
): { cells: number; wrong: number; mismatches: Mismatch[] } {
  const evaluator = new NetworkEvaluator(actual.policies, namespaceLabels(declared, actual));
  const flows = declaredFlows(declared);
  const probes = probesOf(declared);
  const mismatches = new Map<string, Mismatch>();
  let [cells, wrong] = [0, 0];

  for (const from of probes) {
    for (const other of probes) {
      if (!from.governed && !other.governed) continue;
      const to = other === from ? anotherPodLike(from) : other;
      for (const at of to.ports) {
        cells++;
        const flow = flows(from, to, at);
        const { egress, ingress, allowed } = evaluator.decide(from.endpoint, to.endpoint, at.port, at.protocol);
        const found = [
          ...compareEnd("egress", from, flow.egress, egress),
          ...compareEnd("ingress", to, flow.ingress, ingress),
        ];
        const expected = !flow.byAddress && (!from.governed || flow.egress) && (!to.governed || flow.ingress);
        if (found.length === 0 && expected && !allowed) {
          const [side, verdict] = egress.allowed ? (["ingress", ingress] as const) : (["egress", egress] as const);
          const where = `${side} of ${side === "egress" ? from.title : to.title}`;
          const why = `${isolation(verdict)}; ${flow.egress ?? flow.ingress} is declared`;
          found.push({ where, expected: "allowed", why });
        }
        if (found.length > 0) wrong++;
        for (const mismatch of found) {
          const key = JSON.stringify([from.title, to.title, mismatch]);
          const known = mismatches.get(key);
          if (known) known.ports.push(at);
          else mismatches.set(key, { source: from.title, destination: to.title, ...mismatch, ports: [at] });
        }
      }
    }
  }
  return { cells, wrong, mismatches: [...mismatches.values()] };
}

/** The matrix as a group of checks; a declared namespace that does not exist is a failure of its own. */
export function checkConnectivity(declared: DeclaredNetwork, actual: ActualNetwork): CheckOutcome {
  const missing = declared.namespaces.filter(({ name }) => !actual.namespaces.has(name));
  const { cells, wrong, mismatches } = connectivityMatrix(declared, actual);
  return {
    passed: cells - wrong,
    failed: wrong + missing.length,
    failures: [
      ...missing.map(({ name }) => ({
        what: "must exist",
        where: `namespace ${name}`,
        why: "configuration declares it and the API server has none of that name",
        remedy: "apply the stack: npm run local",
      })),
      ...mismatches.map(failure),
    ],
  };
}

function failure({ source, destination, where, expected, why, ports }: Mismatch): CheckFailure {
  const got = expected === "allowed" ? "denied" : "allowed";
  const at = ports.map(({ port, protocol }) => `${port}/${protocol}`).join(", ");
  return {
    what: `${source} -> ${destination} port ${at} must be ${expected}, got ${got}`,
    where,
    why,
    remedy:
      expected === "allowed"
        ? "restore the policy that the flow needs: npm run local"
        : "remove the policy or declare the flow under platform:teams, then npm run local",
  };
}

function compareEnd(
  side: "egress" | "ingress",
  probe: Probe,
  flow: string | undefined,
  verdict: Verdict,
): Pick<Mismatch, "where" | "expected" | "why">[] {
  if (!probe.governed || verdict.allowed === (flow !== undefined)) return [];
  const where = `${side} of ${probe.title}`;
  if (flow !== undefined) return [{ where, expected: "allowed", why: `${isolation(verdict)}; ${flow} is declared` }];
  const why =
    verdict.isolatedBy.length === 0
      ? `no NetworkPolicy isolates ${probe.title} for ${side}`
      : `allowed by NetworkPolicy ${verdict.allowedBy.join(", ")}, and no such flow is declared`;
  return [{ where, expected: "denied", why }];
}

function isolation(verdict: Verdict): string {
  return `no NetworkPolicy allows it, isolated by ${verdict.isolatedBy.join(", ")}`;
}

/** A workload's connections to itself go to another of its pods: a pod always reaches itself. */
function anotherPodLike(probe: Probe): Probe {
  const { endpoint } = probe;
  return endpoint.kind === "pod" ? { ...probe, endpoint: { ...endpoint, name: `${endpoint.name}-other` } } : probe;
}

/** The shared services' namespaces may not exist yet; every namespace has its name as a label. */
function namespaceLabels(declared: DeclaredNetwork, actual: ActualNetwork) {
  const named = [declared.dns, declared.ingressController, declared.prometheus, istiod].map((peer) => peer.namespace);
  return new Map([
    ...[...named, strangersNamespace].map((name) => [name, { "kubernetes.io/metadata.name": name }] as const),
    ...actual.namespaces,
  ]);
}
