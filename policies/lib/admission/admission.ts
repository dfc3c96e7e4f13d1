/**
 * A rule's question as the API server asks it, in CEL: policies/lib/admission/policy.ts makes a
 * ValidatingAdmissionPolicy of it. Name, words, levels and remedy are the rule's own.
 */
export interface Admission {
  /** Kinds it judges, as `group/Kind`; kinds.ts says how the API server calls them. */
  kinds: readonly string[];
  /**
   * Named parts of expressions, in order: a later one may use `variables.NAME` of an earlier one. What the rule reads
   * from the pack's configuration is there before them, as variables of the properties' names. None may be an optional
   * value: CEL finds nothing in one that a variable holds.
   */
  variables?: Readonly<Record<string, string>>;
  checks: readonly AdmissionCheck[];
}

export interface AdmissionCheck {
  /** CEL, true when the object follows the rule. An expression that fails refuses: it must bear what is absent. */
  holds: string;
  /** Where it does not, as CEL of a text: names and paths, never values. @default the object as a whole */
  where?: string;
  /** What the field must be, in the words of `check`. */
  message: string;
}

/** A text as CEL. */
export function celText(text: string): string {
  return JSON.stringify(text);
}

/** A list of texts as CEL. */
export function celList(texts: readonly string[]): string {
  return `[${texts.map(celText).join(", ")}]`;
}

/** A pattern as CEL, whose RE2 knows all that JavaScript's expressions have but for looking around. */
export function celPattern({ source, flags }: RegExp): string {
  return celText(`${flags.includes("i") ? "(?i)" : ""}${source}`);
}
