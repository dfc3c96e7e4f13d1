import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writePrivately } from "../../../local/controlplane/files";
import { claimFolder, removeFolder } from "../../../local/controlplane/folder";
import { Layout } from "../../../local/controlplane/layout";
import { loadState, saveState } from "../../../local/controlplane/state";
import { UserError } from "../../../local/lib/errors";

let base: string;
let layout: Layout;
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), "platform-folder-"));
  layout = new Layout(join(base, "out", "local"));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

describe("the state folder", () => {
  it("is made for its owner only, with a note on what it is", () => {
    claimFolder(layout);
    expect(statSync(layout.directory).mode & 0o777).toBe(0o700);
    expect(readFileSync(layout.sign(), "utf8")).toContain("npm run local -- down");
  });

  it("is claimed again, with what is in it", () => {
    claimFolder(layout);
    writeFileSync(layout.state(), "{}");
    claimFolder(layout);
    expect(existsSync(layout.state())).toBe(true);
  });

  it("is claimed when a crash came before its note was in place", () => {
    mkdirSync(layout.directory, { recursive: true });
    writeFileSync(`${layout.sign()}.123.abcd`, "");
    claimFolder(layout);
    expect(existsSync(layout.sign())).toBe(true);
  });

  it("is removed with all that is in it", async () => {
    claimFolder(layout);
    writeFileSync(layout.state(), "{}");
    expect(await removeFolder(layout)).toBe(true);
    expect(existsSync(layout.directory)).toBe(false);
    expect(await removeFolder(layout)).toBe(false);
  });

  it("is the same by whatever way it is named", () => {
    mkdirSync(join(base, "out"));
    symlinkSync(join(base, "out"), join(base, "link"));
    expect(new Layout(join(base, "link", "local")).directory).toBe(layout.directory);
  });

  it("fails when it holds something else, which stays", async () => {
    mkdirSync(layout.directory, { recursive: true });
    writeFileSync(join(layout.directory, "thesis.txt"), "");
    const error = new UserError(
      `the state folder must be empty or made by npm run local, got ${layout.directory} with 1 other files; ` +
        "choose another folder",
    );
    expect(() => claimFolder(layout)).toThrow(error);
    await expect(removeFolder(layout)).rejects.toThrow(error);
    expect(readdirSync(layout.directory)).toEqual(["thesis.txt"]);
  });

  it("fails when it is a file", () => {
    mkdirSync(join(base, "out"));
    writeFileSync(layout.directory, "");
    expect(() => claimFolder(layout)).toThrow(
      new UserError(`the state folder must be a folder of yours, got ${layout.directory} (ENOTDIR); choose another`),
    );
  });
});

describe("a private file", () => {
  it("is readable for its owner only, and leaves no temporary file", () => {
    writePrivately(join(base, "deep", "file"), "secret");
    expect(statSync(join(base, "deep", "file")).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(base, "deep"))).toEqual(["file"]);
  });

  it("is not touched when its content is the same", () => {
    writePrivately(join(base, "file"), "same");
    const { ino } = statSync(join(base, "file"));
    writePrivately(join(base, "file"), "same");
    expect(statSync(join(base, "file")).ino).toBe(ino);
  });
});

describe("the state", () => {
  const state = {
    version: 1 as const,
    ports: { etcd: 20_000 },
    processes: { etcd: { pid: 7, start: "boot-1", port: 20_000, binary: "/bin/etcd", fingerprint: "abc" } },
    versions: { etcd: "3.6.16" },
  };
  const empty = { version: 1, ports: {}, processes: {}, versions: {} };

  it("is read as it was written", () => {
    saveState(layout, state);
    expect(loadState(layout)).toEqual(state);
  });

  it.each([
    ["missing", undefined],
    ["half written", '{"version": 1, "por'],
    ["of another version", JSON.stringify({ ...state, version: 2 })],
    ["without the start of a process", JSON.stringify({ ...state, processes: { etcd: { pid: 7 } } })],
  ])("is empty when its file is %s", (_, text) => {
    claimFolder(layout);
    if (text !== undefined) writeFileSync(layout.state(), text);
    expect(loadState(layout)).toEqual(empty);
  });
});
