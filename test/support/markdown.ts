import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../../local/lib/project";

/** A fenced block of a Markdown file. */
export interface Block {
  /** First word after the fence. */
  language: string;
  /** The words after it. */
  marks: string[];
  text: string;
  /** Line of its fence, from 1. */
  line: number;
}

/** Markdown that people read, by its path in the project. */
export function documents(): Map<string, string> {
  const files = execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "*.md"], { cwd: root });
  const paths = files.toString().trim().split("\n");
  return new Map(paths.map((path) => [path, readFileSync(join(root, path), "utf8")]));
}

export function blocksOf(markdown: string): Block[] {
  const blocks: Block[] = [];
  let open: (Block & { indent: number }) | undefined;
  markdown.split("\n").forEach((line, index) => {
    const [, spaces = "", info] = /^( *)```(.*)$/.exec(line) ?? [];
    if (info === undefined) {
      if (open) open.text += `${line.slice(open.indent)}\n`;
    } else if (open) {
      const { language, marks, text, line: at } = open;
      blocks.push({ language, marks, text, line: at });
      open = undefined;
    } else {
      const [language = "", ...marks] = info.trim().split(/ +/);
      open = { language, marks, text: "", line: index + 1, indent: spaces.length };
    }
  });
  return blocks;
}

/** The text without its fenced blocks; lines stay where they are. */
export function prose(markdown: string): string {
  return markdown.replaceAll(/^ *```[\s\S]*?^ *```$/gm, (block) => block.replaceAll(/.+/g, ""));
}
