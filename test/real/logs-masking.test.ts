import { spawnSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { aggregatorConfig } from "../../components/logging/aggregator-config";
import { harmlessLines, logLines } from "../support/log-lines";

/** The rules as the aggregators' configuration holds them, by the language that Fluentd is written in. */
function maskByRuby(lines: string[]): string[] {
  const input = JSON.stringify({ config: aggregatorConfig({ streams: [], bufferGiB: 20 }), lines });
  const { error, status, stdout, stderr } = spawnSync("ruby", ["test/support/masking.rb"], {
    input,
    encoding: "utf8",
    maxBuffer: 64e6,
  });
  if (error) throw new Error(`ruby must be on PATH, got: ${error.message}; apt-get install ruby`);
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as string[];
}

describe("secrets in logs, masked by Ruby", () => {
  it("are what they are without it", () => {
    expect(maskByRuby(logLines.map(([, written]) => written))).toEqual(logLines.map(([, , stored]) => stored));
  });

  it("are masked once", () => {
    const stored = logLines.map(([, , each]) => each);
    expect(maskByRuby(stored)).toEqual(stored);
  });

  it("are not seen in other lines", () => {
    expect(maskByRuby([...harmlessLines])).toEqual([...harmlessLines]);
  });

  it("take no longer than in proportion to a line", () => {
    const pieces = ["eyJabcdefghij", "eyJabcdefghi-", "password=", 'password":"', "a", "://a:"];
    const started = performance.now();
    maskByRuby(pieces.map((piece) => piece.repeat(Math.ceil(256_000 / piece.length))));
    expect(performance.now() - started).toBeLessThan(20_000);
  });
});
