import { escape } from "../escape";
import type { Picture } from "./model";

/**
 * Graphviz' drawing as a picture of ours: text that can be read and searched, colours that follow the reader's light or
 * dark screen, names for screen readers, and details of each box under the pointer.
 *
 * @param drawn SVG in which nodes and edges come in the order of `dot`
 */
export function svg(picture: Picture, drawn: string): string {
  const nodes = new Map(picture.nodes.map((node) => [node.id, node]));
  const body = drawn
    .slice(drawn.indexOf("<svg"))
    .replace(/<!--[\s\S]*?-->\n?/g, "")
    .replace(/^<svg[^>]*>\n/, "")
    .replace(/<polygon fill="white" stroke="none"[^>]*\/>\n/, "")
    .replace(/ (?:fill|stroke|font-family|font-size|font-weight)="[^"]*"/g, "")
    .replace(/<g id="[^"]*"/g, "<g")
    .replace(/<g class="(node|edge|cluster)([^"]*)">\n<title>([^<]*)<\/title>\n([\s\S]*?)<\/g>\n/g, (_, ...found) => {
      const [kind, classes, title, shapes] = found as [string, string, string, string];
      if (kind === "cluster") return `<g class="cluster${classes}">\n${shapes}</g>\n`;
      const [from = "", to = ""] = unescaped(title).split("->");
      const node = nodes.get(from);
      if (kind === "edge") return edge(classes, nodes.get(from)?.title ?? from, nodes.get(to)?.title ?? to, shapes);
      const about = [node?.title ?? "", ...(node?.lines ?? []), ...(node?.details ?? [])];
      const tooltip = `<title>${escape([...new Set(about)].join("\n"))}</title>`;
      return `<g class="node${classes}">\n${tooltip}\n${shapes.replace("<text", '<text class="name"')}</g>\n`;
    });
  return (
    `<svg class="architecture" role="img" aria-labelledby="architecture-title architecture-description" ` +
    `viewBox="${/viewBox="([^"]*)"/.exec(drawn)![1]!}" xmlns="http://www.w3.org/2000/svg">\n` +
    `<title id="architecture-title">${escape(picture.title)}</title>\n` +
    `<desc id="architecture-description">${escape(picture.description)}</desc>\n` +
    `<style>${style}</style>\n${body}`
  );
}

function edge(classes: string, from: string, to: string, shapes: string): string {
  const words: Readonly<Record<string, string>> = {
    entry: "requests to hosts",
    flow: "connections",
    secrets: "Secrets from Vault",
    storage: "volumes",
    backup: "backups",
  };
  const title = `${from} → ${to}: ${words[classes.trim()] ?? "connections"}`;
  return `<g class="edge${classes}">\n<title>${escape(title)}</title>\n${shapes}</g>\n`;
}

function unescaped(text: string): string {
  const entities: Readonly<Record<string, string>> = { lt: "<", gt: ">", quot: '"', apos: "'", amp: "&" };
  return text.replace(/&(?:#(\d+)|(\w+));/g, (all, code?: string, name?: string) =>
    code === undefined ? (entities[name ?? ""] ?? all) : String.fromCodePoint(Number(code)),
  );
}

/** Everything under the class of the picture: in a page it must not reach anything else. */
const style = `
.architecture { --ink: #1b1f24; --soft: #57606a; --line: #6e7781; --paper: #ffffff; --box: #f6f8fa; --entry: #0550ae; --secret: #6f3fbf; --store: #7a4a00; --team: #e6f2ff; background: var(--paper); color: var(--ink); font-family: Helvetica, Arial, "Liberation Sans", sans-serif; }
@media (prefers-color-scheme: dark) { .architecture { --ink: #f0f3f6; --soft: #b7bdc8; --line: #9198a1; --paper: #0d1117; --box: #1c2128; --entry: #79b8ff; --secret: #c4a5ff; --store: #f0b35a; --team: #10294a; } }
@media print { .architecture { --ink: #000; --soft: #333; --line: #555; --paper: #fff; --box: #fff; --entry: #0550ae; --secret: #6f3fbf; --store: #7a4a00; --team: #fff; } }
.architecture text { fill: var(--soft); font-size: 10.5px; }
.architecture text.name { fill: var(--ink); font-size: 11.5px; font-weight: bold; }
.architecture .cluster text { fill: var(--soft); font-size: 12px; font-weight: bold; }
.architecture .cluster path, .architecture .cluster polygon { fill: none; stroke: var(--line); stroke-opacity: .6; }
.architecture .node path, .architecture .node polygon, .architecture .node ellipse, .architecture .node polyline { fill: var(--box); stroke: var(--line); }
.architecture .node polyline { fill: none; }
.architecture .edge path { fill: none; stroke: var(--line); stroke-width: 1.2; }
.architecture .edge polygon { fill: var(--line); stroke: var(--line); }
.architecture .edge text { fill: var(--ink); paint-order: stroke; stroke: var(--paper); stroke-width: 3px; }
.architecture .entry path { stroke: var(--entry); stroke-width: 2; } .architecture .entry polygon { fill: var(--entry); stroke: var(--entry); }
.architecture .secrets path { stroke: var(--secret); stroke-dasharray: 6 3; } .architecture .secrets polygon { fill: var(--secret); stroke: var(--secret); }
.architecture .storage.edge path, .architecture .backup path { stroke: var(--store); stroke-dasharray: 2 3; } .architecture .storage.edge polygon, .architecture .backup polygon { fill: var(--store); stroke: var(--store); }
`;
