import { ingressClasses } from "../../components/lib/ingress-classes";
import type { Settings } from "../settings";
import { domainsOf, usesExternalDns } from "../settings/zones";

/** Who writes records, and which. */
export interface DnsPlan {
  policy: "sync" | "upsert-only";
  /** Marks the records of this stack: it changes no others. */
  owner: string;
  /** No record outside of these is touched. */
  domains: string[];
  /** Classes of the Ingresses that are read. */
  classes: string[];
}

/** Undefined where somebody else writes the records. */
export function dnsPlan(stack: string, settings: Settings): DnsPlan | undefined {
  const { dns, ingress, environments } = settings;
  if (ingress.kind === "none" || !usesExternalDns(settings)) return undefined;
  return {
    policy: dns.policy,
    owner: `platform-${stack}`,
    domains: domainsOf(environments),
    classes: (["public", "internal"] as const)
      .filter((exposure) => ingress[exposure].enabled)
      .map((exposure) => ingressClasses[exposure]),
  };
}
