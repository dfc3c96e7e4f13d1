import type * as pulumi from "@pulumi/pulumi";
import { Admission } from "../../components/admission";
import { waypointName } from "../../components/lib/network-policies";
import { rules } from "../../policies/kubernetes/rules";
import { bindingSpecs } from "../../policies/lib/admission/bindings";
import type { Exception } from "../../policies/lib/admission/exceptions";
import { isAdmitted, policySpec } from "../../policies/lib/admission/policy";
import { exceptionsOf } from "../../policies/lib/admission/waived";
import { PUBLISHERS } from "../../policies/lib/kubernetes/images";
import { loadWaivers } from "../../policies/lib/waivers/file";
import { parseWaivers } from "../../policies/lib/waivers/schema";
import type { PlatformConfig } from "../config";
import type { Context } from "./context";
import { everyNamespaceOf } from "./tenants";

/** The packs' rules for what others apply. @returns what must be there before teams' workloads are deployed */
export function admission(context: Context): pulumi.Resource[] {
  const { config, inCluster } = context;
  if (!config.admission) return [];
  const { stack, ...bindings } = config.admission;
  const { waivers, today } = loadWaivers(process.env, () => parseWaivers);
  const parameters = parametersOf(context);
  const policies = rules.filter(isAdmitted).map((rule) => {
    const exceptions = [
      ...exceptionsOf(rule.name, waivers, stack, today),
      ...waypoints(config).flatMap((exceptions) => exceptions[rule.name] ?? []),
    ];
    const spec = policySpec(rule, { config: { ...parameters[rule.name] }, exceptions });
    return { name: rule.name, spec, bindings: bindingSpecs(rule, bindings) };
  });
  return [new Admission("admission", { policies }, inCluster)];
}

/** What the platform knows of its own, as configuration of the packs. */
function parametersOf({ config, images }: Context): Record<string, object> {
  const agent = config.vault && images.vault[config.vault.distribution];
  // Vault's chart leaves out the registry of its image.
  const injected = agent === undefined ? [] : [agent, agent.replace(/^docker\.io\//, "")];
  return {
    "image-from-approved-registry": { registries: [...PUBLISHERS, ...(config.admission?.registries ?? [])] },
    "image-pinned-by-digest": { injected },
  };
}

/** What istiod makes in namespaces of teams, by a template that nobody here writes, and the rules that it does not meet. */
function waypoints(config: PlatformConfig): Record<string, Exception[]>[] {
  return everyNamespaceOf(config)
    .filter(({ waypoint }) => waypoint)
    .map(({ name: namespace }) => {
      const proxy = { kind: "apps/Deployment", namespace, name: waypointName, container: "istio-proxy" };
      return {
        "automount-token-off": [{ kind: "core/ServiceAccount", namespace, name: waypointName }],
        "image-pinned-by-digest": [proxy],
        "probes-present-and-distinct": [proxy],
      };
    });
}
