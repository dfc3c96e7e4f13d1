import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { crdModules, goVersion, kubernetesVersion, pins, type Pin } from "../../../local/toolchain/pins";

const folder = join(__dirname, "../../../local/toolchain");
const goMod = (module: string) => readFileSync(join(folder, module, "go.mod"), "utf8");
const goPins = Object.values<Pin>(pins).filter((pin) => pin.from === "go");

describe("the pins", () => {
  it.each(goPins.map((pin) => [pin.command, pin] as const))("agree with the go.mod of %s", (command, pin) => {
    const text = goMod(pin.module);
    expect(text).toContain(`go ${pin.oldestGo ?? goVersion}\n`);
    expect(text).toContain(command);
    const version = (pin.moduleVersion ?? pin.version).replaceAll(".", "\\.");
    expect(text).toMatch(new RegExp(`^\\s*\\S+ v${version}( // indirect)?$`, "m"));
    expect(readFileSync(join(folder, pin.module, "go.sum"), "utf8")).toMatch(/h1:/);
  });

  it("replace every staging module of Kubernetes by the release that belongs to it", () => {
    const staging = kubernetesVersion.replace(/^1\./, "v0.");
    const replaced = [...goMod("kubernetes").matchAll(/^\t(\S+) => (\S+) (\S+)$/gm)];
    expect(replaced.length).toBeGreaterThanOrEqual(30);
    for (const [, from, to, version] of replaced) expect([to, version]).toEqual([from, staging]);
  });

  it("hold a hash for everything that no go.sum verifies", () => {
    for (const { sum } of crdModules) expect(sum).toMatch(/^h1:[A-Za-z0-9+/]{43}=$/);
    for (const hash of pins.bao.sha256) expect(hash).toMatch(/^[0-9a-f]{64}$/);
  });
});
