import { messageOf } from "../lib/errors";
import type { ConstructContext } from "./construct";
import type { Goal } from "./goal";
import { plain, plainProperties, visitSecrets } from "./inspect";
import { type Objects, textInput, unknownReason } from "./objects";
import type { ChartReport } from "./types";

/** Renders a `kubernetes:helm.sh/v4:Chart`. What cannot be rendered is reported: its objects went past the policies. */
export async function renderChart(
  goal: Goal,
  context: ConstructContext,
): Promise<{ objects?: Objects; report: ChartReport }> {
  const { inputs, name, urn } = goal;
  const version = textInput(goal, "version");
  const about = {
    name,
    urn,
    chart: textInput(goal, "chart") ?? "a chart that is not known yet",
    ...(version === undefined ? {} : { version }),
  };
  const namespace = textInput(goal, "namespace") ?? context.namespace;
  const result = await render(goal, context, namespace);
  if ("reason" in result) {
    context.session.log("info", `chart "${name}" is not rendered: ${result.reason}`, urn);
    return { report: { ...about, rendered: false, objects: 0, reason: result.reason } };
  }
  const secrets: string[] = [];
  visitSecrets(inputs, (text) => secrets.push(text));
  return {
    objects: {
      manifests: result.objects,
      prefix: textInput(goal, "resourcePrefix") ?? name,
      namespace,
      skipAwait: plain(inputs["skipAwait"]) === true,
      secrets,
    },
    report: { ...about, rendered: true, objects: result.objects.length },
  };
}

async function render(goal: Goal, { renderer }: ConstructContext, namespace: string) {
  const { inputs, name } = goal;
  const reason = unknownReason(goal);
  if (reason !== undefined) return { reason };
  if (!renderer) return { reason: "nothing here can render charts" };
  try {
    return await renderer.render({ name, ...plainProperties(inputs), namespace });
  } catch (error) {
    throw new Error(`chart "${name}" could not be rendered: ${messageOf(error)}`);
  }
}
