import { describe, expect, it } from "vitest";
import { destroyOptions } from "../../../local/deploy/destroy-options";
import { UserError } from "../../../local/lib/errors";

const none = { check: false, json: false, prepare: false, unprotect: false, where: {}, rest: [] };

describe("options of npm run destroy", () => {
  it("are taken out of what the CLI gets", () => {
    expect(destroyOptions(["--yes", "--diff", "--json"], "dev")).toEqual({
      ...none,
      rest: ["--yes", "--diff", "--json"],
    });
    const where = { kubeconfig: "file", context: "dev" };
    expect(destroyOptions(["--check", "--json", "--kubeconfig=file", "--context", "dev"], "dev")).toEqual({
      ...none,
      check: true,
      json: true,
      where,
    });
    expect(destroyOptions(["--prepare", "--yes", "--unprotect", "--confirm", "dev"], "dev")).toEqual({
      ...none,
      prepare: true,
      unprotect: true,
      rest: ["--yes"],
    });
  });

  it.each([
    [["--prepare"], "nothing"],
    [["--unprotect", "--confirm=production"], '"production"'],
  ])("fail for %j, without the stack's name", (args, got) => {
    expect(() => destroyOptions(args, "dev")).toThrow(
      new UserError(
        `--confirm must be the name of the stack for --prepare and --unprotect, got ${got}; write --confirm dev`,
      ),
    );
  });
});
