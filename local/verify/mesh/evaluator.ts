import { matchRule, type RuleMatch } from "./match";
import type {
  AuthorizationPolicy,
  Connection,
  MeshPod,
  MeshService,
  MtlsMode,
  PeerAuthentication,
  TargetRef,
} from "./types";

/** What the mesh says of a connection. */
export interface Verdict {
  allowed: boolean;
  /** Policies (`namespace/name`) of action DENY that match. */
  deniedBy: string[];
  /** Policies of action ALLOW that match. */
  allowedBy: string[];
  /** All policies of action ALLOW that apply; none means that everything is allowed. */
  closedBy: string[];
}

/** Policies in this namespace hold for the whole mesh. */
export const rootNamespace = "istio-system";

/** Name and class of a namespace's waypoint. */
export const waypoint = { name: "waypoint", className: "istio-waypoint" };

/**
 * Answers who may connect to what under Istio's policies in ambient mode: a matching DENY refuses; without any ALLOW
 * that applies everything is allowed; else one must match. A policy without rules matches nothing.
 *
 * ztunnel decides at pods about policies with a selector or none, a waypoint at Services about those that are attached
 * to it. ztunnel sees no requests: rules about them allow nothing there, and deny whatever else they match.
 * @see https://istio.io/latest/docs/reference/config/security/authorization-policy/
 * @see https://istio.io/latest/docs/ambient/usage/l4-policy/
 */
export class MeshEvaluator {
  constructor(
    private readonly policies: AuthorizationPolicy[],
    private readonly peerAuthentications: PeerAuthentication[],
  ) {}

  /** What ztunnel says of a connection to pods. */
  atPod(pod: MeshPod, connection: Connection): Verdict {
    const policies = this.policies.filter(
      (policy) => inScope(policy, pod.namespace) && refsOf(policy).length === 0 && selects(policy, pod.labels),
    );
    return decide(policies, connection, {
      ALLOW: ({ matches, request }) => matches && request.length === 0,
      DENY: ({ matches }) => matches,
    });
  }

  /** What the waypoint of the Service's namespace says of a connection to it. */
  atWaypoint(service: MeshService, connection: Connection): Verdict {
    const attached = ({ kind, name }: TargetRef, namespace: string) =>
      kind === "GatewayClass"
        ? namespace === rootNamespace && name === waypoint.className
        : namespace === service.namespace &&
          ((kind === "Gateway" && name === waypoint.name) || (kind === "Service" && name === service.name));
    const policies = this.policies.filter((policy) =>
      refsOf(policy).some((ref) => attached(ref, policy.metadata.namespace)),
    );
    return decide(policies, connection, {
      ALLOW: ({ matches }) => matches,
      DENY: ({ matches, request }) => matches && request.length === 0, // it refuses some requests, not the connection
    });
  }

  /** Whether pods accept nothing but mutual TLS on a port. */
  isStrict(pod: MeshPod, port: number): boolean {
    return this.mode(pod, port) === "STRICT";
  }

  private mode({ namespace, labels }: MeshPod, port: number): MtlsMode {
    const oldestFirst = [...this.peerAuthentications].sort((a, b) =>
      (a.metadata.creationTimestamp ?? "").localeCompare(b.metadata.creationTimestamp ?? ""),
    );
    const inNamespace = (name: string) => oldestFirst.filter(({ metadata }) => metadata.namespace === name);
    const own = inNamespace(namespace).find((each) => isSelective(each.spec?.selector) && selects(each, labels));
    const whole = (name: string) => inNamespace(name).find(({ spec }) => !isSelective(spec?.selector));
    const modes = [
      own?.spec?.portLevelMtls?.[String(port)]?.mode,
      own?.spec?.mtls?.mode,
      whole(namespace)?.spec?.mtls?.mode,
      whole(rootNamespace)?.spec?.mtls?.mode,
    ];
    return modes.find((mode) => mode !== undefined && mode !== "UNSET") ?? "PERMISSIVE";
  }
}

/** Policies whose conditions on addresses say nothing of who calls, with these conditions. */
export function addressConditions({ metadata, spec }: AuthorizationPolicy): string[] {
  const rules = spec?.rules ?? [];
  return [...new Set(rules.flatMap((rule) => matchRule(rule, { port: 0 }, metadata.namespace).address))];
}

type Reading = Record<"ALLOW" | "DENY", (match: RuleMatch) => boolean>;

function decide(policies: AuthorizationPolicy[], connection: Connection, reading: Reading): Verdict {
  const withAction = (action: "ALLOW" | "DENY") => policies.filter(({ spec }) => (spec?.action ?? "ALLOW") === action);
  const matching = (action: "ALLOW" | "DENY") =>
    withAction(action).filter(({ metadata, spec }) =>
      (spec?.rules ?? []).some((rule) => reading[action](matchRule(rule, connection, metadata.namespace))),
    );
  const [deniedBy, allowedBy, closedBy] = [matching("DENY"), matching("ALLOW"), withAction("ALLOW")];
  return {
    allowed: deniedBy.length === 0 && (closedBy.length === 0 || allowedBy.length > 0),
    deniedBy: deniedBy.map(idOf),
    allowedBy: allowedBy.map(idOf),
    closedBy: closedBy.map(idOf),
  };
}

function inScope({ metadata }: AuthorizationPolicy, namespace: string): boolean {
  return metadata.namespace === namespace || metadata.namespace === rootNamespace;
}

function refsOf({ spec }: AuthorizationPolicy): TargetRef[] {
  return [...(spec?.targetRef ? [spec.targetRef] : []), ...(spec?.targetRefs ?? [])];
}

function isSelective(selector: { matchLabels?: object } | undefined): boolean {
  return Object.keys(selector?.matchLabels ?? {}).length > 0;
}

function selects(
  { spec }: { spec?: { selector?: { matchLabels?: Record<string, string> } } },
  labels: Record<string, string>,
): boolean {
  return Object.entries(spec?.selector?.matchLabels ?? {}).every(([key, value]) => labels[key] === value);
}

function idOf({ metadata }: AuthorizationPolicy): string {
  return `${metadata.namespace}/${metadata.name}`;
}
