/** One value of an attribute. */
export type HclValue = string | number | boolean | string[];

/** `type "label" { … }` */
export interface HclBlock {
  type: string;
  /** @default none */
  label?: string;
  /** Attributes whose value is undefined are left out. */
  attributes: Record<string, HclValue | undefined>;
  /** @default none */
  blocks?: HclBlock[];
}

/** The body of a file in HashiCorp's configuration language: attributes, then blocks. */
export function hcl({ attributes, blocks = [] }: Pick<HclBlock, "attributes" | "blocks">, indent = ""): string {
  const lines = Object.entries(attributes).flatMap(([name, value]) =>
    value === undefined ? [] : [`${indent}${name} = ${literal(value)}\n`],
  );
  const nested = blocks.map((block) => {
    const label = block.label === undefined ? "" : ` ${literal(block.label)}`;
    return `${indent}${block.type}${label} {\n${hcl(block, `${indent}  `)}${indent}}\n`;
  });
  return [...lines, ...nested].join("");
}

/**
 * Vault's dialect reads strings as JSON does.
 * @throws Error for what would begin a template, whose quoting is another
 */
function literal(value: HclValue): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  const text = JSON.stringify(value);
  if (/[$%]\{/.test(text)) throw new Error(`a string must not hold \${ or %{, got ${text}; write it otherwise`);
  return text;
}
