import * as sdk from "@pulumi/policy";
import { Report, type Finding } from "../../policies/lib/report";
import type { Resource, Rule } from "../../policies/lib/rule";
import type { ExampleResource } from "./examples";

/** The day on which examples are judged, YYYY-MM-DD: what a page shows must not change by itself. */
export const EXAMPLE_DAY = "2026-06-15";

// Its declaration is stripped from the SDK's types, though its index exports it.
const { unknownCheckingProxy } = sdk as unknown as { unknownCheckingProxy: <T>(props: T) => T };

/** What the rule finds about the resources in production, as it is configured by default. */
export function judgeExample(rule: Rule, resources: readonly ExampleResource[]): Finding[] {
  const byId = new Map(resources.map((resource) => [`${resource.type}::${resource.name}`, resource]));
  const shown = resources.map((resource): Resource => ({
    urn: urnOf(resource),
    type: resource.type,
    name: resource.name,
    props: unknownCheckingProxy(resource.props),
    opts: {
      protect: resource.protect ?? false,
      ignoreChanges: [],
      aliases: [],
      customTimeouts: NO_TIMEOUTS,
      additionalSecretOutputs: [],
    },
    ...(resource.provider && { provider: { props: resource.provider } }),
    propertyDependencies: Object.fromEntries(
      Object.entries(resource.madeOf ?? {}).map(([property, ids]) => [
        property,
        ids.map((id) => byId.get(id)!).map((source) => ({ urn: urnOf(source), type: source.type })),
      ]),
    ),
  }));
  const report = (urn: string) => new Report(urn, () => ({}), CIRCUMSTANCES);
  if (rule.kind === "stack") {
    const whole = report(STACK_URN);
    whole.attempt(() => rule.check(shown, whole));
    return whole.findings;
  }
  return shown.flatMap((resource) => {
    if (!rule.applies(resource.type)) return [];
    const own = report(resource.urn);
    own.attempt(() => rule.check(resource, own));
    return own.findings;
  });
}

const CIRCUMSTANCES = {
  environment: "production",
  today: EXAMPLE_DAY,
  imagesLocked: true,
  ownRegistries: [],
} as const;
const NO_TIMEOUTS = { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 };
const STACK_URN = "urn:pulumi:production::platform::pulumi:pulumi:Stack::platform-production";

function urnOf({ type, name }: ExampleResource): string {
  return `urn:pulumi:production::platform::${type}::${name}`;
}
