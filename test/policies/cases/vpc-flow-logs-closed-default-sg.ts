import { vpcFlowLogsClosedDefaultSg } from "../../../policies/cloud/rules/vpc-flow-logs-closed-default-sg";
import { aws, unknown } from "../../support/cloud";
import { UNKNOWN } from "../../support/policies";
import type { RuleCases } from "../../support/rules";

const vpc = (id: string = UNKNOWN) => aws("ec2/Vpc", "main", { id });
const madeOf = { vpcId: ["aws:ec2/vpc:Vpc::main"] };
const log = (vpcId: string = UNKNOWN) => aws("ec2/FlowLog", "log", { vpcId }, vpcId === UNKNOWN ? { madeOf } : {});
const group = (props: object = { ingress: [], egress: [] }, vpcId: string = UNKNOWN) =>
  aws("ec2/DefaultSecurityGroup", "closed", { vpcId, ...props }, vpcId === UNKNOWN ? { madeOf } : {});
const NO_LOG = "a FlowLog must record the flows of the VPC";
const OPEN = "a DefaultSecurityGroup without rules must close the VPC's default group";

export const cases: RuleCases = {
  rule: vpcFlowLogsClosedDefaultSg,
  passing: {
    "both, made with it": [vpc(), log(), group()],
    "both, by its ID": [vpc("vpc-1"), log("vpc-1"), group({}, "vpc-1")],
    "no network": [],
  },
  failing: {
    "a bare network": { resources: [vpc("vpc-1")], says: [NO_LOG, OPEN] },
    "no flow log": { resources: [vpc(), group()], says: NO_LOG },
    "those of another network": { resources: [vpc("vpc-1"), log("vpc-2"), group({}, "vpc-2")], says: [NO_LOG, OPEN] },
    "a default group with a rule in": {
      resources: [vpc(), log(), group({ ingress: [{ protocol: "-1" }] })],
      says: OPEN,
    },
    "a default group with a rule out": {
      resources: [vpc(), log(), group({ egress: [{ protocol: "-1" }] })],
      says: OPEN,
    },
  },
  unknown: {
    "whose log it is": {
      resources: [vpc("vpc-1"), aws("ec2/FlowLog", "log", { vpcId: UNKNOWN }), group({}, "vpc-1")],
      says: unknown("vpcId", "aws:ec2/flowLog:FlowLog::log"),
    },
  },
};
