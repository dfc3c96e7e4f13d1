import { setTimeout as sleep } from "node:timers/promises";
import { mapParallel } from "../../../local/kubernetes";
import { policySpec, type AdmittedRule, type PolicyOptions } from "../../../policies/lib/admission/policy";
import type { TestControlPlane } from "../controlplane";
import { isRecord } from "../rules";
import { createPlaces, Submitter, type Answer } from "./api";
import { submissionsOf, type Manifest, type Submission } from "./submissions";

/** What the API server and the pack say of the cases of one rule. */
export interface RuleVerdicts {
  rule: string;
  accepted: number;
  refused: number;
  /** Where the two differ: the case, and what the API server said. */
  disagreements: string[];
  /** Cases that the API server never came to judge, and why. */
  unsent: string[];
}

const LABEL = "test/policy";
const GROUP = "admissionregistration.k8s.io/v1";

/** Installs a policy that judges only objects with a label of its name. */
export async function installPolicy(
  submitter: Submitter,
  name: string,
  rule: AdmittedRule,
  options: PolicyOptions = {},
  validationActions: readonly string[] = ["Deny"],
): Promise<void> {
  const metadata = { name };
  const matchResources = { objectSelector: { matchLabels: { [LABEL]: name } } };
  const spec = { policyName: name, validationActions, matchResources };
  for (const object of [
    { apiVersion: GROUP, kind: "ValidatingAdmissionPolicy", metadata, spec: policySpec(rule, options) },
    { apiVersion: GROUP, kind: "ValidatingAdmissionPolicyBinding", metadata, spec },
  ]) {
    const { status, message } = await submitter.create(object, { dryRun: false });
    if (status !== 201) throw new Error(`${object.kind} ${name}: ${message}`);
  }
}

/** The object, for the policy of that name to judge. */
export function judgedBy(policy: string, object: Manifest): Manifest {
  const { metadata } = object;
  return { ...object, metadata: { ...metadata, labels: { ...metadata.labels, [LABEL]: policy } } };
}

/** Whether the policy itself refused, and not the API server's check of fields. */
export function isRefusal(answer: Answer, policy: string): boolean {
  return answer.status === 403 && answer.message.includes(`ValidatingAdmissionPolicy '${policy}' with binding`);
}

interface Prepared extends Submission {
  rule: string;
  policy: string;
  /** A running pod that gets the case's ephemeral containers, which nothing can be created with. */
  base?: { namespace: string; name: string; containers: unknown };
}

/** Sends every case of the rules to the API server, each before a policy of its rule and configuration alone. */
export async function compareVerdicts(
  plane: TestControlPlane,
  rules: readonly AdmittedRule[],
): Promise<RuleVerdicts[]> {
  const submitter = new Submitter(plane);
  try {
    const verdicts = new Map<string, RuleVerdicts>();
    const prepared: Prepared[] = [];
    const policies = new Map<string, { rule: AdmittedRule; options: PolicyOptions }>();
    for (const rule of rules) {
      const { submissions, unsent } = await submissionsOf(rule);
      const said = Object.entries(unsent).map(([title, why]) => `${title}: ${why}`);
      verdicts.set(rule.name, { rule: rule.name, accepted: 0, refused: 0, disagreements: [], unsent: said });
      const configs = [...new Set(submissions.map(({ config }) => JSON.stringify(config)))];
      for (const submission of submissions) {
        const n = configs.indexOf(JSON.stringify(submission.config));
        const policy = `${rule.name}-${n}`;
        policies.set(policy, { rule, options: { ...(submission.config && { config: submission.config }) } });
        prepared.push({ ...submission, rule: rule.name, policy, object: judgedBy(policy, submission.object) });
      }
    }
    await preparePlaces(plane, prepared);
    const ready = await mapParallel([...prepared.entries()], 16, ([index, item]) => withBase(submitter, item, index));
    await mapParallel([...policies], 8, ([name, { rule, options }]) => installPolicy(submitter, name, rule, options));
    await mapParallel([...policies.keys()], 8, (name) => untilInForce(submitter, ready, name));
    await mapParallel(ready, 16, async (item) => {
      const into = verdicts.get(item.rule)!;
      note(into, item, await submit(submitter, item));
    });
    for (const each of verdicts.values()) each.unsent.sort();
    return [...verdicts.values()];
  } finally {
    submitter.close();
  }
}

function note(into: RuleVerdicts, { title, policy, follows }: Prepared, answer: Answer): void {
  const accepted = answer.status < 300;
  if (!accepted && !isRefusal(answer, policy)) into.unsent.push(`${title}: ${reasonOf(answer)}`);
  else if (accepted !== follows) into.disagreements.push(`${title}: ${accepted ? "accepted" : answer.message}`);
  else if (accepted) into.accepted++;
  else into.refused++;
}

/** Without the object's name, which says nothing. */
function reasonOf({ message }: Answer): string {
  return message.replace(/^[A-Za-z.]+(\.[a-z0-9.]+)? "[^"]*" is invalid: /, "").replace(/\s+/g, " ");
}

function submit(submitter: Submitter, { object, base }: Prepared): Promise<Answer> {
  return base ? submitter.debug(base.namespace, base.name, base.containers) : submitter.create(object);
}

/** What a policy must refuse is refused once the API server has read it. */
async function untilInForce(submitter: Submitter, prepared: readonly Prepared[], policy: string): Promise<void> {
  const refusable = prepared.filter((item) => item.policy === policy && !item.follows);
  const deadline = Date.now() + 30_000;
  while (refusable.length > 0 && Date.now() < deadline) {
    for (const item of refusable.slice(0, 3)) if (isRefusal(await submit(submitter, item), policy)) return;
    await sleep(200);
  }
}

async function preparePlaces(plane: TestControlPlane, prepared: readonly Prepared[]): Promise<void> {
  const namespaces = new Set(prepared.map(({ object }) => object.metadata.namespace ?? "shop"));
  await createPlaces(plane.client, [...namespaces]);
  const accounts = new Map<string, { namespace: string; name: string }>();
  for (const { object } of prepared) {
    const { namespace = "shop" } = object.metadata;
    const spec = podSpecOf(object);
    const name = (spec?.["serviceAccountName"] ?? spec?.["serviceAccount"] ?? "default") as string;
    accounts.set(`${namespace}/${name}`, { namespace, name });
  }
  await mapParallel([...accounts.values()], 8, async ({ namespace, name }) => {
    const path = `/api/v1/namespaces/${namespace}/serviceaccounts`;
    if (name === "default") {
      while (!(await plane.client.find(`${path}/default`))) await sleep(100);
    } else {
      const body = { apiVersion: "v1", kind: "ServiceAccount", metadata: { name } };
      await plane.client.request("POST", path, { body });
    }
  });
}

function podSpecOf({ kind, ...object }: Manifest): Record<string, unknown> | undefined {
  const spec = isRecord(object["spec"]) ? object["spec"] : {};
  if (kind === "Pod") return spec;
  const holder = kind === "CronJob" ? path(spec, "jobTemplate", "spec") : spec;
  return path(holder, "template", "spec");
}

function path(value: Record<string, unknown> | undefined, ...keys: string[]): Record<string, unknown> | undefined {
  return keys.reduce<Record<string, unknown> | undefined>((at, key) => {
    const next = at?.[key];
    return isRecord(next) ? next : undefined;
  }, value);
}

/** Runs the pod of a case with ephemeral containers, before any policy is there. */
async function withBase(submitter: Submitter, item: Prepared, index: number): Promise<Prepared> {
  const spec = podSpecOf(item.object);
  const containers = spec?.["ephemeralContainers"];
  if (!Array.isArray(containers) || containers.length === 0) return item;
  const { namespace = "shop", labels } = item.object.metadata;
  const name = `base-${index}`;
  const pod = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace, labels },
    spec: { ...spec, ephemeralContainers: undefined, schedulerName: "none" },
  };
  const { status, message } = await submitter.create(pod, { dryRun: false });
  if (status !== 201) throw new Error(`${item.rule}: ${item.title}: ${message}`);
  return { ...item, base: { namespace, name, containers } };
}
