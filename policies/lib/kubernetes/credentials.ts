import { text } from "../unknowns";

/** Names whose last word says that the value is a credential; `TOKEN_FILE` or `SECRET_NAME` say where one is. */
const NAME =
  /(^|[^A-Za-z0-9]|[a-z0-9](?=[A-Z]))(password|passwd|passphrase|secret|token|credentials?|(api|access|secret|private|encryption|signing)[_.-]?key)$/i;

/** What credentials look like, whatever they are called. */
const SHAPES = [
  /-----BEGIN [A-Z ]*PRIVATE KEY-----/,
  /\b(AKIA|ASIA)[A-Z0-9]{16}\b/, // AWS
  /\bgh[opsu]_[A-Za-z0-9]{36}\b/, // GitHub
  /\bglpat-[\w-]{20}/, // GitLab
  /\bhv[sb]\.[\w-]{24}/, // Vault
  /\bxox[abp]-[\w-]{10}/, // Slack
  /\beyJ[\w-]{10,}\.eyJ[\w-]{10,}\.[\w-]+/, // JSON Web Token
  /\b[a-z][a-z0-9+.-]*:\/\/[^\s:@/]*:[^\s:@/$<{]+@/i, // address with a password
];

export function namesCredential(name: string): boolean {
  return NAME.test(name);
}

/** Whether a value under the name of a credential can be one: not a switch, a number, a path or a reference. */
export function mayBeCredential(value: unknown): boolean {
  const written = text(value).trim();
  return written !== "" && !/^(true|false|\d+|\/[\w./-]*|\$\([\w.-]+\)|\$\{[^}]*\})$/i.test(written);
}

export function looksLikeCredential(value: unknown): boolean {
  return SHAPES.some((shape) => shape.test(text(value)));
}
