import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "../../local/lib/project";
import { documents, prose } from "../support/markdown";

const pages = documents();

/** Where links of the page lead, without those in code and what only looks like one, as parts of patterns do. */
function linksOf(markdown: string): string[] {
  const text = prose(markdown).replaceAll(/`[^`]*`/g, (code) => code.replaceAll(/[[\]()]/g, ""));
  return [
    ...[...text.matchAll(/\]\(<?([^)\s>[*]+)>?(?: "[^"]*")?\)/g)].map(([, target]) => target!),
    ...[...text.matchAll(/^ *\[[^\]]+\]: +(\S+)/gm)].map(([, target]) => target!),
  ];
}

/** Names of a page's headings in links, as GitLab and GitHub make them. */
function anchorsOf(markdown: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading = ""] of prose(markdown).matchAll(/^#{1,6} +(.+?) *#*$/gm)) {
    const text = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, "$1").toLowerCase();
    const base = text.replaceAll(/[^\p{L}\p{N}\s_-]/gu, "").replaceAll(/\s/g, "-");
    let anchor = base;
    for (let n = 1; anchors.has(anchor); n++) anchor = `${base}-${n}`;
    anchors.add(anchor);
  }
  return anchors;
}

/** What is wrong with a link, undefined if nothing is. */
function fault(page: string, markdown: string, target: string): string | undefined {
  if (/^[a-z][a-z+.-]*:/i.test(target)) return /^https:\/\/[^/]+\.[^/]+/.test(target) ? undefined : "must be https";
  const [path = "", anchor] = target.split("#");
  const file = path === "" ? page : normalize(join(dirname(page), decodeURI(path)));
  if (file.startsWith("..") || path.startsWith("/")) return "must stay in the project";
  if (!existsSync(join(root, file))) return "leads nowhere";
  if (anchor === undefined) return undefined;
  if (statSync(join(root, file)).isDirectory() || !file.endsWith(".md")) return "has an anchor in what is no page";
  const text = file === page ? markdown : (pages.get(file) ?? readFileSync(join(root, file), "utf8"));
  return anchorsOf(text).has(anchor) ? undefined : "names no heading";
}

describe("links in the documentation", () => {
  it("lead to files and headings that exist, and outside by https alone", () => {
    const broken = [...pages].flatMap(([page, text]) =>
      linksOf(text).flatMap((target) => {
        const problem = fault(page, text, target);
        return problem === undefined ? [] : [`${page}: ${target} ${problem}`];
      }),
    );
    expect(broken).toEqual([]);
  });

  it("reach every page of docs/ from the README", () => {
    const reached = new Set(["README.md"]);
    for (const page of reached) {
      for (const target of linksOf(pages.get(page) ?? "")) {
        const path = target.split("#")[0]!;
        if (path === "" || /^[a-z]+:/.test(path)) continue;
        const file = normalize(join(dirname(page), path));
        if (pages.has(file)) reached.add(file);
        else if (pages.has(join(file, "README.md"))) reached.add(join(file, "README.md"));
      }
    }
    const lost = [...pages.keys()].filter((page) => page.startsWith("docs/") && !page.includes("/runbooks/alerts/"));
    expect(lost.filter((page) => !reached.has(page))).toEqual([]);
  });

  it("would be found if they were broken", () => {
    const text =
      "# A `b` c\n\n[x](#a-b-c) [y](#a-c) [z](gone.md) [h](http://example.com) [o](../../x)\n\n```sh\n[n](no.md)\n```\n";
    expect(linksOf(text).map((target) => [target, fault("docs/traffic.md", text, target)])).toEqual([
      ["#a-b-c", undefined],
      ["#a-c", "names no heading"],
      ["gone.md", "leads nowhere"],
      ["http://example.com", "must be https"],
      ["../../x", "must stay in the project"],
    ]);
  });
});
