import { visitSecrets } from "./inspect";

/** Shorter secrets would blot out half of every message. */
const shortest = 4;
/** A line of a key or certificate that stands alone in a message; shorter ones are mostly braces. */
const shortestLine = 16;

/** Keeps secret plaintexts out of everything that people read. */
export class Scrubber {
  private readonly seen = new Set<string>();
  /** Longest first: a secret may be part of another. */
  private ordered: string[] | undefined;

  /** Remembers every secret inside `value`. */
  learn(value: unknown): void {
    visitSecrets(value, (text) => this.add(text));
  }

  scrub(text: string): string {
    this.ordered ??= [...this.seen].sort((a, b) => b.length - a.length);
    return this.ordered.reduce((scrubbed, secret) => scrubbed.replaceAll(secret, "[secret]"), text);
  }

  private add(secret: string): void {
    if (secret.length < shortest || this.seen.has(secret)) return;
    this.ordered = undefined;
    this.seen.add(secret);
    const quoted = JSON.stringify(secret).slice(1, -1);
    if (quoted !== secret) this.seen.add(quoted);
    for (const line of secret.split("\n")) if (line.length >= shortestLine) this.seen.add(line);
  }
}
