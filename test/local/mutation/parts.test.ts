import { describe, expect, it } from "vitest";

import { root } from "../../../local/lib/project";
import { partsOf, touched } from "../../../local/mutation/parts";

describe("parts of a mutation run", () => {
  it("are the rules of each pack, and what all share", () => {
    const parts = partsOf(root, []);
    expect(parts.map(({ name }) => name)).toEqual(["cloud", "kubernetes", "lib", "platform"]);
    const files = parts.flatMap((part) => part.files);
    expect(files).toContain("policies/lib/waivers/waivers.ts");
    expect(files).not.toContain("policies/kubernetes/rules/index.ts");
    expect(files).not.toContain("policies/kubernetes/pack.ts");
    expect(files.filter((file) => !/^policies\/.*\.ts$/.test(file))).toEqual([]);
  });

  it("are the files and folders that are asked for, each once", () => {
    expect(
      partsOf(root, [
        "policies/lib/vault/",
        "policies/lib/vault/hcl.ts",
        "policies/kubernetes/rules/no-host-port.ts",
        "policies/kubernetes/rules/index.ts",
      ]),
    ).toEqual([
      { name: "kubernetes", files: ["policies/kubernetes/rules/no-host-port.ts"] },
      {
        name: "lib",
        files: ["policies/lib/vault/hcl.ts", "policies/lib/vault/policy.ts", "policies/lib/vault/resources.ts"],
      },
    ]);
  });

  it.each(["src/index.ts", "policies/nowhere", "policies-of-others"])("fails when asked for %s", (path) => {
    expect(() => partsOf(root, [path])).toThrow(
      `${path} must be a file or a folder below policies/, named from the project's root`,
    );
  });

  it("are, of a change, the files that it touches and the rules whose cases it touches", () => {
    expect(
      touched(root, [
        "README.md",
        "policies/lib/cron.ts",
        "policies/lib/removed.ts",
        "policies/waivers.yaml",
        "test/policies/cases/s3-baseline.ts",
        "test/policies/lib/cost.test.ts",
      ]),
    ).toEqual(["policies/cloud/rules/s3-baseline.ts", "policies/lib/cron.ts"]);
  });
});
