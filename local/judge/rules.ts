import { ENVIRONMENTS, type Environment } from "../../policies/lib/environment";
import type { Rule } from "../../policies/lib/rule";
import { rules as cloud } from "../../policies/cloud/rules";
import { rules as kubernetes } from "../../policies/kubernetes/rules";
import { rules as platform } from "../../policies/platform/rules";
import { UserError } from "../lib/errors";

/** The rules of the packs, which are named as their folders. */
export const packs: Readonly<Record<string, readonly Rule[]>> = { cloud, kubernetes, platform };

/** What is judged: objects that a team writes, all that a cluster holds, or what a Pulumi program made. */
export type Extent = "alone" | "cluster" | "program";

/** Rules about what a platform puts around workloads, and what they look for. */
export const SURROUNDINGS: Readonly<Record<string, string>> = {
  "backup-store-immutable": "buckets of backups",
  "binding-targets-exist": "roles and service accounts",
  "certificate-issuer-exists": "issuers",
  "component-is-observed": "monitors, alerts and collectors of logs",
  "cost-owned-and-bounded": "quotas, limits and budgets",
  "default-deny-allows-dns": "network policies",
  "every-pod-isolated-both-ways": "network policies",
  "flux-source-trusted-and-verified": "sources of Flux",
  "ingress-chain-closed": "Services, certificates and network policies",
  "mesh-strict-mtls": "policies of the mesh",
  "namespace-default-deny": "network policies",
  "pvc-class-exists": "storage classes",
  "pvc-in-backup-schedule": "schedules of Velero",
  "referenced-config-exists": "Secrets, ConfigMaps, service accounts and priority classes",
  "storageclass-encrypted-retained": "clusters of Ceph",
};

/** Rules about options that only a Pulumi program sets. */
export const OPTIONS: Readonly<Record<string, string>> = {
  "stateful-resources-protected": "it asks for Pulumi's option protect, which manifests cannot have",
};

/** How a rule is applied, as a policy pack takes its configuration: a level, or a level with properties. */
export type PackConfig = Record<string, unknown>;

export interface Choice {
  environment: Environment;
  extent: Extent;
  /** Only these rules. */
  only: readonly string[];
  /** Not these rules. */
  disable: readonly string[];
  /** Levels and properties of rules, which win over all else but `only` and `disable`. */
  config: PackConfig;
}

export interface Applied {
  config: PackConfig;
  /** Rules that judge nothing, and why. */
  left: { rule: string; reason: string }[];
}

/**
 * Which rules judge, and how.
 * @throws UserError for the name of a rule that does not exist
 */
export function choose({ environment, extent, only, disable, config }: Choice): Applied {
  only.forEach((name) => known(name, "--only"));
  disable.forEach((name) => known(name, "--disable"));
  Object.keys(config).forEach((name) => name === "all" || known(name, "--config"));
  const result: Applied = { config: { ...config }, left: [] };
  for (const rule of Object.values(packs).flat()) {
    const reason = reasonAgainst(rule, environment, extent, only, disable, config);
    if (reason !== undefined) {
      result.config[rule.name] = "disabled";
      result.left.push({ rule: rule.name, reason });
    } else if (rule.levels[environment] === "remediate" && config[rule.name] === undefined && !("all" in config)) {
      // A deployment repairs it; what is judged here stays as it is, and nothing is wrong with that.
      result.config[rule.name] = "advisory";
    }
  }
  return result;
}

function reasonAgainst(
  rule: Rule,
  environment: Environment,
  extent: Extent,
  only: readonly string[],
  disable: readonly string[],
  config: PackConfig,
): string | undefined {
  const { name } = rule;
  if (disable.includes(name)) return "--disable names it";
  if (only.length > 0 && !only.includes(name)) return "--only does not name it";
  // Whoever names a rule knows what it looks for.
  if (only.includes(name) || name in config) return undefined;
  const around = SURROUNDINGS[name];
  if (extent === "alone" && around !== undefined) return `it looks for ${around} around what is judged`;
  if (extent !== "program" && OPTIONS[name] !== undefined) return OPTIONS[name];
  return rule.levels[environment] === "disabled" ? `it is disabled in ${environment}` : undefined;
}

function known(name: string, option: string): void {
  const names = Object.values(packs)
    .flat()
    .map((rule) => rule.name);
  if (names.includes(name)) return;
  const near = names.filter((other) => other.includes(name) || name.includes(other));
  const hint = near.length > 0 ? `did you mean ${near.join(" or ")}?` : "docs/policies lists the rules";
  throw new UserError(`${option} must name a rule, got "${name}"; ${hint}`);
}

/** @throws UserError when it is none */
export function environmentNamed(name: string): Environment {
  const found = ENVIRONMENTS.find((environment) => environment === name);
  if (found) return found;
  throw new UserError(`--environment must be ${ENVIRONMENTS.join(", ")}, got "${name}"; write one of these`);
}
