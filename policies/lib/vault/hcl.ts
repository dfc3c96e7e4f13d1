/** A value of HCL, as far as Vault's policies use it. */
export type HclValue = string | number | boolean | HclValue[] | HclObject;

export interface HclObject {
  /** In their order; a key may be written several times. */
  entries: { key: string; labels: string[]; value: HclValue; line: number }[];
}

/** Says where, never what: a policy may hold what is secret. */
export class HclError extends Error {
  constructor(line: number) {
    super(`line ${line} is no HCL`);
    this.name = "HclError";
  }
}

interface Token {
  kind: "name" | "string" | "number" | "sign" | "end";
  text: string;
  line: number;
}

/** Reads HCL of the first version, without what policies have no use for: here-documents and interpolation. */
export function parseHcl(source: string): HclObject {
  return new Parser(tokens(source)).body("end");
}

const TOKEN =
  /(?<space>[ \t\r\n]+|#[^\n]*|\/\/[^\n]*|\/\*[\s\S]*?\*\/)|(?<string>"(?:[^"\\\n]|\\.)*")|(?<number>-?\d+(?:\.\d+)?)|(?<name>[A-Za-z_][\w.-]*)|(?<sign>[{}[\]=,])/y;

function* tokens(source: string): Generator<Token, Token> {
  const pattern = new RegExp(TOKEN);
  let line = 1;
  while (pattern.lastIndex < source.length) {
    const match = pattern.exec(source);
    if (!match?.groups) throw new HclError(line);
    const [kind, text] = Object.entries(match.groups).find(([, value]) => value !== undefined)!;
    if (kind !== "space") yield { kind: kind as Token["kind"], text: text, line };
    line += text.split("\n").length - 1;
  }
  return { kind: "end", text: "end", line };
}

class Parser {
  private next: Token;

  constructor(private readonly source: Generator<Token, Token>) {
    this.next = source.next().value;
  }

  /** Up to the end of the text, or of a block. */
  body(end: "end" | "sign"): HclObject {
    const entries: HclObject["entries"] = [];
    while (this.next.kind !== end || (end === "sign" && this.next.text !== "}")) {
      const { line } = this.next;
      const key = this.key();
      const labels: string[] = [];
      while (this.next.kind === "string" || this.next.kind === "name") labels.push(this.key());
      const assigned = this.next.text === "=" && labels.length === 0;
      if (assigned) this.take("=");
      else if (this.next.text !== "{") throw new HclError(this.next.line);
      entries.push({ key, labels, value: this.value(), line });
      if (this.next.text === ",") this.take(",");
    }
    return { entries };
  }

  private value(): HclValue {
    const { kind, text, line } = this.next;
    if (kind === "string") return this.key();
    if (text === "{") {
      this.advance();
      const object = this.body("sign");
      this.take("}");
      return object;
    }
    if (text === "[") return this.list();
    this.advance();
    if (kind === "number") return Number(text);
    if (text === "true" || text === "false") return text === "true";
    throw new HclError(line);
  }

  private list(): HclValue[] {
    this.take("[");
    const items: HclValue[] = [];
    while (this.next.text !== "]") {
      items.push(this.value());
      if (this.next.text !== "]") this.take(",");
    }
    this.take("]");
    return items;
  }

  private take(sign: string): void {
    if (this.next.text !== sign) throw new HclError(this.next.line);
    this.advance();
  }

  private key(): string {
    const { kind, text, line } = this.next;
    if (kind !== "string" && kind !== "name") throw new HclError(line);
    this.advance();
    return kind === "name" ? text : unquoted(text, line);
  }

  private advance(): void {
    this.next = this.source.next().value ?? { ...this.next, kind: "end", text: "end" };
  }
}

const ESCAPES: Record<string, string> = { n: "\n", t: "\t", '"': '"', "\\": "\\" };

function unquoted(text: string, line: number): string {
  return text.slice(1, -1).replace(/\\(.)/g, (_, escaped: string) => {
    const character = ESCAPES[escaped];
    if (character === undefined) throw new HclError(line);
    return character;
  });
}
