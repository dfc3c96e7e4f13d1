import { readFileSync } from "node:fs";
import type { Settings } from "../index";
import { path, type Problem } from "../problems";
import { inClusterAddress, vaultHost } from "../vault";
import { duplicates } from "./placed";

type Server = Exclude<Settings["vault"], { distribution: "none" }>;

/** Rules about Vault, and about what needs one. */
export function vaultProblems(given: Partial<Settings>): Problem[] {
  const { vault } = given;
  if (!vault) return [];
  if (vault.distribution === "none") return withoutVault(given);
  return [
    ...(vault.configure ? configuredProblems(vault, given) : []),
    ...operatorProblems(vault),
    ...pipelineProblems(vault, given),
  ];
}

function withoutVault({ certificates, storage }: Partial<Settings>): Problem[] {
  const internal = certificates?.internal;
  const needs = [
    ...(internal?.kind === "vault" && internal.server === inClusterAddress
      ? ["certificates.internal.kind is vault"]
      : []),
    ...(storage?.kind === "external" ? ["storage.kind is external"] : []),
  ];
  return needs.map((need) => {
    const must = `not be none while ${need}, because its keys come from there`;
    return { at: path("vault", "distribution"), must, got: "none", remedy: "remove it, or change that" };
  });
}

function configuredProblems(vault: Server, given: Partial<Settings>): Problem[] {
  const problems: Problem[] = [];
  const { environments, ingress, certificates, cluster } = given;
  const known = environments && ingress && certificates && cluster;
  const published = known && vaultHost({ vault, environments, ingress, certificates, cluster });
  if (vault.address === undefined && known && !published) {
    const must = "be set while vault.configure is true, because Vault is not published and the program cannot reach it";
    const remedy = `write how the deployer reaches it, or enable ${path("ingress", "internal")} and give an environment a domain`;
    problems.push({ at: path("vault", "address"), must, remedy });
  }
  if (vault.operators.length === 0) {
    const must = "name at least one person while vault.configure is true, because nobody could unseal or recover it";
    const remedy = "add their public PGP keys, or remove vault.configure";
    problems.push({ at: path("vault", "operators"), must, remedy });
  }
  return problems;
}

function operatorProblems({ operators, threshold }: Server): Problem[] {
  const at = path("vault", "threshold");
  const problems = [
    ...duplicates(operators.map(({ name }, i) => [path("vault", "operators", i, "name"), name])),
    ...duplicates(operators.map(({ pgpKeyFile }, i) => [path("vault", "operators", i, "pgpKeyFile"), pgpKeyFile])),
    ...operators.flatMap(({ pgpKeyFile }, i) => keyProblems(path("vault", "operators", i, "pgpKeyFile"), pgpKeyFile)),
  ];
  if (threshold === undefined) return problems;
  if (threshold > operators.length) {
    const must = `be at most the number of vault.operators (${operators.length})`;
    problems.push({ at, must, got: threshold, remedy: "lower it or name more people" });
  } else if (threshold === 1 && operators.length > 1) {
    const must = `be 2 or more of ${operators.length} people, because Vault divides no key of which one part is enough`;
    problems.push({ at, must, got: threshold, remedy: "raise it or name one person" });
  }
  return problems;
}

/** A public key, not a private one that somebody committed by mistake. */
function keyProblems(at: string, file: string): Problem[] {
  const remedy = "export it with gpg --export --armor";
  let key: Buffer;
  try {
    key = readFileSync(file);
  } catch {
    return [{ at, must: "be a file with a public PGP key", got: file, remedy }];
  }
  const armored = /^-----BEGIN PGP (PUBLIC|PRIVATE) KEY BLOCK-----/m.exec(key.toString("latin1"));
  const tag = packetTag(key[0] ?? 0);
  if (armored?.[1] === "PRIVATE" || (!armored && tag === secretKeyTag)) {
    const must = "be a public PGP key, and it is a private one";
    return [{ at, must, got: file, remedy: `withdraw that key, make another and ${remedy}` }];
  }
  if (armored || tag === publicKeyTag) return [];
  return [{ at, must: "be a file with a public PGP key", got: file, remedy }];
}

const secretKeyTag = 5;
const publicKeyTag = 6;

/** Kind of the packet that a binary key begins with (RFC 9580, 4.2). */
function packetTag(first: number): number | undefined {
  if (!(first & 0x80)) return undefined;
  return first & 0x40 ? first & 0x3f : (first >> 2) & 0x0f;
}

function pipelineProblems({ pipelines }: Server, { environments }: Partial<Settings>): Problem[] {
  const names = environments?.map(({ name }) => name);
  return (pipelines?.projects ?? []).flatMap(({ environment }, i): Problem[] => {
    if (!names || names.includes(environment)) return [];
    const at = path("vault", "pipelines", "projects", i, "environment");
    const must = `be an environment of this stack (${names.join(", ")})`;
    return [{ at, must, got: environment, remedy: "write one of them" }];
  });
}
