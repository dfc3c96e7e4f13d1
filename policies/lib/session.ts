import type { Finding, Report } from "./report";
import type { Rule } from "./rule";
import { typeAndName, type Waivers } from "./waivers/waivers";

/** What a rule found on one resource (or in the stack) that its own policy does not say. */
interface Outcome {
  undetermined: Message[];
  waived: Message[];
  advice: Message[];
}

export interface Message {
  urn: string;
  text: string;
}

type Violate = (message: string, urn: string) => void;

/**
 * What one pack process remembers between policies: notes of the rules, which meta policies report later. They are
 * kept by resource, since the calls for several resources interleave, and replaced when a rule judges it again.
 */
export class Session {
  private readonly outcomes = new Map<string, Map<string, Outcome>>();
  private readonly failed = new Set<string>();
  private readonly failures = new Map<string, Message[]>();
  private readonly noted = new Set<keyof Outcome | "failed">();

  /** @param loud Rules whose violations block: they report a failure of their own themselves. */
  constructor(
    readonly waivers: Waivers,
    private readonly loud: ReadonlySet<string>,
  ) {}

  /** Runs a rule and passes on its violations, but for waived ones. Never throws. */
  judge(rule: Rule, key: string, report: Report, check: () => void, violate: Violate): void {
    try {
      report.attempt(check);
    } catch (error) {
      this.fail(rule, key, error, violate);
    }
    this.settle(rule, key, report.findings, violate);
  }

  /** Whether there was anything of the kind so far, on any resource. */
  has(kind: keyof Outcome | "failed"): boolean {
    return this.noted.has(kind);
  }

  /** How many findings of each rule are undetermined. */
  undecided(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const [rule, { undetermined }] of [...this.outcomes.values()].flatMap((rules) => [...rules])) {
      if (undetermined.length > 0) counts.set(rule, (counts.get(rule) ?? 0) + undetermined.length);
    }
    return counts;
  }

  undetermined(key: string, rules: ReadonlySet<string>): Message[] {
    return this.messages(key, "undetermined", rules);
  }

  waived(key: string): Message[] {
    return this.messages(key, "waived");
  }

  /** Each advice once, with the names of all resources that it is about. */
  advice(): Message[] {
    const about = new Map<string, Set<string>>();
    for (const outcomes of this.outcomes.values()) {
      for (const { urn, text } of [...outcomes.values()].flatMap(({ advice }) => advice)) {
        const names = about.get(text) ?? new Set();
        about.set(text, names.add(typeAndName(urn)[1]));
      }
    }
    return [...about].map(([text, names]) => ({ urn: "", text: `${text}: ${[...names].sort().join(", ")}` }));
  }

  /** Failures of rules that only advise. */
  failuresOf(key: string): Message[] {
    return this.failures.get(key) ?? [];
  }

  /** A defect of the rule. Once is enough: it would fail on the next resource too. */
  private fail(rule: Rule, key: string, error: unknown, violate: Violate): void {
    if (this.failed.has(rule.name)) return;
    this.failed.add(rule.name);
    // The error's message could quote a property, hence a secret.
    const type = error instanceof Error ? error.name : typeof error;
    const text = `the rule failed (${type}) and judged nothing here; this is a defect of the policy pack: report it`;
    if (this.loud.has(rule.name)) violate(text, key);
    else {
      this.noted.add("failed");
      this.failures.set(key, [...this.failuresOf(key), { urn: key, text: `${rule.name}: ${text}` }]);
    }
  }

  private settle(rule: Rule, key: string, findings: readonly Finding[], violate: Violate): void {
    const outcome: Outcome = { undetermined: [], waived: [], advice: [] };
    for (const { kind, urn, container, message } of findings) {
      if (kind === "advice") {
        outcome.advice.push({ urn, text: `${rule.name}: ${message}` });
        continue;
      }
      const waiver = this.waivers.use(rule.name, urn, container);
      if (waiver) {
        const { expires, owner, ticket, reason } = waiver;
        const text = `${rule.name}: waived until ${expires} by ${owner} (${ticket}): ${reason}`;
        const repeated = outcome.waived.some((use) => use.text === text && use.urn === urn);
        if (!repeated) outcome.waived.push({ urn, text });
      } else if (kind === "undetermined") outcome.undetermined.push({ urn, text: `${rule.name}: ${message}` });
      else violate(message + this.expired(rule, urn, container), urn);
    }
    for (const kind of ["undetermined", "waived", "advice"] as const) {
      if (outcome[kind].length > 0) this.noted.add(kind);
    }
    const rules = this.outcomes.get(key);
    if (Object.values(outcome).every((messages: Message[]) => messages.length === 0)) rules?.delete(rule.name);
    else if (rules) rules.set(rule.name, outcome);
    else this.outcomes.set(key, new Map([[rule.name, outcome]]));
  }

  private expired(rule: Rule, urn: string, container: string | undefined): string {
    const expires = this.waivers.expiry(rule.name, urn, container);
    return expires === undefined ? "" : ` (its waiver expired on ${expires})`;
  }

  private messages(key: string, kind: keyof Outcome, rules?: ReadonlySet<string>): Message[] {
    const outcomes = this.outcomes.get(key);
    if (!outcomes) return [];
    return [...outcomes].flatMap(([rule, outcome]) => (!rules || rules.has(rule) ? outcome[kind] : []));
  }
}
