import { describe, expect, it } from "vitest";
import { isDiskFull } from "../../../local/toolchain/disk";

const coded = (code: string) => Object.assign(new Error("it went wrong"), { code });

describe("a full disk", () => {
  it.each([
    "link: write /cache/a.out: no space left on device",
    "OSError: [Errno 28] No space left on device",
    "write failed: Disk quota exceeded",
    coded("ENOSPC"),
    coded("EDQUOT"),
  ])("is recognised in %s", (problem) => {
    expect(isDiskFull(problem)).toBe(true);
  });

  it.each(["undefined: space", "", coded("EACCES"), new Error("other"), undefined])("is not seen in %s", (problem) => {
    expect(isDiskFull(problem)).toBe(false);
  });
});
