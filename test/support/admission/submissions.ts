import { admittedKind, groupOf, KINDS } from "../../../policies/lib/admission/kinds";
import type { AdmittedRule } from "../../../policies/lib/admission/policy";
import { kindKey, kubernetesType } from "../../../policies/lib/kubernetes/type";
import { casesOf } from "../describe-rules";
import { judge, type TestResource } from "../policies";
import { isRecord, judged, type Judged } from "../rules";
import { complete } from "./complete";

type Props = Record<string, unknown>;

/** One object of a case as somebody would apply it, and what the pack says of it. */
export interface Submission {
  /** Title of the case. */
  title: string;
  config?: Readonly<Record<string, unknown>>;
  object: Manifest;
  /** Whether the pack accepts it. */
  follows: boolean;
}

export interface Manifest extends Props {
  apiVersion: string;
  kind: string;
  metadata: Props & { name?: string; namespace?: string; labels?: Record<string, string> };
}

/** Why an object of a case cannot be sent, by title of the case. */
export type Unsent = Record<string, string>;

/** All objects of the passing and failing cases of a rule, lists item by item. */
export async function submissionsOf(rule: AdmittedRule): Promise<{ submissions: Submission[]; unsent: Unsent }> {
  const cases = await casesOf(rule.name);
  const submissions: Submission[] = [];
  const unsent: Unsent = {};
  const all: [string, Judged][] = [
    ...Object.entries(cases.passing).map(([title, item]): [string, Judged] => [`accepts ${title}`, judged(item)]),
    ...Object.entries(cases.failing).map(([title, item]): [string, Judged] => [`fails when: ${title}`, item]),
  ];
  for (const [title, item] of all) {
    for (const resource of item.resources) {
      for (const single of singles(resource)) {
        const sendable = manifestOf(single);
        if (typeof sendable === "string") unsent[title] = sendable;
        else {
          const verdicts = await judge({ ...item, rules: [rule], resources: [single] });
          const follows = verdicts.length === 0;
          submissions.push({ title, object: sendable, follows, ...(item.config && { config: item.config }) });
        }
      }
    }
  }
  return { submissions, unsent };
}

/** The resource, or a resource for each item of a list. */
function singles(resource: TestResource): TestResource[] {
  const type = kubernetesType(resource.type);
  const items = resource.props["items"];
  if (!type?.list || !Array.isArray(items)) return [resource];
  return items.filter(isRecord).map((props) => {
    const version = props["apiVersion"] ?? `${type.group}/${type.version}`;
    const kind = props["kind"] ?? type.kind;
    return { ...resource, type: `kubernetes:${version as string}:${kind as string}`, props };
  });
}

/** The object, or why there is none. */
function manifestOf({ type: token, props, provider }: TestResource): Manifest | string {
  const type = kubernetesType(token);
  if (!type || type.list) return "not an object";
  if (type.patch) return "a patch: the API server judges the whole object";
  const key = kindKey(type);
  if (!(key in KINDS)) return `${type.kind} is none of the kinds of any rule`;
  const { version, namespaced = true } = admittedKind(key);
  const group = groupOf(key);
  const metadata = isRecord(props["metadata"]) ? props["metadata"] : {};
  const { namespace, ...rest } = metadata;
  const inherited = provider?.["namespace"];
  return complete({
    ...props,
    apiVersion: group === "" ? version : `${group}/${version}`,
    kind: type.kind,
    metadata: { name: "web", ...rest, ...(namespaced && { namespace: namespace || inherited || "default" }) },
  }) as Manifest;
}
