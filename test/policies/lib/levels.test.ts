import { expect, it } from "vitest";

import * as levels from "../../../policies/lib/levels";

it("names levels as the catalogue does: a letter each for dev, staging and production", () => {
  const words = { A: "advisory", D: "disabled", M: "mandatory", R: "remediate" };
  const word = (letter: string | undefined) => words[letter as keyof typeof words];
  expect(levels).toEqual(
    Object.fromEntries(
      ["AAM", "AMM", "MMM", "RMM", "RRM", "DMM", "DAM"].map((name) => [
        name,
        { dev: word(name[0]), staging: word(name[1]), production: word(name[2]) },
      ]),
    ),
  );
});
