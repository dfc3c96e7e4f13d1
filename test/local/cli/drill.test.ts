import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { drillCommand } from "../../../local/cli/drill";
import { choose } from "../../../local/drill";
import { drillMetrics, drillReport } from "../../../local/drill/report";
import { FakeApiServer } from "../../support/fake-api-server";

let server: FakeApiServer;
let written: string;

beforeEach(async () => {
  server = await FakeApiServer.start();
  written = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    written += String(text);
    return true;
  });
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
});
afterEach(async () => {
  vi.restoreAllMocks();
  await server.stop();
});

const call = (...args: string[]) => drillCommand([...args, "--kubeconfig", server.kubeconfig, "--context", "fake"]);

describe("npm run drill", () => {
  it("explains itself", async () => {
    expect(await drillCommand(["--help"])).toBe(0);
    expect(written).toMatch(/^usage: npm run drill -- STACK \[options\]/);
  });

  it.each([
    [[], "the command must name one stack; write for example npm run drill -- production"],
    [["staging", "--timeout", "soon"], '--timeout must be a number of minutes, got "soon"; write for example 60'],
    [["staging", "--timeout", "0"], '--timeout must be a number of minutes, got "0"'],
    [["dev"], "stack dev must have backups, got platform:backup.kind none; there is nothing to restore"],
    [["staging", "--namespace", "nope"], "--namespace must be one that is backed up (staging, "],
    [["staging"], "--context must be given, because stack staging makes its cluster (kind aws)"],
  ])("fails with one message: %j", async (args, message) => {
    await expect(drillCommand(args)).rejects.toThrow(message);
  });

  it("fails when the cluster has no Velero", async () => {
    await expect(call("staging", "--namespace", "staging")).rejects.toThrow(
      "the cluster must have Backup of velero.io/v1, got no such kind; deploy the stack first",
    );
  });

  it("ends with 1 when there is no backup, and writes the figures", async () => {
    server.kinds.push({ apiVersion: "velero.io/v1", kind: "Backup", name: "backups", namespaced: true });
    const empty = { status: 200, body: { items: [] } };
    server.hook = ({ path }) => (path.endsWith("/namespaces/velero/backups") ? empty : undefined);
    const folder = mkdtempSync(join(tmpdir(), "drill-"));
    const metrics = join(folder, "deep", "drill.txt");
    expect(await call("staging", "--namespace", "staging", "--metrics", metrics)).toBe(1);
    expect(stripVTControlCharacters(written)).toContain("staging  restore drill: 1 of 1 not as promised");
    expect(readFileSync(metrics, "utf8")).toContain('platform_restore_problems{stack="staging",namespace="staging"} 1');
    rmSync(folder, { recursive: true });
    expect(server.requests.filter((request) => !request.startsWith("GET "))).toEqual([]);
  });
});

describe("the namespaces of a drill", () => {
  const groups = [
    { recoveryPointMinutes: 60, namespaces: ["a", "b"] },
    { recoveryPointMinutes: 1440, namespaces: ["c"] },
  ];

  it("are all that are backed up, with what they were promised", () => {
    expect(choose(groups, [])).toEqual([
      { namespace: "a", recoveryPointMinutes: 60 },
      { namespace: "b", recoveryPointMinutes: 60 },
      { namespace: "c", recoveryPointMinutes: 1440 },
    ]);
  });

  it("are those that are asked for", () => {
    expect(choose(groups, ["c"])).toEqual([{ namespace: "c", recoveryPointMinutes: 1440 }]);
  });
});

describe("the report of a drill", () => {
  const good = { namespace: "a", backup: "b1", lostMinutes: 12, recoveryPointMinutes: 60, problems: [] };
  const results = [
    { ...good, recoverySeconds: 94.6, objects: 31, volumes: 2 },
    { ...good, namespace: "c", kept: "drill-c", problems: ["a volume is missing"] },
  ];

  it("tells people what was measured and what was promised", () => {
    expect(stripVTControlCharacters(drillReport("production", results))).toBe(
      [
        "production  restore drill: 1 of 2 not as promised",
        "",
        "  ok      a  back after 95 s (31 objects, 2 volumes); 12 minutes would be lost, 60 are promised; backup b1",
        "  failed  c  12 minutes would be lost, 60 are promised; backup b1; kept in drill-c: kubectl delete namespace drill-c when you have looked at it",
        "          → a volume is missing",
        "",
      ].join("\n"),
    );
  });

  it("tells machines the same, and nothing that was not measured", () => {
    expect(
      drillMetrics("production", results)
        .split("\n")
        .filter((line) => !line.startsWith("#")),
    ).toEqual([
      'platform_restore_seconds{stack="production",namespace="a"} 94.6',
      'platform_restore_lost_seconds{stack="production",namespace="a"} 720',
      'platform_restore_lost_seconds{stack="production",namespace="c"} 720',
      'platform_restore_problems{stack="production",namespace="a"} 0',
      'platform_restore_problems{stack="production",namespace="c"} 1',
      "",
    ]);
  });
});
