/** Most characters of a line; terminals of people on call are narrow. */
const columns = 110;

/** A list as lines of text, broken between its items. @param indent spaces before every line but the first */
export function wrap(items: string[], indent: number): string[] {
  const lines: string[] = [];
  for (const [i, item] of items.entries()) {
    const text = i < items.length - 1 ? `${item},` : item;
    const last = lines.at(-1);
    if (last === undefined || indent + last.length + 1 + text.length > columns) lines.push(text);
    else lines[lines.length - 1] = `${last} ${text}`;
  }
  return lines.map((line, i) => (i === 0 ? line : " ".repeat(indent) + line));
}

/** Text as lines, each after an indent and broken between words; its own line breaks stay. */
export function wrapText(text: string, indent: string): string[] {
  return text.split("\n").flatMap((line) => {
    const lines: string[] = [];
    for (const word of line.split(" ")) {
      const last = lines.at(-1);
      if (last === undefined || last.length + 1 + word.length > columns) lines.push(indent + word);
      else lines[lines.length - 1] = `${last} ${word}`;
    }
    return lines;
  });
}
