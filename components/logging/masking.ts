/** What is written in place of a secret. No rule takes it for one, so that a second pass changes nothing. */
export const masked = "***";

/** One kind of secret in a line of text. Patterns mean the same to Ruby and to JavaScript. */
export interface MaskingRule {
  name: string;
  /** Its first group, if it has one, stays: it says what was there. */
  pattern: string;
  ignoreCase?: boolean;
}

/** Names of values that are secrets, whatever stands before: `db_password`, `X-Api-Key`. Never `secretName`, `tokens`. */
const named = "(?:password|passwd|passphrase|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credentials?)";

/**
 * Secrets that programs write into their logs. No pattern can take longer than in proportion to the line, whatever is
 * in it: repetitions are bounded, or end at what they must not contain.
 */
export const maskingRules: readonly MaskingRule[] = [
  { name: "a private key", pattern: "(-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----)[^-]*" },
  // The lines of a key come one by one.
  { name: "a line of a key or certificate", pattern: "^[A-Za-z0-9+/]{64}$" },
  {
    name: "a JSON web token",
    pattern: "\\beyJ[A-Za-z0-9_-]{10,2000}\\.[A-Za-z0-9_-]{10,2000}\\.[A-Za-z0-9_-]{0,2000}",
  },
  { name: "a token of Vault", pattern: "\\b(?:hv[sbr]|[sbr])\\.[A-Za-z0-9_-]{24,200}" },
  { name: "a token of GitLab", pattern: "\\bgl[a-z]{2,6}-[A-Za-z0-9_.-]{20,100}" },
  { name: "a token of GitHub", pattern: "\\b(?:gh[pousr]_|github_pat_)[A-Za-z0-9_]{20,255}" },
  { name: "a token of Slack", pattern: "\\bxox[a-z]-[A-Za-z0-9-]{10,255}" },
  { name: "an access key of AWS", pattern: "\\b(?:AKIA|ASIA)[A-Z0-9]{16}\\b" },
  { name: "a password in an address", pattern: "(\\b[a-z][a-z0-9+.-]{1,20}://[^\\s:@/]{0,100}:)[^\\s@/]{1,200}(?=@)" },
  {
    name: "proof of identity in a header",
    pattern: "(authorization\\\\?[\"']?\\s{0,3}[:=]\\s{0,3}\\\\?[\"']?(?:bearer|basic|token|digest)\\s)[^\"'\\\\,]+",
    ignoreCase: true,
  },
  { name: "a bearer token", pattern: "(\\bbearer\\s)[A-Za-z0-9._~+/=-]{16,2000}", ignoreCase: true },
  {
    name: "a cookie",
    pattern: "(cookie\\\\?[\"']?\\s{0,3}[:=]\\s{0,3}\\\\?[\"']?)[^\"'\\\\\\r\\n]+",
    ignoreCase: true,
  },
  {
    name: "a quoted value with a secret's name",
    pattern: `(${named}["']?\\s{0,3}[:=]\\s{0,3}")(?:[^"\\\\]|\\\\.)*`,
    ignoreCase: true,
  },
  {
    name: "the same in JSON inside of JSON",
    pattern: `(${named}\\\\"\\s{0,3}:\\s{0,3}\\\\")(?:(?!\\\\").)*`,
    ignoreCase: true,
  },
  {
    name: "the same between single quotes",
    pattern: `(${named}["']?\\s{0,3}[:=]\\s{0,3}')[^']*`,
    ignoreCase: true,
  },
  {
    name: "a value with a secret's name",
    pattern: `(${named}["']?\\s{0,3}[:=]\\s{0,3})[^\\s"'\\\\&,;}\\])]+`,
    ignoreCase: true,
  },
];
