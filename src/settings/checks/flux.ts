import { readFileSync } from "node:fs";
import { fluxHost, sshHost, type FluxSettings } from "../flux";
import type { Settings } from "../index";
import { path, type Problem } from "../problems";
import { duplicates } from "./placed";

/** Rules about Flux, and about what needs it. */
export function fluxProblems(given: Partial<Settings>): Problem[] {
  const { flux, teams = [] } = given;
  return [
    ...teams.flatMap(({ images }, i) =>
      duplicates(images.map(({ name }, j) => [path("teams", i, "images", j, "name"), name])),
    ),
    ...(flux?.kind === "flux"
      ? [
          ...hostProblems(flux),
          ...committerProblems(flux),
          ...automationProblems(flux, given),
          ...secretProblems(flux, given),
          ...webhookProblems(flux, given),
        ]
      : []),
    ...((flux && teams.flatMap((team, i) => imageProblems(flux, team, i))) || []),
  ];
}

/** Whoever answers under another name than its keys say is somebody else. */
function hostProblems({ repository: { url, knownHosts } }: FluxSettings): Problem[] {
  const host = sshHost(url);
  const known = knownHosts.flatMap((line) => line.split(" ")[0]!.split(","));
  if (known.includes(host)) return [];
  const must = `have a host with a key in flux.repository.knownHosts (${[...new Set(known)].join(", ")})`;
  const remedy = `add the line of ssh-keyscan for ${host}, or correct the address`;
  return [{ at: path("flux", "repository", "url"), must, got: url, remedy }];
}

function committerProblems({ committers }: FluxSettings): Problem[] {
  return [
    ...duplicates(committers.map(({ name }, i) => [path("flux", "committers", i, "name"), name])),
    ...committers.flatMap(({ keyFile }, i) => keyProblems(path("flux", "committers", i, "keyFile"), keyFile)),
  ];
}

const kinds = {
  ".asc": {
    public: /^-----BEGIN PGP PUBLIC KEY BLOCK-----/m,
    what: "an armored public PGP key",
    by: "gpg --export --armor",
  },
  ".pub": { public: /^(ssh-(ed25519|rsa)|ecdsa-sha2-\S+|sk-\S+) \S+/, what: "a public SSH key", by: "ssh-keygen -y" },
};

function keyProblems(at: string, keyFile: string): Problem[] {
  const kind = kinds[keyFile.endsWith(".pub") ? ".pub" : ".asc"];
  const remedy = `make it with ${kind.by}`;
  let key: string;
  try {
    key = readFileSync(keyFile, "utf8");
  } catch {
    return [{ at, must: `be a file with ${kind.what}`, got: keyFile, remedy }];
  }
  if (/PRIVATE KEY/.test(key)) {
    const must = `be a file with ${kind.what}, and it is a private one`;
    return [{ at, must, got: keyFile, remedy: `withdraw that key, make another and its public part with ${kind.by}` }];
  }
  return kind.public.test(key) ? [] : [{ at, must: `be a file with ${kind.what}`, got: keyFile, remedy }];
}

/** What is tried out in dev reaches the others by review. */
function automationProblems({ imageAutomation }: FluxSettings, { environments }: Partial<Settings>): Problem[] {
  const others = environments?.filter(({ name }) => name !== "dev").map(({ name }) => name) ?? [];
  if (!imageAutomation || others.length === 0) return [];
  const must = `be false in a stack that carries ${others.join(", ")}, because only dev takes new images by itself`;
  return [{ at: path("flux", "imageAutomation"), must, got: true, remedy: "remove it, and promote by merge request" }];
}

function imageProblems(flux: Settings["flux"], { images }: Settings["teams"][number], i: number): Problem[] {
  if (images.length === 0 || (flux.kind === "flux" && flux.imageAutomation)) return [];
  const must = "be empty while flux.imageAutomation is not on, because nothing looks at them";
  return [
    { at: path("teams", i, "images"), must, got: images.length, remedy: "remove it, or set flux.imageAutomation" },
  ];
}

function secretProblems(flux: FluxSettings, { vault }: Partial<Settings>): Problem[] {
  if (vault?.distribution !== "none") return [];
  const must = "be none while vault.distribution is none, because its keys come from there";
  return [{ at: path("flux", "kind"), must, got: flux.kind, remedy: "change it, or set vault.distribution" }];
}

function webhookProblems({ webhook }: FluxSettings, given: Partial<Settings>): Problem[] {
  const { environments, ingress, certificates, cluster } = given;
  if (!webhook || !environments || !ingress || !certificates || !cluster) return [];
  if (fluxHost({ environments, ingress })) return [];
  const must =
    "be false while GitLab cannot reach the cluster: flux.webhook needs ingress.public and an environment with a domain";
  return [{ at: path("flux", "webhook"), must, got: true, remedy: "set it to false, or enable those" }];
}
