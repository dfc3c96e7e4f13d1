import { StackObjects } from "../../policies/lib/kubernetes/stack";
import { MMM } from "../../policies/lib/levels";
import type { Report } from "../../policies/lib/report";
import { stackRule } from "../../policies/lib/rule";
import { judge, type TestResource } from "./policies";

/** What `ask` answers about a stack, whose values it reads as a rule does; with what a rule would report. */
export async function probe<T>(
  resources: readonly TestResource[],
  ask: (objects: StackObjects, report: Report) => T,
): Promise<T> {
  const answers: T[] = [];
  const rule = stackRule({
    name: "probe",
    title: "Probe",
    description: "It only asks.",
    group: "test",
    severity: "low",
    levels: MMM,
    references: [],
    remedy: "None.",
    check: (all, report) => void answers.push(ask(new StackObjects(all, report), report)),
  });
  await judge({ rules: [rule], resources });
  const [answer] = answers;
  if (answers.length !== 1) throw new Error("The probe must be asked once");
  return answer as T;
}
