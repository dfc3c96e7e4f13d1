import { expect, it } from "vitest";

import { AAM, AMM, DAM, DMM, MMM, RMM, RRM } from "../../../policies/lib/levels";

it("names levels as the catalogue does: a letter each for dev, staging and production", () => {
  const words = { A: "advisory", D: "disabled", M: "mandatory", R: "remediate" };
  const word = (letter: string | undefined) => words[letter as keyof typeof words];
  for (const [name, levels] of Object.entries({ AAM, AMM, DAM, DMM, MMM, RMM, RRM })) {
    expect(levels, name).toEqual({ dev: word(name[0]), staging: word(name[1]), production: word(name[2]) });
  }
});
