import { rules } from "../../policies/platform/rules";
import { describeRules } from "../support/describe-rules";

describeRules(rules);
