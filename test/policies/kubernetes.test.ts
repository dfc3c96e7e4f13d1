import { rules } from "../../policies/kubernetes/rules";
import { describeRules } from "../support/describe-rules";

describeRules(rules);
