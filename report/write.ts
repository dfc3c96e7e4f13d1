import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { root } from "../local/lib/project";
import { html } from "./html";
import { manifests } from "./manifests";
import { markdown } from "./markdown";
import { draw } from "./picture";
import type { Report } from "./report";

/** Writes the reports of a stack to `directory`, all or none: a reader never sees files of two runs. */
export async function writeReports(directory: string, report: Report): Promise<void> {
  const drawing = await draw(report.plan);
  const files = {
    "plan.json": `${JSON.stringify(report.plan, null, 2)}\n`,
    "manifests.yaml": manifests(report.plan),
    "plan.md": markdown(report),
    "architecture.svg": drawing.svg,
    "report.html": html(report, { drawing, rulePage: rulePages(directory) }),
  };
  const fresh = `${directory}.new-${process.pid}`;
  mkdirSync(fresh, { recursive: true });
  try {
    for (const [name, text] of Object.entries(files)) writeFileSync(join(fresh, name), text);
    rmSync(directory, { recursive: true, force: true });
    renameSync(fresh, directory);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** Explanations of rules lie in the project, wherever its reports go. */
function rulePages(directory: string): (policy: string) => string | undefined {
  const pages = join(root, "docs", "policies");
  return (policy) => {
    const page = join(pages, `${policy}.md`);
    return existsSync(page) ? relative(directory, page).split(sep).join("/") : undefined;
  };
}
