import type { CheckFailure, CheckOutcome } from "../report";
import type { DeclaredMesh } from "./declared";
import { calledOf, callersOf, portsOf, type Called } from "./ends";
import { addressConditions, MeshEvaluator, rootNamespace, waypoint, type Verdict } from "./evaluator";
import { declaredFlow } from "./flows";
import type { AuthorizationPolicy, Connection, Gateway, PeerAuthentication } from "./types";

/** What the API server holds. */
export interface ActualMesh {
  policies: AuthorizationPolicy[];
  peerAuthentications: PeerAuthentication[];
  gateways: Gateway[];
  /** Labels by the name of the namespace. */
  namespaces: ReadonlyMap<string, Record<string, string>>;
}

/**
 * Compares every pair of an identity and a workload, at every port, with what configuration declares; and whether the
 * policies hold at all: members of the mesh, mutual TLS only, waypoints.
 */
export function checkMesh(declared: DeclaredMesh, actual: ActualMesh): CheckOutcome {
  const outcomes = [membership(declared, actual), strictness(declared, actual), conditions(declared, actual)];
  return [...outcomes, pairs(declared, actual)].reduce((sum, { passed, failed, failures }) => ({
    passed: sum.passed + passed,
    failed: sum.failed + failed,
    failures: [...sum.failures, ...failures],
  }));
}

const restore = "restore it: npm run local";

/** Without these labels and Gateways no policy holds for the namespace's pods. */
function membership({ namespaces }: DeclaredMesh, actual: ActualMesh): CheckOutcome {
  return outcomeOf(
    namespaces.flatMap(({ name, waypoint: hasWaypoint }) => {
      const wanted = {
        "istio.io/dataplane-mode": "ambient",
        ...(hasWaypoint ? { "istio.io/use-waypoint": waypoint.name } : {}),
      };
      const labels = actual.namespaces.get(name) ?? {};
      const gateway = actual.gateways.find(
        ({ metadata }) => metadata.namespace === name && metadata.name === waypoint.name,
      );
      return [
        ...Object.entries(wanted).map(([label, value]) =>
          check(labels[label] === value, {
            what: `must carry the label ${label}: ${value}`,
            where: `namespace ${name}`,
            why: `the API server has ${labels[label] ?? "none"}, so that the mesh passes by its pods`,
            remedy: restore,
          }),
        ),
        ...(hasWaypoint
          ? [
              check(gateway?.spec.gatewayClassName === waypoint.className, {
                what: `must have a Gateway ${waypoint.name} of class ${waypoint.className}`,
                where: `namespace ${name}`,
                why: `the API server has ${gateway ? `class ${gateway.spec.gatewayClassName}` : "none"}`,
                remedy: restore,
              }),
            ]
          : []),
      ];
    }),
  );
}

function strictness(declared: DeclaredMesh, actual: ActualMesh): CheckOutcome {
  const evaluator = new MeshEvaluator([], actual.peerAuthentications);
  const ports = portsOf(declared);
  return outcomeOf(
    calledOf(declared).flatMap((called) => {
      if (called.at === "waypoint") return []; // a waypoint accepts nothing else
      const open = ports.filter((port) => !evaluator.isStrict(called.pod, port));
      return ports.map((port) =>
        check(!open.includes(port), {
          what: `port ${open.join(", ")} must accept mutual TLS only`,
          where: called.title,
          why: "no PeerAuthentication says STRICT, or one that is nearer says otherwise",
          remedy: "restore PeerAuthentication istio-system/default and remove others: npm run local",
        }),
      );
    }),
  );
}

/** Addresses are no identities, so that such rules cannot be compared with what is declared. */
function conditions({ namespaces }: DeclaredMesh, { policies }: ActualMesh): CheckOutcome {
  const governed = new Set([rootNamespace, ...namespaces.map(({ name }) => name)]);
  return outcomeOf(
    policies
      .filter(({ metadata }) => governed.has(metadata.namespace))
      .map((policy) => {
        const found = addressConditions(policy);
        return check(found.length === 0, {
          what: `must decide by identities and ports alone, got ${found.join(", ")}`,
          where: `AuthorizationPolicy ${policy.metadata.namespace}/${policy.metadata.name}`,
          why: "addresses are no identities, and cannot be compared with what is declared",
          remedy: "remove it; NetworkPolicies decide about addresses",
        });
      }),
  );
}

function pairs(declared: DeclaredMesh, actual: ActualMesh): CheckOutcome {
  const evaluator = new MeshEvaluator(actual.policies, actual.peerAuthentications);
  const ports = portsOf(declared);
  const callers = callersOf(declared);
  return outcomeOf(
    calledOf(declared).flatMap((to) =>
      callers.flatMap((from) => {
        const wrong = new Map<string, { failure: Omit<CheckFailure, "what">; expected: string; ports: number[] }>();
        const results = ports.map((port) => {
          const flow = declaredFlow(declared, from, to, port);
          const { allowed, why } = judge(evaluator, to, { principal: from.principal, port }, flow);
          if (allowed === (flow !== undefined)) return undefined;
          const expected = flow === undefined ? "denied" : "allowed";
          const known = wrong.get(`${expected} ${why}`);
          if (known) known.ports.push(port);
          else wrong.set(`${expected} ${why}`, { failure: failureOf(to, why, flow), expected, ports: [port] });
          return `${expected} ${why}`;
        });
        return results.map((key): Check => {
          if (key === undefined) return undefined;
          const { failure, expected, ports: at } = wrong.get(key)!;
          const got = expected === "allowed" ? "denied" : "allowed";
          return {
            ...failure,
            what: `${from.title} -> ${to.title} port ${at.join(", ")} must be ${expected}, got ${got}`,
          };
        });
      }),
    ),
  );
}

/** What the mesh says, and why that is not what is declared. */
function judge(
  evaluator: MeshEvaluator,
  to: Called,
  connection: Connection,
  flow: string | undefined,
): { allowed: boolean; why: string } {
  const plain = connection.principal === undefined;
  if (plain && (to.at === "waypoint" || evaluator.isStrict(to.pod, connection.port)))
    return { allowed: false, why: "" };
  const verdict = to.at === "pod" ? evaluator.atPod(to.pod, connection) : evaluator.atWaypoint(to.service, connection);
  return { allowed: verdict.allowed, why: reason(verdict, flow) };
}

function reason({ deniedBy, allowedBy, closedBy }: Verdict, flow: string | undefined): string {
  if (flow === undefined) {
    const by = `allowed by AuthorizationPolicy ${allowedBy.join(", ")}, and no such flow is declared`;
    return closedBy.length === 0 ? "no AuthorizationPolicy denies by default" : by;
  }
  const by =
    deniedBy.length > 0
      ? `denied by AuthorizationPolicy ${deniedBy.join(", ")}`
      : `no AuthorizationPolicy allows it, closed by ${closedBy.join(", ")}`;
  return `${by}; it is declared`;
}

function failureOf(to: Called, why: string, flow: string | undefined): Omit<CheckFailure, "what"> {
  const remedy =
    flow === undefined
      ? "remove the policy or declare the flow under platform:teams, then npm run local"
      : "restore the policy that the flow needs: npm run local";
  return { where: to.title, why, remedy };
}

/** A failed check, or undefined for one that passed. */
type Check = CheckFailure | undefined;

function check(passed: boolean, failure: CheckFailure): Check {
  return passed ? undefined : failure;
}

/** One failure may stand for several failed checks that have one cause. */
function outcomeOf(checks: Check[]): CheckOutcome {
  const failed = checks.filter((each) => each !== undefined);
  const failures = new Map(failed.map((failure) => [JSON.stringify(failure), failure]));
  return { passed: checks.length - failed.length, failed: failed.length, failures: [...failures.values()] };
}
