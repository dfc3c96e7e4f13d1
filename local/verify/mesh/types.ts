/** AuthorizationPolicy of `security.istio.io/v1`, as far as connections depend on it. */
export interface AuthorizationPolicy {
  metadata: { name: string; namespace: string };
  spec?: {
    selector?: Selector;
    targetRef?: TargetRef;
    targetRefs?: TargetRef[];
    /** @default "ALLOW" */
    action?: "ALLOW" | "DENY" | "AUDIT" | "CUSTOM";
    /** None match nothing. */
    rules?: Rule[];
  };
}

export interface Selector {
  matchLabels?: Record<string, string>;
}

export interface TargetRef {
  /** Empty for Services. */
  group?: string;
  kind: string;
  name: string;
}

export interface Rule {
  from?: { source?: Source }[];
  to?: { operation?: Operation }[];
  when?: { key: string; values?: string[]; notValues?: string[] }[];
}

/** Lists of patterns: every given list must hold, a list by one of its patterns, a `not` list by none. */
export type Source = Partial<Record<string, string[]>>;
export type Operation = Partial<Record<string, string[]>>;

export type MtlsMode = "UNSET" | "DISABLE" | "PERMISSIVE" | "STRICT";

/** PeerAuthentication of `security.istio.io/v1`. */
export interface PeerAuthentication {
  metadata: { name: string; namespace: string; creationTimestamp?: string };
  spec?: {
    selector?: Selector;
    mtls?: { mode?: MtlsMode };
    portLevelMtls?: Record<string, { mode?: MtlsMode }>;
  };
}

/** Gateway of `gateway.networking.k8s.io/v1`. */
export interface Gateway {
  metadata: { name: string; namespace: string };
  spec: { gatewayClassName: string };
}

/** Pods of one kind. */
export interface MeshPod {
  namespace: string;
  labels: Record<string, string>;
}

/** A Service to which a waypoint passes connections. */
export interface MeshService {
  namespace: string;
  name: string;
}

export interface Connection {
  /** `cluster.local/ns/NAMESPACE/sa/ACCOUNT`. @default absent - without TLS, so that nobody knows */
  principal?: string;
  port: number;
}
