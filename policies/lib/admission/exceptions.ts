import { celText } from "./admission";
import { groupOf, nameOf } from "./kinds";

/** An accepted exception of one rule for one object of the cluster, and for the pods that it makes. */
export interface Exception {
  /** `group/Kind` */
  kind: string;
  /** @default absent - the kind belongs to no namespace */
  namespace?: string;
  name: string;
  /** Only this container. @default all of the object */
  container?: string;
  /** Last day on which it holds, YYYY-MM-DD in UTC. @default absent - as long as it is stated */
  expires?: string;
}

/** What stands for the whole object among names of containers, which hold no asterisk. */
const ALL = "*";

const EXCEPTED = "excepted";

/** Whether an exception of the whole object holds, as CEL. */
export const isExcepted = `${celText(ALL)} in variables.${EXCEPTED}`;

/** Containers that no exception leaves out, as CEL. */
export function notExcepted(containers: string): string {
  return `(${containers}).filter(c, !(c.name in variables.${EXCEPTED}))`;
}

/** The variable with names of containers whose exception holds for the judged object now. */
export function exceptedVariable(exceptions: readonly Exception[]): Record<string, string> {
  const each = exceptions.map((exception) => {
    return `(${holds(exception)} ? [${celText(exception.container ?? ALL)}] : [])`;
  });
  return { [EXCEPTED]: each.join(" + ") };
}

/** The API server stamps what is created before it asks: so even CEL, which has no clock, knows the day. */
function holds({ kind, namespace, name, expires }: Exception): string {
  return [
    ...(namespace === undefined ? [] : [`request.namespace == ${celText(namespace)}`]),
    `(${isObject(kind, name)})`,
    ...(expires === undefined ? [] : [`timestamp(dyn(object).metadata.creationTimestamp) < ${endOf(expires)}`]),
  ].join(" && ");
}

function endOf(day: string): string {
  const end = new Date(`${day}T00:00:00Z`);
  end.setUTCDate(end.getUTCDate() + 1);
  return `timestamp(${celText(end.toISOString())})`;
}

/** The object itself, or what its controller makes of it, which has the object's name and a random rest. */
function isObject(kind: string, name: string): string {
  const made = (MADE[kind] ?? []).map(([what, rest]): [string, string] => [
    what,
    `.matches(${celText(`^${literal(name)}${rest}$`)})`,
  ]);
  return [[kind, ` == ${celText(name)}`], ...made]
    .map(([what = "", test]) => {
      const { group, kind: called } = { group: groupOf(what), kind: nameOf(what) };
      return `request.kind.group == ${celText(group)} && request.kind.kind == ${celText(called)} && object.metadata.name${test}`;
    })
    .map((test) => `(${test})`)
    .join(" || ");
}

const HASH = "-[a-z0-9]{1,10}";
const RANDOM = "-[a-z0-9]{5}";
/** Pods of a Job that has an index for each. */
const INDEXED = `(-[0-9]+)?${RANDOM}`;

/** What controllers make, and how they name it. */
const MADE: Readonly<Record<string, readonly [kind: string, rest: string][]>> = {
  "core/ReplicationController": [["core/Pod", RANDOM]],
  "apps/Deployment": [
    ["apps/ReplicaSet", HASH],
    ["core/Pod", HASH + RANDOM],
  ],
  "apps/ReplicaSet": [["core/Pod", RANDOM]],
  "apps/StatefulSet": [["core/Pod", "-[0-9]+"]],
  "apps/DaemonSet": [["core/Pod", RANDOM]],
  "batch/Job": [["core/Pod", INDEXED]],
  "batch/CronJob": [
    ["batch/Job", "-[0-9]+"],
    ["core/Pod", `-[0-9]+${INDEXED}`],
  ],
};

function literal(name: string): string {
  return name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
