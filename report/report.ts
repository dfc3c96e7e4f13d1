import type { Finding, RunResult } from "../local/engine/types";
import { today } from "../policies/lib/waivers/date";
import { changesOf, type Changes } from "./changes/changes";
import { comparisonOf, type Comparison } from "./changes/comparison";
import { byUrgency } from "./findings";
import { toPlan, type Plan } from "./plan";

/** Everything that the reports of a stack show, each in its form. */
export interface Report {
  stack: string;
  result: RunResult;
  plan: Plan;
  /** Against the last plan, or the one that was asked for. @default absent - there is none */
  changes?: Changes;
  /** Why there is nothing to compare with. */
  notCompared?: string;
  /** Against another environment. @default absent - nobody asked */
  against?: Comparison;
  /** YYYY-MM-DD in UTC: until when waivers and versions are counted. */
  today: string;
}

export interface ReportOptions {
  /** Values of the stack file. */
  settings?: Record<string, string>;
  last?: Plan;
  notCompared?: string;
  against?: Plan;
  today?: string;
}

export function reportOf(stack: string, result: RunResult, options: ReportOptions = {}): Report {
  const plan = toPlan(stack, result, options.settings, options.last?.cost);
  const { last, notCompared, against } = options;
  return {
    stack,
    result,
    plan,
    ...(last ? { changes: changesOf(last, plan) } : {}),
    ...(notCompared ? { notCompared } : {}),
    ...(against ? { against: comparisonOf(against, plan) } : {}),
    today: options.today ?? process.env["PLATFORM_TODAY"] ?? today(),
  };
}

/** Findings that somebody should act on, most urgent first. */
export function openFindings({ result }: Pick<Report, "result">): Finding[] {
  return byUrgency(result.findings.filter(({ status }) => status === "violation" || status === "undetermined"));
}

export const verdicts: Readonly<Record<RunResult["status"], string>> = {
  succeeded: "ready to deploy",
  violated: "stopped by policy",
  failed: "failed",
};

/** Whether it may be deployed, and what to do: the first thing that a person reads. */
export function advice(report: Report): { may: boolean; text: string; todo: string } {
  const { status, errors } = report.result;
  const open = openFindings(report);
  const mandatory = open.filter(({ level }) => level === "mandatory");
  if (status === "failed") {
    const todo = errors[0] ?? "Read the messages of the plan.";
    return { may: false, text: "Do not deploy: the plan failed.", todo: `Mend this and plan again: ${todo}` };
  }
  if (status === "violated") {
    const [first] = mandatory;
    const many = mandatory.length === 1 ? "one mandatory finding" : `${mandatory.length} mandatory findings`;
    const remedy = first ? `${first.policy}: ${first.remedy ?? first.message}` : "Read the findings.";
    return { may: false, text: `Do not deploy: ${many}.`, todo: `First, ${remedy}` };
  }
  const rest =
    open.length === 0
      ? ""
      : ` ${open.length === 1 ? "One advisory finding" : `${open.length} advisory findings`} can wait.`;
  return {
    may: true,
    text: "It may be deployed: no mandatory finding.",
    todo: `npm run up -- --stack ${report.stack}.${rest}`,
  };
}
