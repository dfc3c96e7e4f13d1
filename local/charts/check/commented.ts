import * as yaml from "yaml";

/** Keys that a values file shows only as comments (`# className: nginx`), by the map that they would be in. */
export interface Commented {
  keys: Set<string>;
  children: Map<string, Commented>;
}

const commentedKey = /^(\s*)#+ ?([A-Za-z_][\w./-]*):(\s|$)/;

/** Finds them: a comment belongs to the map at whose keys' column its `#` stands, as far as that map reaches. */
export function commentedKeys(values: string): Commented {
  const lines = values.split("\n");
  const counter = new yaml.LineCounter();
  const document = yaml.parseDocument(values, { lineCounter: counter, merge: true });

  const visit = (node: unknown): Commented => {
    const map = yaml.isAlias(node) ? node.resolve(document) : node;
    const found: Commented = { keys: new Set(), children: new Map() };
    if (!yaml.isMap<yaml.Scalar>(map)) return found;
    const first = map.items[0]?.key.range?.[0];
    if (first !== undefined && !map.flow) {
      const { line, col } = counter.linePos(first);
      found.keys = keysAround(lines, line - 1, col - 1);
    }
    for (const { key, value } of map.items) found.children.set(String(key.value), visit(value));
    return found;
  };
  return visit(document.contents);
}

/** Commented keys above and below a map's first line, up to what is less indented. */
function keysAround(lines: string[], first: number, column: number): Set<string> {
  const keys = new Set<string>();
  const read = (line: string) => {
    const [, indent = "", key] = commentedKey.exec(line) ?? [];
    if (key && indent.length === column) keys.add(key);
  };
  const isComment = (line: string) => /^\s*(#|$)/.test(line);
  for (let i = first - 1; i >= 0 && isComment(lines[i]!); i--) read(lines[i]!);
  for (let i = first; i < lines.length; i++) {
    const line = lines[i]!;
    if (isComment(line)) read(line);
    else if (line.search(/\S/) < column) break;
  }
  return keys;
}
