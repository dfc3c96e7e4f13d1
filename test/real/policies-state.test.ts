import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { run } from "../../local/engine";
import { loadStack } from "../../local/engine/project";
import { SecretValue, UNKNOWN, type RunResult } from "../../local/engine/types";
import { choose } from "../../local/judge/rules";
import { readState } from "../../local/judge/state";
import { root } from "../../local/lib/project";
import { everything, judged, packs, told } from "../support/verdicts";

describe("the verdicts of a state", () => {
  it("are those of a plan of the stack whose state they are", async () => {
    const stack = "staging";
    const planned = await run({
      directory: root,
      stack,
      config: loadStack(root, stack),
      packs,
      dryRun: true,
      keepGoing: true,
    });
    expect(planned.errors).toEqual([]);
    const { subjects } = readState({ file: "state.json", text: stateOf(planned) });
    const { config } = choose({ ...everything, environment: stack, extent: "program" });
    const waivers = join(root, "policies/waivers.yaml");
    const own = await judged({ stack, environment: stack, subjects, config, waivers });
    expect(own.length).toBeGreaterThan(20);
    const expected = planned.findings.filter(({ status }) => status !== "remediated");
    expect(told(own)).toEqual(told(expected));
  });
});

/** As Pulumi would write it, had it deployed nothing but the plan. */
function stateOf({ resources }: RunResult): string {
  const written = resources.map((resource) => ({
    ...resource,
    inputs: marked(resource.inputs),
    outputs: marked(resource.outputs),
  }));
  return JSON.stringify({ version: 3, deployment: { resources: written } }, undefined, 2);
}

function marked(value: unknown): unknown {
  if (value === UNKNOWN) return "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
  if (value instanceof SecretValue) {
    const plaintext = JSON.stringify(marked(value.value));
    return { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", plaintext };
  }
  if (Array.isArray(value)) return value.map(marked);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, marked(member)]));
}
