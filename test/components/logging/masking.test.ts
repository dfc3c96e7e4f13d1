import { describe, expect, it } from "vitest";
import { masked, maskingRules } from "../../../components/logging/masking";
import { harmlessLines, logLines } from "../../support/log-lines";

/** As Ruby's gsub does it, where `^` and `$` are ends of lines. */
function mask(line: string): string {
  return maskingRules.reduce(
    (text, { pattern, ignoreCase }) =>
      text.replace(
        new RegExp(pattern, ignoreCase ? "gim" : "gm"),
        (_, kept: unknown) => (typeof kept === "string" ? kept : "") + masked,
      ),
    line,
  );
}

describe("secrets in logs", () => {
  it.each(logLines)("are masked: %s", (_, written, stored) => {
    expect(mask(written)).toBe(stored);
  });

  it.each(logLines)("are masked once: %s", (_, written) => {
    expect(mask(mask(written))).toBe(mask(written));
  });

  it.each(harmlessLines)("are not seen in: %s", (line) => {
    expect(mask(line)).toBe(line);
  });

  it.each([
    "eyJabcdefghij",
    "password=",
    'password":"',
    "a",
    '\\"token\\":\\"',
    "-----BEGIN PRIVATE KEY-----",
    "://a:",
  ])("take no longer than in proportion to a line of many %s", (piece) => {
    const line = piece.repeat(Math.ceil(256_000 / piece.length));
    const started = performance.now();
    mask(line);
    expect(performance.now() - started).toBeLessThan(3000);
  });
});
