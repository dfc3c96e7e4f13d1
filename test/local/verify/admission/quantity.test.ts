import { describe, expect, it } from "vitest";
import { quantity } from "../../../../local/verify/admission/quantity";

describe("a quantity", () => {
  it.each([
    ["0", 0],
    ["2", 2],
    ["1.5", 1.5],
    ["250m", 0.25],
    ["1k", 1000],
    ["3M", 3e6],
    ["1Ki", 1024],
    ["1Gi", 1024 ** 3],
    ["1024Mi", 1024 ** 3],
    ["2e3", 2000],
  ])("%s", (text, value) => {
    expect(quantity(text)).toBe(value);
  });
});
