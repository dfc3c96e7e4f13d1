import { chartsJudged } from "../lib/meta/charts-judged";
import { typesJudged } from "../lib/meta/types-judged";
import { definePack } from "../lib/pack";
import { rules } from "./rules";

definePack("platform", rules, [typesJudged, chartsJudged]);
