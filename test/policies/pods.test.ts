import { describe, expect, it } from "vitest";

import { rules as kubernetesRules } from "../../policies/kubernetes/rules";
import { LISTS } from "../../policies/lib/kubernetes/pods";
import type { Rule } from "../../policies/lib/rule";
import { rules as platformRules } from "../../policies/platform/rules";
import { casesOf } from "../support/describe-rules";
import { POD_KINDS } from "../support/kubernetes";
import { judge, type TestResource } from "../support/policies";
import { judged, type Judged } from "../support/rules";

type Props = Record<string, unknown>;

/** Rules that judge the pods of fewer kinds than all. */
const KINDS: Record<string, readonly string[]> = {
  // Only these run for ever, and are asked how they are.
  "probes-present-and-distinct": ["apps/v1/Deployment", "apps/v1/StatefulSet", "apps/v1/DaemonSet"],
  // Only these say how many pods there are, and keep them.
  "replicas-and-spread": ["apps/v1/Deployment", "apps/v1/StatefulSet"],
  "pdb-matches-workload": ["apps/v1/Deployment", "apps/v1/StatefulSet"],
  // Only these are components; what else runs belongs to one, or ends.
  "component-is-observed": ["apps/v1/Deployment", "apps/v1/StatefulSet"],
  // Others have a controller, which is what this rule asks for.
  "no-bare-pods": ["apps/v1/Deployment"],
};

/** Rules that read fewer lists of containers than all. */
const READ_LISTS: Record<string, readonly string[]> = {
  // The API takes no resources for ephemeral containers.
  "resources-declared": ["containers", "initContainers"],
  // Nothing asks the others how they are.
  "probes-present-and-distinct": ["containers"],
  // What serves a port runs for as long as the pod.
  "service-selects-pods-and-ports": ["containers"],
  "ingress-chain-closed": ["containers"],
};

const DEPLOYMENT = "kubernetes:apps/v1:Deployment";
const rules: readonly Rule[] = [...kubernetesRules, ...platformRules];

describe("pods", async () => {
  for (const { name } of rules) {
    const { rule, passing, failing } = await casesOf(name);
    const cases = [
      ...Object.entries(passing).map(([title, item]): Case => ({ title, run: judged(item), says: [] })),
      ...Object.entries(failing).map(([title, run]): Case => ({ title, run, says: [run.says].flat() })),
    ].filter(({ run }) => run.resources.some(({ type }) => type === DEPLOYMENT));
    if (cases.length > 0) describeRule(rule, cases);
  }
});

interface Case {
  title: string;
  run: Judged;
  says: string[];
}

function describeRule(rule: Rule, cases: readonly Case[]): void {
  const { name } = rule;
  const messages = async (run: Judged, resources: TestResource[]) =>
    (await judge({ ...run, rules: [rule], resources })).map(({ message }) => message);

  describe(name, () => {
    it.each(KINDS[name] ?? Object.keys(POD_KINDS))("judges those of a %s as those of a Deployment", async (kind) => {
      for (const { title, run, says } of cases) {
        const resources = run.resources.map((resource) => ofKind(kind, resource));
        const expected = says.map((message) => message.replaceAll("Deployment ", `${lastPart(kind)} `));
        expect(await messages(run, resources), title).toEqual(expected);
      }
    });

    it.each(READ_LISTS[name] ?? LISTS)("judges %s as any containers", async (list) => {
      for (const { title, run, says } of cases) {
        const resources = run.resources.map((resource) => inList(list, resource));
        const expected = says.map((message) => message.replace(/\bcontainers\[/g, `${list}[`));
        expect(await messages(run, resources), title).toEqual(expected);
      }
    });
  });
}

/** A Deployment as another kind of workload with the same pods; the two change places in references to them. */
function ofKind(kind: string, resource: TestResource): TestResource {
  const last = lastPart(kind);
  const swapped = { [last]: "Deployment", Deployment: last };
  const props = JSON.parse(JSON.stringify(resource.props), (key, value: unknown) =>
    key === "kind" ? (swapped[String(value)] ?? value) : value,
  ) as { metadata?: Props; spec?: { template?: Props } | null };
  if (resource.type !== DEPLOYMENT) return { ...resource, props };
  const { template = {}, ...rest } = props.spec ?? {};
  const wrapped = POD_KINDS[kind]?.(template)["spec"] as Props | undefined;
  const { name, namespace } = props.metadata ?? {};
  const [metadata, spec] =
    last === "Pod"
      ? [{ ...(template["metadata"] as Props | undefined), name, namespace }, wrapped]
      : [props.metadata, { ...rest, ...wrapped }];
  return {
    ...resource,
    type: `kubernetes:${kind.slice(0, -last.length - 1)}:${last}`,
    // JSON leaves out what is undefined.
    props: JSON.parse(JSON.stringify({ metadata, spec })) as Props,
  };
}

/** A Deployment whose containers stand in another list of its pods. */
function inList(list: string, resource: TestResource): TestResource {
  const { spec, ...props } = structuredClone(resource.props) as { spec?: { template?: { spec?: Props } } };
  const { containers, initContainers, ephemeralContainers, ...pod } = spec?.template?.spec ?? {};
  if (resource.type !== DEPLOYMENT || !containers || initContainers || ephemeralContainers) return resource;
  const template = { ...spec?.template, spec: { ...pod, [list]: containers } };
  return { ...resource, props: { ...props, spec: { ...spec, template } } };
}

function lastPart(kind: string): string {
  return kind.slice(kind.lastIndexOf("/") + 1);
}
