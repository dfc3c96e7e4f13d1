const binary = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
const decimal = ["k", "M", "G", "T", "P", "E"];

/** The number that a Kubernetes quantity (`250m`, `1Gi`, `2`) means. */
export function quantity(text: string): number {
  const [, amount = "", unit = ""] = /^([0-9.eE+-]+?)(m|[kMGTPE]|[KMGTPE]i)?$/.exec(text) ?? [];
  const factor =
    unit === "m"
      ? 1e-3
      : unit.endsWith("i")
        ? 1024 ** (binary.indexOf(unit) + 1)
        : unit === ""
          ? 1
          : 1000 ** (decimal.indexOf(unit) + 1);
  return Number(amount) * factor;
}
