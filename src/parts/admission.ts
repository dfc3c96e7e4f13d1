import type * as pulumi from "@pulumi/pulumi";
import { Admission } from "../../components/admission";
import { rules } from "../../policies/kubernetes/rules";
import { bindingSpecs } from "../../policies/lib/admission/bindings";
import { isAdmitted, policySpec } from "../../policies/lib/admission/policy";
import { exceptionsOf } from "../../policies/lib/admission/waived";
import { PUBLISHERS } from "../../policies/lib/kubernetes/images";
import { loadWaivers } from "../../policies/lib/waivers/file";
import { parseWaivers } from "../../policies/lib/waivers/schema";
import type { Context } from "./context";

/** The packs' rules for what others apply. @returns what must be there before teams' workloads are deployed */
export function admission({ config, inCluster }: Context): pulumi.Resource[] {
  if (!config.admission) return [];
  const { stack, registries, ...bindings } = config.admission;
  const { waivers, today } = loadWaivers(process.env, () => parseWaivers);
  const parameters: Record<string, object> = {
    "image-from-approved-registry": { registries: [...PUBLISHERS, ...registries] },
  };
  const policies = rules.filter(isAdmitted).map((rule) => {
    const exceptions = exceptionsOf(rule.name, waivers, stack, today);
    const spec = policySpec(rule, { config: { ...parameters[rule.name] }, exceptions });
    return { name: rule.name, spec, bindings: bindingSpecs(rule, bindings) };
  });
  return [new Admission("admission", { policies }, inCluster)];
}
