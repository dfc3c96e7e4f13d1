import { rules } from "../../policies/cloud/rules";
import { describeRules } from "../support/describe-rules";

describeRules(rules);
