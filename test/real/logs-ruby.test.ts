import { execFile, spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { livenessScript } from "../../components/logging/aggregator";
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

describe("whether an aggregator lives", () => {
  let folder: string;
  const server = createServer((_, response) => response.writeHead(status).end());
  let status: number;

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "platform-logs-alive-"));
    status = 200;
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterEach(async () => {
    rmSync(folder, { recursive: true });
    await new Promise((resolve) => server.close(resolve));
  });

  /** The probe, with a file in place of the process, whose time says when that started. */
  async function probe(renewed: Date) {
    const started = new Date("2026-11-25T12:00:00Z");
    const { port } = server.address() as AddressInfo;
    for (const [name, time] of Object.entries({ process: started, "tls.crt": renewed, password: started })) {
      writeFileSync(join(folder, name), "");
      utimesSync(join(folder, name), time, time);
    }
    const script = livenessScript
      .replace('File.stat("/proc/1").ctime', `File.stat("${folder}/process").mtime`)
      .replaceAll(/\/fluentd\/(tls|elasticsearch)/g, folder)
      .replace("9880", String(port));
    const ran = promisify(execFile)("ruby", ["-rnet/http", "-e", script]);
    return ran.then(
      () => "alive",
      ({ stderr }: { stderr: string }) => stderr.trim(),
    );
  }
  const before = new Date("2026-11-25T11:00:00Z");

  it("is seen by its answer", async () => {
    expect(await probe(before)).toBe("alive");
    status = 503;
    expect(await probe(before)).toBe("503");
  });

  it("ends with a new certificate, which only a start reads", async () => {
    expect(await probe(new Date("2026-11-25T13:00:00Z"))).toBe("renewed");
  });
});
