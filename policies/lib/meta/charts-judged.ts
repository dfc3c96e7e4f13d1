import { Charts, RELEASE } from "../kubernetes/charts";
import type { StackMeta } from "./policy";

/** Tells of charts whose objects no rule sees. The one pack that sees most of a stack says it for all. */
export const chartsJudged: StackMeta = {
  name: "charts-judged",
  description: "Rules must see the objects of every chart.",
  enforcementLevel: "advisory",
  severity: "medium",
  remediationSteps:
    "A Release: deploy it as helm.v4.Chart, or judge what `helm template` makes of it with npm run policies -- FILE. A Chart: npm run charts -- pull, so that it can be rendered here.",
  messages(resources) {
    const releases = resources
      .filter(({ type }) => type === RELEASE)
      .map(({ urn }) => ({ urn, text: "a Release shows none of its objects, so that no rule judges them" }));
    const blank = new Charts(resources)
      .unrendered()
      .map(({ name }) => name)
      .sort();
    if (blank.length === 0) return releases;
    const text = `no rule judges the objects of charts that were not rendered (${blank.length}): ${blank.join(", ")}`;
    return [...releases, { urn: "", text }];
  },
};
