/** A section of Fluentd's configuration, `<type argument> … </type>`. */
export interface FluentdSection {
  type: string;
  /** @default none */
  argument?: string;
  parameters?: Record<string, FluentdValue>;
  /** @default none */
  sections?: FluentdSection[];
}

/** A value, or the content of a file that is read when Fluentd starts: secrets are in no configuration. */
export type FluentdValue = string | number | boolean | { file: string };

/** The text of the sections, as Fluentd reads it. */
export function fluentdConfig(sections: FluentdSection[], indent = ""): string {
  return sections
    .map(({ type, argument, parameters = {}, sections: inner = [] }) => {
      const opening = argument === undefined ? type : `${type} ${argument}`;
      const lines = Object.entries(parameters).map(([name, value]) => `${indent}  ${name} ${literal(value)}\n`);
      return `${indent}<${opening}>\n${lines.join("")}${fluentdConfig(inner, `${indent}  `)}${indent}</${type}>\n`;
    })
    .join("");
}

/** Single quotes, in which nothing is evaluated, but for plain words. */
function literal(value: FluentdValue): string {
  if (typeof value === "object") return `"#{File.read('${value.file}').strip}"`;
  const text = String(value);
  return /^[\w@./:-]+$/.test(text) ? text : `'${text.replace(/[\\']/g, "\\$&")}'`;
}
