import type { Environment } from "./environment";
import { attempt, select, Undetermined, type List } from "./unknowns";

/** What a rule found, before waivers. */
export interface Finding {
  /** Advice is about something that is as it must be for now; it is said once for all resources, and never waived. */
  kind: "violation" | "undetermined" | "advice";
  /** The resource it is about. */
  urn: string;
  /** The container it is about, for waivers of one container. */
  container?: string;
  message: string;
}

/** What is true of a whole run, beside the resources. */
export interface Circumstances {
  /** The strictest that the stack hosts, for rules that ask for more in some. */
  environment: Environment;
  /** The day of judgement as YYYY-MM-DD, for rules about what ends. */
  today: string;
  /** Whether there is a lock with the digests of the platform's images. */
  imagesLocked: boolean;
  /** Registries that the stack's configuration approves, and paths in them. */
  ownRegistries: readonly string[];
}

/**
 * Where a rule says what it found. An unknown value inside {@link attempt}, {@link each} or {@link filter} becomes a
 * finding of its own and ends only what depends on it: rules read values inside these, never before them.
 */
export class Report {
  readonly findings: Finding[] = [];
  private container: string | undefined;

  /**
   * @param urn The resource that findings are about unless {@link on} says otherwise.
   * @param config Reads the policy's configuration from the pack's configuration.
   */
  constructor(
    private urn: string,
    readonly config: <T extends object>() => Partial<T>,
    private readonly circumstances: Circumstances,
  ) {}

  get environment(): Environment {
    return this.circumstances.environment;
  }

  get today(): string {
    return this.circumstances.today;
  }

  get imagesLocked(): boolean {
    return this.circumstances.imagesLocked;
  }

  get ownRegistries(): readonly string[] {
    return this.circumstances.ownRegistries;
  }

  /** Never pass values of properties, only names, kinds, namespaces, verbs and paths: any value may be a secret. */
  violation(message: string): void {
    this.add("violation", message);
  }

  /** Says what is to be improved, not of which resource: the session names them all in one finding. */
  advice(message: string): void {
    this.add("advice", message);
  }

  undetermined({ path, of }: Undetermined): void {
    // What is unknown about the judged resource itself need not be said to be its.
    const own = of === undefined || this.urn.endsWith(`:${of}`) || this.urn.endsWith(`$${of}`);
    this.add("undetermined", new Undetermined(path, own ? undefined : of).message);
  }

  /** Judges what does not depend on anything around it. */
  attempt(judge: () => void): void {
    const result = attempt(judge);
    if (result instanceof Undetermined) this.undetermined(result);
  }

  /** Judges every item by itself. */
  each<T>(list: () => List<T>, judge: (item: T, index: number) => void): void {
    this.filter(list, (item, index) => {
      judge(item, index);
      return false;
    });
  }

  /** The items for which `holds` is true; the undecided ones are reported. */
  filter<T>(list: () => List<T>, holds: (item: T, index: number) => boolean): T[] {
    const { found, unknown } = select(list, holds);
    for (const item of unknown) this.undetermined(item);
    return found;
  }

  /** Findings of `judge` are about another resource. */
  on(urn: string, judge: () => void): void {
    const outer = this.urn;
    this.urn = urn;
    try {
      this.attempt(judge);
    } finally {
      this.urn = outer;
    }
  }

  /** Findings of `judge` are about one container, so that a waiver can name it. */
  inContainer(name: () => string | undefined, judge: () => void): void {
    const outer = this.container;
    const known = attempt(name);
    this.container = known instanceof Undetermined ? undefined : known;
    try {
      this.attempt(judge);
    } finally {
      this.container = outer;
    }
  }

  private add(kind: Finding["kind"], message: string): void {
    const { urn, container } = this;
    const repeated = (f: Finding) => f.message === message && f.urn === urn && f.container === container;
    // One unknown value may stop several questions of a rule; a reader needs it once.
    if (kind !== "violation" && this.findings.some(repeated)) return;
    this.findings.push({ kind, urn, message, ...(container === undefined ? {} : { container }) });
  }
}
