import { text } from "../unknowns";

/** Names whose end says that the value is a credential; `TOKEN_FILE` or `SECRET_NAME` say where one is. */
export const NAME =
  /(password|passwd|passphrase|secret|token|credentials?|(api|access|secret|private|encryption|signing)[_.-]?key)$/i;

/** What credentials look like, whatever they are called, and what all of a kind hold: that is found faster. */
export const SHAPES: readonly [shape: RegExp, ...markers: string[]][] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----/, "PRIVATE KEY-----"],
  [/\b(AKIA|ASIA)[A-Z0-9]{16}\b/, "AKIA", "ASIA"], // AWS
  [/\bgh[opsu]_[A-Za-z0-9]{36}\b/, "gho_", "ghp_", "ghs_", "ghu_"], // GitHub
  [/\bglpat-[\w-]{20}/, "glpat-"], // GitLab
  [/\bhv[sb]\.[\w-]{24}/, "hvs.", "hvb."], // Vault
  [/\bxox[abp]-[\w-]{10}/, "xoxa-", "xoxb-", "xoxp-"], // Slack
  [/\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]+/, ".eyJ"], // JSON Web Token
  [/\b[a-z][a-z0-9+.-]*:\/\/[^\s:@/]*:[^\s:@/$<{]+@/i, "@"], // address with a password
];

/** Under the name of a credential: a switch, a number, a path or a reference. */
export const HARMLESS = /^(true|false|\d+|\/[\w./-]*|\$\([\w.-]+\)|\$\{[^}]*\})$/i;

export function namesCredential(name: string): boolean {
  return NAME.test(name);
}

/** Whether a value under the name of a credential can be one: not a switch, a number, a path or a reference. */
export function mayBeCredential(value: unknown): boolean {
  const written = text(value).trim();
  return written !== "" && !HARMLESS.test(written);
}

export function looksLikeCredential(value: unknown): boolean {
  return SHAPES.some(([shape]) => shape.test(text(value)));
}
