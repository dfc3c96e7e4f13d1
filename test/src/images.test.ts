import { describe, expect, it } from "vitest";
import { lockedImages, ownImages } from "../../src/resolve/images";
import { images } from "../../src/versions";

const DIGEST = `sha256:${"0af1".repeat(16)}`;

describe("images of the program", () => {
  it("are deployed by their tags without a lock", () => {
    expect(lockedImages(undefined)).toEqual(images);
  });

  it("are deployed by the digests that the lock has", () => {
    const { grafana, vault } = lockedImages({
      charts: {},
      images: { [images.grafana]: DIGEST, [images.vault.vault]: DIGEST },
    });
    expect({ grafana, vault }).toEqual({
      grafana: `${images.grafana}@${DIGEST}`,
      vault: { openbao: images.vault.openbao, vault: `${images.vault.vault}@${DIGEST}` },
    });
  });

  it("are all pulled, each once", () => {
    const names = ownImages();
    expect(names).toEqual([...new Set(names)]);
    expect(names).toContain(images.veleroPlugin.azure);
    expect(names).toHaveLength(12);
    for (const name of names) expect(name).toMatch(/^[^@]+:[^:@]+$/);
  });
});
