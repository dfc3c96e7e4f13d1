import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { injection } from "../../components/lib/vault-injection";
import { root } from "../../local/lib/project";
import { blocksOf, documents, type Block } from "../support/markdown";

const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: Record<string, string> };
const pages = [...documents()];
const tutorial = "docs/tutorial.md";
const shell = pages.flatMap(([page, text]) =>
  blocksOf(text)
    .filter(({ language }) => language === "sh")
    .map((block) => ({ page, block })),
);

/** What `--help` prints, read where it is written: to start every command takes a minute. */
function helpOf(script: string): string | undefined {
  const [, file] = /^tsx (local\/cli\/[\w-]+\.ts)/.exec(scripts[script] ?? "") ?? [];
  if (file === undefined) return undefined;
  const sources = [file, ...importsOf(file)].map((path) => readFileSync(join(root, path), "utf8"));
  const texts = sources.flatMap((source) => [...source.matchAll(/usage = (?:\(.*?\) => )?`([\s\S]*?)`;/g)]);
  return texts.map(([, text]) => text).join("\n");
}

/** Commands behind a script that only chooses between them. */
function importsOf(file: string): string[] {
  const source = readFileSync(join(root, file), "utf8");
  return [...source.matchAll(/from "\.\.\/([\w-]+\/command)"/g)]
    .map(([, path]) => `local/${path}.ts`)
    .filter((path) => existsSync(join(root, path)));
}

/** `npm run SCRIPT` with the options that follow, wherever it is written. */
function npmCommands(text: string): { script: string; options: string[] }[] {
  return [...text.matchAll(/npm (?:run(?: --silent)? (?!--)([\w:-]+)|(test)(?![\w:]))((?: +[^\s`;&|)#]+)*)/g)].map(
    ([, script, test, rest = ""]) => ({
      script: script ?? test ?? "",
      options: rest.split(/ +/).filter((word) => /^--?[a-z]/i.test(word)),
    }),
  );
}

describe("commands in the documentation", () => {
  it("stand in fenced blocks, which say who can run them", () => {
    const wrong = pages.flatMap(([page, text]) => [
      ...blocksOf(text)
        .filter(({ language, marks }) => !known(page, language, marks))
        .map(({ language, marks, line }) => `${page}:${line}: ${[language, ...marks].join(" ")}`),
      ...indentedCommands(text).map((line) => `${page}:${line}: indented`),
    ]);
    expect(wrong).toEqual([]);
  });

  it("are run by the tutorial's test, unless marked", () => {
    const run = new Set(shell.filter(({ page }) => page === tutorial).flatMap(({ block }) => lines(block)));
    const others = shell
      .filter(({ page, block }) => page !== tutorial && block.marks.length === 0)
      .flatMap(({ page, block }) => lines(block).map((line) => ({ page, line })));
    expect(others.filter(({ line }) => !run.has(line))).toEqual([]);
  });

  it("name scripts that exist, with options that they know", () => {
    const wrong = pages.flatMap(([page, text]) =>
      npmCommands(text.replaceAll(/\\?\|/g, "|")).flatMap(({ script, options }) => {
        if (!(script in scripts) && script !== "test") return [`${page}: npm run ${script}`];
        const help = helpOf(script);
        // What they do not know themselves goes on to the Pulumi CLI.
        if (help === undefined || help.includes("options of pulumi")) return [];
        return options
          .map((option) => option.replace(/=.*/, ""))
          .filter((option) => !new RegExp(`(^|[\\s\\[,])${option}(?![\\w-])`, "m").test(help))
          .map((option) => `${page}: npm run ${script} ${option}`);
      }),
    );
    expect(wrong).toEqual([]);
  });

  it("would be found if they were wrong", () => {
    expect(npmCommands("`npm run plan -- dev --out DIR`, npm test; npm run --silent local -- down")).toEqual([
      { script: "plan", options: ["--out"] },
      { script: "test", options: [] },
      { script: "local", options: [] },
    ]);
    expect(helpOf("plan")).toMatch(/--out DIR/);
    expect(helpOf("policies")).toMatch(/--environment E[\s\S]*|--waivers FILE/);
    expect(indentedCommands("Text:\n\n    npm ci\n")).toEqual([3]);
  });

  it("annotate pods as the platform does", () => {
    const [, , block] = blocksOf(readFileSync(join(root, "docs/how-to/add-a-secret.md"), "utf8"));
    const files = [{ name: "password", path: "staging/data/shop/web" }];
    expect(parse(block!.text)).toEqual(injection({ namespace: "shop", files }));
  });
});

/** CONTRIBUTING.md says what the marks mean. */
function known(page: string, language: string, marks: string[]): boolean {
  if (["bash", "shell", "console", ""].includes(language)) return false;
  if (language !== "sh") return marks.length === 0;
  const allowed = page === tutorial ? ["", "refused"] : ["", "account", "contributor"];
  return allowed.includes(marks.join(" "));
}

function lines({ text }: Block): string[] {
  return text
    .split("\n")
    .map((line) => line.replace(/\s+# .*/, "").trim())
    .filter((line) => line !== "");
}

/** Lines of commands in blocks that are only indented, where nothing says who can run them. */
function indentedCommands(markdown: string): number[] {
  let fenced = false;
  return markdown.split("\n").flatMap((line, index, all) => {
    if (/^ *```/.test(line)) fenced = !fenced;
    const begins = !fenced && /^ {4}(npm|npx|kubectl|bao|velero|pulumi|terraform|aws|az|curl|git|export) /.test(line);
    return begins && /^\s*$/.test(all[index - 1] ?? "") ? [index + 1] : [];
  });
}
