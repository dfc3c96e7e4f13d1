import { AnalyzerService } from "@pulumi/pulumi/proto/analyzer_grpc_pb";

import type { Rule } from "../rule";
import type { StackMeta } from "./policy";

/** What the engine configured: each policy's name, and the properties it gave it. */
export interface Configuration {
  given: ReadonlyMap<string, readonly string[]>;
  /** Names that are right: rules of all packs, and meta policies. */
  known: ReadonlySet<string>;
}

/**
 * The configuration that the engine will send. The SDK shows each policy its own part only, so what is for no policy
 * would be lost: this looks at the request as it arrives. Call it before the pack is served.
 */
export function receivedConfiguration(): Configuration["given"] {
  const given = new Map<string, readonly string[]>();
  const { configure } = AnalyzerService;
  const decode = configure.requestDeserialize;
  configure.requestDeserialize = (bytes) => {
    const request = decode(bytes);
    given.clear();
    for (const [policy, config] of request.getPolicyconfigMap().entries()) {
      given.set(policy, Object.keys(config.getProperties()?.toJavaScript() ?? {}));
    }
    return request;
  };
  return given;
}

/** @param rules Of this pack. */
export function configurationValid(rules: readonly Rule[], { given, known }: Configuration): StackMeta {
  const problems = () =>
    [...given].flatMap(([policy, properties]) => {
      if (!known.has(policy)) {
        return [`the configuration of "${policy}" is for a policy that does not exist; mend or remove it`];
      }
      const rule = rules.find(({ name }) => name === policy);
      if (!rule) return [];
      const own = Object.keys(rule.config?.properties ?? {});
      const has = own.length > 0 ? `its properties are ${own.join(", ")}` : "it has no properties";
      return properties
        .filter((property) => !own.includes(property))
        .map((property) => `the configuration of "${policy}" must not have "${property}"; ${has}`);
    });
  return {
    name: "configuration-valid",
    description: "The configuration of the policy pack must be for policies that exist, and for properties they have.",
    enforcementLevel: "mandatory",
    severity: "high",
    remediationSteps: "Mend the file that --policy-pack-config names.",
    silent: () => problems().length === 0,
    messages: () => problems().map((text) => ({ urn: "", text })),
  };
}
