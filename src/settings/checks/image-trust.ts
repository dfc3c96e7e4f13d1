import { readFileSync } from "node:fs";
import type { ImageTrustSettings } from "../image-trust";
import type { Settings } from "../index";
import { path, type Problem } from "../problems";

type Team = Settings["teams"][number];

/** Rules about signatures of images. */
export function imageTrustProblems(given: Partial<Settings>): Problem[] {
  const { imageTrust, teams = [] } = given;
  if (!imageTrust) return [];
  if (imageTrust.kind === "none") return teams.flatMap(withoutVerification);
  return [
    ...projectProblems(given),
    ...credentialProblems(imageTrust, given),
    ...issuerProblems(imageTrust, given),
    ...rootProblems(imageTrust),
    ...teams.flatMap(({ imageTrust: { keyFiles } }, i) =>
      keyFiles.flatMap((file, j) => keyProblems(path("teams", i, "imageTrust", "keyFiles", j), file)),
    ),
  ];
}

function withoutVerification({ imageTrust: { mode, keyFiles } }: Team, i: number): Problem[] {
  if (mode === undefined && keyFiles.length === 0) return [];
  const must = "be left out while imageTrust.kind is none";
  return [{ at: path("teams", i, "imageTrust"), must, remedy: "remove it, or set platform:imageTrust" }];
}

function projectProblems({ gitlab }: Partial<Settings>): Problem[] {
  if (gitlab?.kind !== "none") return [];
  const must = "be none while gitlab.kind is none, because images are verified by the projects of teams there";
  return [{ at: path("imageTrust", "kind"), must, got: "kyverno", remedy: "change it, or set platform:gitlab" }];
}

function credentialProblems({ credentials }: ImageTrustSettings, { vault }: Partial<Settings>): Problem[] {
  if (!credentials || vault?.distribution !== "none") return [];
  const must = "be false while vault.distribution is none, because they come from there";
  const remedy = "set it to false where anybody may read the registry, or set vault.distribution";
  return [{ at: path("imageTrust", "credentials"), must, got: true, remedy }];
}

/** The public Sigstore knows no other GitLab. */
function issuerProblems({ sigstore }: ImageTrustSettings, { gitlab, teams = [] }: Partial<Settings>): Problem[] {
  if (!gitlab || gitlab.kind === "none" || sigstore) return [];
  const { origin } = new URL(gitlab.baseUrl);
  const keyless = teams.filter(({ projects, imageTrust }) => projects.length > 0 && imageTrust.keyFiles.length === 0);
  if (origin === "https://gitlab.com" || keyless.length === 0) return [];
  const names = keyless.map(({ name }) => name).join(", ");
  const must = `be set for ${origin}, because the public Sigstore takes tokens of gitlab.com alone`;
  const remedy = `name a Sigstore of your own, or give these teams imageTrust.keyFiles: ${names}`;
  return [{ at: path("imageTrust", "sigstore"), must, remedy }];
}

function rootProblems({ sigstore }: ImageTrustSettings): Problem[] {
  if (!sigstore || /"_type":\s*"root"/.test(contentOf(sigstore.rootFile) ?? "")) return [];
  const must = "be a file with root.json of a TUF repository";
  const remedy = "take 1.root.json of the mirror, and compare it with what its operators publish";
  return [{ at: path("imageTrust", "sigstore", "rootFile"), must, got: sigstore.rootFile, remedy }];
}

function keyProblems(at: string, keyFile: string): Problem[] {
  const content = contentOf(keyFile) ?? "";
  const must = "be a file with a public key in PEM";
  if (/PRIVATE KEY/.test(content)) {
    const remedy = "withdraw that key, make another with cosign generate-key-pair, and give its cosign.pub";
    return [{ at, must: `${must}, and it is a private one`, got: keyFile, remedy }];
  }
  if (/^-----BEGIN PUBLIC KEY-----$/m.test(content)) return [];
  return [{ at, must, got: keyFile, remedy: "give the cosign.pub that cosign generate-key-pair makes" }];
}

/** Undefined where it cannot be read. */
function contentOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
