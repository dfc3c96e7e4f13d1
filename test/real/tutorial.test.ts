import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { down } from "../../local/controlplane";
import { root } from "../../local/lib/project";
import { blocksOf } from "../support/markdown";

const folder = mkdtempSync(join(tmpdir(), "platform-tutorial-"));

afterAll(async () => {
  await down(join(folder, "platform/out/local"), () => undefined);
  rmSync(folder, { recursive: true, force: true });
});

/** The blocks of a page in one shell after the other, each where the last one ended, with its variables. */
function reader(directory: string) {
  const left = join(folder, "left");
  let [cwd, env] = [directory, process.env];
  return (commands: string) => {
    const script = `set -euo pipefail\n${commands}\npwd > ${left}.cwd\nenv --null > ${left}.env\n`;
    const { status, stdout, stderr } = spawnSync("bash", ["-c", script], { cwd, env, encoding: "utf8" });
    if (status === 0) {
      cwd = readFileSync(`${left}.cwd`, "utf8").trim();
      const variables = readFileSync(`${left}.env`, "utf8").split("\0").filter(Boolean);
      env = Object.fromEntries(variables.map((variable) => variable.split(/=(.*)/s).slice(0, 2) as [string, string]));
    }
    return { status, output: stdout + stderr };
  };
}

it("takes a reader from a clone to the first application, word by word", { timeout: 1_200_000 }, () => {
  const run = reader(folder);
  const blocks = blocksOf(readFileSync(join(root, "docs/tutorial.md"), "utf8"));
  let output = "";
  for (const { language, marks, text, line } of blocks) {
    const at = `docs/tutorial.md:${line}`;
    if (language === "sh") {
      const result = run(text.replace("ADDRESS", root));
      output = result.output;
      expect(result.status === 0, `${at}\n${output}`).toBe(!marks.includes("refused"));
    } else if (language === "text") {
      for (const expected of text.trim().split("\n")) expect(output, at).toContain(expected);
    }
  }
});
