import { escape } from "../escape";

/** Text, or markup that was escaped where it was made. */
export type Cell = string | { html: string; class?: string };

export interface Table {
  caption: string;
  head: string[];
  /** The first cell of a row is its header. */
  rows: Cell[][];
  /** Class of a row. */
  rowClass?: (index: number) => string;
  /** It may be wider than the page, and is then scrolled, by keyboard too. */
  wide?: boolean;
}

export function table({ caption, head, rows, rowClass, wide }: Table): string {
  const body = rows.map((row, index) => {
    const given = rowClass?.(index) ?? "";
    const cells = row.map((cell, column) => cellOf(cell, column === 0));
    return `<tr${given === "" ? "" : ` class="${escape(given)}"`}>${cells.join("")}</tr>`;
  });
  const markup =
    `<table${wide ? ' class="wide"' : ""}><caption>${escape(caption)}</caption>\n` +
    `<thead><tr>${head.map((title) => `<th scope="col"><span>${escape(title)}</span></th>`).join("")}</tr></thead>\n` +
    `<tbody>\n${body.join("\n")}\n</tbody></table>`;
  if (!wide) return markup;
  return `<div class="scroll" role="region" tabindex="0" aria-label="${escape(caption)}">${markup}</div>`;
}

function cellOf(cell: Cell, header: boolean): string {
  const [open, close] = header ? ['th scope="row"', "th"] : ["td", "td"];
  if (typeof cell === "string") return `<${open}>${escape(cell)}</${close}>`;
  return `<${open}${cell.class ? ` class="${cell.class}"` : ""}>${cell.html}</${close}>`;
}

/** What is told on demand. */
export function details(summary: string, inner: string): string {
  return `<details><summary>${escape(summary)}</summary>\n${inner}\n</details>`;
}

export function paragraph(text: string): string {
  return `<p>${escape(text)}</p>`;
}

export function list(items: string[]): string {
  return `<ul>${items.map((item) => `<li>${escape(item)}</li>`).join("")}</ul>`;
}

/** A day and how many days are left until it. */
export function daysCell(day: string, daysLeft: number): Cell {
  const left = daysLeft < 0 ? `${-daysLeft} days ago` : daysLeft === 1 ? "1 day left" : `${daysLeft} days left`;
  return { html: `<time datetime="${escape(day)}">${escape(day)}</time>, ${left}`, class: daysLeft < 30 ? "soon" : "" };
}
