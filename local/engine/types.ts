/** What the program registered, as the engine saw it. Values are plain JavaScript; see `values.ts` for the wire. */
export interface RegisteredResource {
  urn: string;
  type: string;
  name: string;
  /** URN of the parent, absent for the stack itself. */
  parent?: string;
  /** False for components. */
  custom: boolean;
  /** Provider reference `URN::ID` for custom resources that have one. */
  provider?: string;
  /** URNs this resource waits for, sorted. */
  dependencies: string[];
  /** Property name to the URNs its value came from. */
  propertyDependencies: Record<string, string[]>;
  protect: boolean;
  aliases: string[];
  /**
   * Inputs after remediation. Secrets are {@link SecretValue}, unknowns are {@link UNKNOWN}.
   */
  inputs: Record<string, unknown>;
  /** What the provider (or its double) answered: inputs, and computed properties where an adapter made it. */
  outputs: Record<string, unknown>;
  id?: string;
}

/** A value that the program marked secret. Never print `value`. */
export class SecretValue {
  constructor(readonly value: unknown) {}
  toJSON(): string {
    return "[secret]";
  }
}

/** A value that only a deployment will tell, such as an ARN before its resource exists. */
export const UNKNOWN: unique symbol = Symbol("unknown");

export type FindingStatus = "violation" | "undetermined" | "waived" | "remediated";
export type Level = "advisory" | "mandatory";
export type Severity = "low" | "medium" | "high" | "critical";

/** One thing a policy pack said. */
export interface Finding {
  pack: string;
  policy: string;
  level: Level;
  severity?: Severity;
  /** Absent for findings about the stack as a whole. */
  urn?: string;
  message: string;
  /** What the policy's author says to do. */
  remedy?: string;
  status: FindingStatus;
}

/** A Helm chart of the program and whether its objects could be seen. */
export interface ChartReport {
  name: string;
  urn: string;
  chart: string;
  version?: string;
  rendered: boolean;
  /** Number of objects rendered, 0 when not rendered. */
  objects: number;
  /** Why it was not rendered. */
  reason?: string;
}

/** One rendered object of a chart: a Kubernetes manifest. */
export type Manifest = Record<string, unknown>;

/** Turns the inputs of a `kubernetes:helm.sh/v4:Chart` into the objects that it deploys. */
export interface ChartRenderer {
  /** Objects in the order they should be applied, or the reason why they cannot be had. */
  render(inputs: Record<string, unknown>): Promise<{ objects: Manifest[] } | { reason: string }>;
}

/** The server has no such kind: the engine lists the resource as not applied and goes on as in a preview. */
export interface NotServed {
  skipped: string;
}

/** Hands resources of some types to a real server. */
export interface Adapter {
  /** For progress and messages, such as "kubernetes". */
  name: string;
  handles(type: string): boolean;
  /**
   * Makes or updates the real thing. `inputs` hold no unknowns; secrets are plain values: never log them.
   * `provider` are the inputs of the resource's provider, for instance its kubeconfig.
   */
  apply(request: {
    urn: string;
    type: string;
    name: string;
    inputs: Record<string, unknown>;
    provider?: Record<string, unknown>;
  }): Promise<{ id: string; outputs: Record<string, unknown>; changed: boolean } | NotServed>;
}

export interface PolicyPackSource {
  /** Folder with PulumiPolicy.yaml. */
  directory: string;
  /** Pulumi's pack configuration: policy name (or "all") to a level or to a level with properties. */
  config?: Record<string, unknown>;
}

export type EngineEvent =
  | { kind: "phase"; message: string }
  | { kind: "resource"; resource: RegisteredResource; changed?: boolean }
  | { kind: "finding"; finding: Finding }
  | { kind: "log"; severity: "debug" | "info" | "warning" | "error"; message: string; urn?: string }
  | { kind: "output"; stream: "stdout" | "stderr"; text: string };

export interface RunOptions {
  /** Folder of the Pulumi project; its Pulumi.yaml names the project. */
  directory: string;
  stack: string;
  organization?: string;
  /** Every configuration value, keyed as in a stack file (`platform:teams`), objects as JSON. */
  config: Record<string, string>;
  /** True for a preview: nothing is applied and computed outputs are unknown. */
  dryRun: boolean;
  /**
   * A dry run goes on after a mandatory finding and reports all of them, the stack's included, as Pulumi's own previews
   * do. @default false - the first one stops the resource and everything after it, as in a deployment
   */
  keepGoing?: boolean;
  packs?: PolicyPackSource[];
  adapters?: Adapter[];
  charts?: ChartRenderer;
  /** Resources registered at the same time. @default 16 */
  parallel?: number;
  /**
   * Answers to invokes by token (`aws:index/getRegion:getRegion`), and to reads of existing resources by type
   * (`pulumi:pulumi:StackReference`, given its `id` and inputs). An invoke without one fails with a clear error.
   */
  invokes?: Record<
    string,
    (args: Record<string, unknown>) => Record<string, unknown> | Promise<Record<string, unknown>>
  >;
  onEvent?: (event: EngineEvent) => void;
  signal?: AbortSignal;
  /** Extra environment of the program's process. */
  env?: Record<string, string>;
}

export interface RunResult {
  /** `violated`: a mandatory finding stopped it; `failed`: the program or a pack threw. */
  status: "succeeded" | "violated" | "failed";
  seconds: number;
  /** In the order the program registered them. */
  resources: RegisteredResource[];
  /** Stack outputs; secrets are {@link SecretValue}. */
  outputs: Record<string, unknown>;
  findings: Finding[];
  charts: ChartReport[];
  /** Resources that an adapter created or changed. */
  changed: string[];
  /** Resources that no adapter took (only when not a dry run). */
  notApplied: string[];
  /** Errors that the program logged, for people; no stacks. */
  errors: string[];
}
