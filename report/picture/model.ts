import { topAncestor } from "../components";
import { machinery } from "../flows/addresses";
import { flowsOf, isOutside, type Flow } from "../flows/flows";
import { counted, groupBy, objectsOf, ofKind, stated, type PlannedObject } from "../objects";
import type { Plan, PlannedResource } from "../plan";
import { cloudNodes, regionOf } from "./cloud";
import { storageClassesIn } from "./storage";
import { topicOf, topics } from "./topics";

export type NodeKind = "namespace" | "outside" | "storage" | "cloud";
export type EdgeKind = "entry" | "flow" | "secrets" | "storage" | "backup";

/** A box of the picture. */
export interface Node {
  id: string;
  kind: NodeKind;
  title: string;
  /** Short lines under the title. */
  lines: string[];
  /** What is told on demand. */
  details: string[];
}

export interface Edge {
  from: string;
  to: string;
  kind: EdgeKind;
  label: string;
  /** How many things it stands for. */
  count?: number;
  /** The group of boxes that it leads to, of which `to` is one. @default absent - it leads to the box */
  toCluster?: string;
}

/** Boxes that belong together. */
export interface Cluster {
  id: string;
  title: string;
  nodes: string[];
  clusters: Cluster[];
}

export interface Picture {
  title: string;
  /** The picture in words, for those who cannot see it. */
  description: string;
  nodes: Node[];
  edges: Edge[];
  clusters: Cluster[];
  /** Flows that so many have that lines would hide the others. */
  common: string[];
}

/** Flows with more namespaces than this at the other end are named once instead of drawn. */
const drawnPeers = 5;

/**
 * The architecture that a plan describes, collapsed by namespace and component. What charts render is left out: it
 * depends on whether charts are at hand, and the chart itself is there.
 */
export function pictureOf(whole: Plan): Picture {
  const plan = { ...whole, resources: withoutRendered(whole.resources) };
  const objects = objectsOf(plan);
  const flows = flowsOf(plan);
  const namespaces = namespaceNodes(plan, objects);
  const known = new Set(namespaces.map(({ node }) => node.id));
  const { common, drawn } = splitFlows(flows, known);
  const entries = entryEdges(objects, flows, known);
  const secrets = secretEdges(objects, known);
  const storage = storageParts(plan, objects, known);
  const clouds = cloudNodes(plan);
  const backups = backupEdges(objects, clouds, known);
  const entered = new Set(entries.map(({ from, to }) => `${from} ${to}`));
  const topicById = new Map(namespaces.map(({ node, topic }) => [node.id, topic]));
  const edges = [
    ...collapsed(entries, topicById, "host"),
    ...drawn.filter(({ from, to }) => !entered.has(`${from} ${to}`)),
    ...collapsed(secrets, topicById, "Secret"),
    ...storage.edges,
    ...backups,
  ];
  const outside = outsideNodes(edges, objects, plan);
  const region = regionOf(plan);
  return {
    title: `Architecture of ${plan.stack}`,
    description: description(plan, namespaces.length, entries, secrets),
    nodes: [...outside, ...namespaces.map(({ node }) => node), ...storage.nodes, ...clouds],
    edges,
    clusters: [
      {
        id: "cluster",
        title: `Kubernetes cluster of ${plan.stack}`,
        nodes: [],
        clusters: [
          ...topics.flatMap((topic) => {
            const nodes = namespaces.filter((one) => one.topic === topic).map(({ node }) => node.id);
            const classes = topic === "Storage and backup" ? storage.nodes.map(({ id }) => id) : [];
            const all = [...nodes, ...classes];
            return all.length > 0 ? [{ id: topic, title: topic, nodes: all, clusters: [] }] : [];
          }),
        ],
      },
      ...(clouds.length > 0
        ? [{ id: "cloud", title: `Cloud: ${region}`, nodes: clouds.map(({ id }) => id), clusters: [] }]
        : []),
    ],
    common,
  };
}

/** Resources but for what charts render. */
export function withoutRendered(resources: readonly PlannedResource[]): PlannedResource[] {
  const charts = new Set(resources.filter(({ type }) => type === chartType).map(({ urn }) => urn));
  return resources.filter(({ parent }) => parent === undefined || !charts.has(parent));
}

const chartType = "kubernetes:helm.sh/v4:Chart";

export const namespaceId = (name: string) => `namespace ${name}`;

interface NamespaceNode {
  node: Node;
  topic: string;
}

function namespaceNodes(plan: Plan, objects: PlannedObject[]): NamespaceNode[] {
  const byUrn = new Map(plan.resources.map((resource) => [resource.urn, resource]));
  const inside = groupBy(objects, ({ namespace }) => namespace);
  const charts = groupBy(
    plan.resources.filter(({ type }) => type === chartType),
    ({ props }) => stated((props as { namespace?: unknown }).namespace),
  );
  return ofKind(objects, "core/Namespace").map(({ name, labels, resource }) => {
    const its = inside.get(name) ?? [];
    const count = (kind: string) => ofKind(its, kind).length;
    const workloads = ["Deployment", "StatefulSet", "DaemonSet"].flatMap((kind) =>
      ofKind(its, `apps/${kind}`).map((object) => `${kind} ${object.name}`),
    );
    const chartsHere = (charts.get(name) ?? []).map(({ props }) => chartName(props));
    const team = labels["platform/team"];
    const component = topAncestor(resource, byUrn);
    const lines = [
      ...(team ? [`team ${team}`] : []),
      ...shortList([...chartsHere, ...(workloads.length > 0 ? [counted(workloads.length, "workload")] : [])]),
    ];
    return {
      topic: topicOf(component?.type ?? "", labels),
      node: {
        id: namespaceId(name),
        kind: "namespace",
        title: name,
        lines,
        details: [
          `${counted(its.length, "object")} of component ${component?.name ?? name}`,
          ...chartsHere.map((chart) => `chart ${chart}`),
          ...workloads,
          ...(["core/Secret", "external-secrets.io/ExternalSecret"] as const)
            .map((kind) => [count(kind), kind.split("/")[1]!] as const)
            .filter(([number]) => number > 0)
            .map(([number, kind]) => counted(number, kind)),
          `Pod Security: ${labels["pod-security.kubernetes.io/enforce"] ?? "none"}`,
        ],
      },
    };
  });
}

function chartName(props: unknown): string {
  const { chart, version } = props as { chart?: unknown; version?: unknown };
  return `${stated(chart).split("/").at(-1) ?? ""} ${stated(version)}`.trim();
}

function shortList(items: string[]): string[] {
  return items.length > 2 ? [...items.slice(0, 1), `and ${items.length - 1} more`] : items;
}

/** Flows between two namespaces, and those at a namespace that nearly everybody has. */
function splitFlows(flows: Flow[], known: ReadonlySet<string>): { common: string[]; drawn: Edge[] } {
  const pairs = [
    ...groupBy(
      flows.flatMap((flow) => {
        const [from, to] = [endOf(flow.from), endOf(flow.to)];
        return from === to || from === "" || to === "" ? [] : [{ from, to, ports: flow.ports }];
      }),
      ({ from, to }) => `${from} ${to}`,
    ).values(),
  ].map((same) => ({
    from: same[0]!.from,
    to: same[0]!.to,
    ports: [...new Set(same.flatMap(({ ports }) => ports))],
  }));
  const degree = (side: "from" | "to") => groupBy(pairs, (pair) => pair[side]);
  const [sources, targets] = [degree("from"), degree("to")];
  const ingress = (id: string) => id === namespaceId("ingress");
  const crowded = (id: string, side: "from" | "to") =>
    !ingress(id) && ((side === "from" ? sources : targets).get(id)?.length ?? 0) > drawnPeers;
  const titles = (id: string) => id.replace(/^(namespace|outside) /, "");
  const inside = (id: string) => machinery.has(titles(id));
  const hidden = ({ from, to }: (typeof pairs)[number]) =>
    crowded(from, "from") || crowded(to, "to") || inside(from) || inside(to);
  const named = (id: string, side: "from" | "to") => crowded(id, side) || inside(id);
  const common = [
    ...[...sources]
      .filter(([id]) => named(id, "from"))
      .map(([id, its]) => `${titles(id)} reaches ${counted(its.length, "namespace")}`),
    ...[...targets]
      .filter(([id]) => named(id, "to"))
      .map(([id, its]) => `${counted(its.length, "namespace")} reach ${titles(id)}`),
  ];
  const drawn = pairs
    .filter((pair) => !hidden(pair) && (known.has(pair.from) || known.has(pair.to)))
    .map(({ from, to, ports }): Edge => ({ from, to, kind: "flow", label: ports.length > 2 ? "" : ports.join(", ") }));
  return { common, drawn };
}

function endOf(end: Flow["from"]): string {
  return isOutside(end) ? `outside ${end.outside}` : namespaceId(end.namespace);
}

/** Who reaches the controllers, and which hosts they pass on to which namespace. */
function entryEdges(objects: PlannedObject[], flows: Flow[], known: ReadonlySet<string>): Edge[] {
  const ingresses = ofKind<Ingress>(objects, "networking.k8s.io/Ingress");
  const controller = namespaceId("ingress");
  if (!known.has(controller)) return [];
  const clients = groupBy(
    flows.filter(({ from, to }) => isOutside(from) && endOf(to) === controller && isClient(from.outside)),
    ({ from }) => endOf(from),
  );
  const into = [...clients.keys()].map((from): Edge => ({ from, to: controller, kind: "entry", label: "80, 443" }));
  const hosts = groupBy(ingresses, ({ namespace }) => namespace);
  return [
    ...into,
    ...[...hosts]
      .filter(([namespace]) => known.has(namespaceId(namespace)))
      .map(([namespace, its]): Edge => {
        const names = its.flatMap(({ body }) => (body.spec?.rules ?? []).map(({ host }) => stated(host)));
        const label = names.length > 1 ? counted(names.length, "host") : (names[0] ?? "");
        return { from: controller, to: namespaceId(namespace), kind: "entry", label, count: names.length };
      }),
  ];
}

/** One line for all namespaces of a topic. Those of teams have lines of their own, as long as they are few. */
function collapsed(edges: Edge[], topicById: ReadonlyMap<string, string>, what: string): Edge[] {
  return [...groupBy(edges, ({ from, to }) => `${from} ${topicById.get(to) ?? to}`).values()].flatMap((same) => {
    const [first] = same;
    const topic = topicById.get(first!.to);
    const few = same.length === 1 || (topic === topics[0] && same.length <= drawnPeers);
    // Inside a topic a line to the topic would lead nowhere.
    if (topic === undefined || few || topicById.get(first!.from) === topic) return same;
    const total = same.reduce((sum, { count = 0 }) => sum + count, 0);
    return [{ ...first!, label: counted(total, what), toCluster: topic }];
  });
}

const isClient = (name: string) => name === "internet" || name === "connected networks";

/** From Vault by way of the operator to the namespaces whose Secrets it fills. */
function secretEdges(objects: PlannedObject[], known: ReadonlySet<string>): Edge[] {
  const stores = ofKind<SecretStore>(
    objects,
    "external-secrets.io/ClusterSecretStore",
    "external-secrets.io/SecretStore",
  );
  const externals = groupBy(ofKind(objects, "external-secrets.io/ExternalSecret"), ({ namespace }) => namespace);
  const operator = stores
    .map(({ body }) => stated(body.spec?.provider?.vault?.auth?.kubernetes?.serviceAccountRef?.namespace))
    .map(namespaceId)
    .find((id) => known.has(id));
  if (operator === undefined) return [];
  const server = stores.map(({ body }) => stated(body.spec?.provider?.vault?.server)).find((url) => url !== "") ?? "";
  const inside = /^https?:\/\/[^.]+\.([^.]+)\.svc/.exec(server)?.[1];
  const vault = inside ? namespaceId(inside) : `outside ${server || "Vault"}`;
  return [
    { from: vault, to: operator, kind: "secrets", label: stores.map(({ name }) => name).join(", ") },
    ...[...externals]
      .map(([namespace, its]) => ({ id: namespaceId(namespace), count: its.length }))
      .filter(({ id }) => known.has(id) && id !== operator)
      .map(({ id, count }): Edge => ({
        from: operator,
        to: id,
        kind: "secrets",
        label: count > 1 ? counted(count, "Secret") : "",
        count,
      })),
  ];
}

function storageParts(
  plan: Plan,
  objects: PlannedObject[],
  known: ReadonlySet<string>,
): { nodes: Node[]; edges: Edge[] } {
  const classes = ofKind<StorageClass>(objects, "storage.k8s.io/StorageClass");
  const names = new Set(classes.map(({ name }) => name));
  const isDefault = ({ body }: PlannedObject<StorageClass>) =>
    body.metadata?.annotations?.["storageclass.kubernetes.io/is-default-class"] === "true";
  const byDefault = classes.find(isDefault)?.name;
  const used = storageClassesIn(plan, byDefault).filter(
    ({ namespace, storageClass }) => names.has(storageClass) && known.has(namespaceId(namespace)),
  );
  const uses = [...groupBy(used, ({ namespace, storageClass }) => `${namespace} ${storageClass}`).values()];
  const made = classes.flatMap(({ name, body }): Edge[] => {
    const [driver = ""] = stated(body.provisioner).split(".");
    const maker = namespaceId(driver);
    return known.has(maker) ? [{ from: maker, to: `storage ${name}`, kind: "storage", label: "provides" }] : [];
  });
  return {
    nodes: classes.map((each) => ({
      id: `storage ${each.name}`,
      kind: "storage",
      title: each.name,
      lines: [stated(each.body.provisioner), ...(isDefault(each) ? ["default"] : [])],
      details: [`${stated(each.body.reclaimPolicy) || "Delete"} when released`],
    })),
    edges: [
      ...uses.map(([use]): Edge => {
        const { namespace, storageClass } = use!;
        return { from: namespaceId(namespace), to: `storage ${storageClass}`, kind: "storage", label: "" };
      }),
      ...made,
    ],
  };
}

/** From Velero to the bucket that holds its backups. */
function backupEdges(objects: PlannedObject[], clouds: Node[], known: ReadonlySet<string>): Edge[] {
  const locations = ofKind<BackupLocation>(objects, "velero.io/BackupStorageLocation");
  return locations.flatMap(({ namespace, body }): Edge[] => {
    const bucket = stated(body.spec?.objectStorage?.bucket);
    const store = clouds.find(({ details }) => details.some((line) => bucket !== "" && line.endsWith(bucket)));
    const from = namespaceId(namespace);
    return store && known.has(from) ? [{ from, to: store.id, kind: "backup", label: "backups" }] : [];
  });
}

function outsideNodes(edges: Edge[], objects: PlannedObject[], plan: Plan): Node[] {
  const ends = new Set(edges.flatMap(({ from, to }) => [from, to]));
  const foreign = [...ends].filter(
    (id) =>
      id.startsWith("outside ") ||
      (id.startsWith("namespace ") && !ofKind(objects, "core/Namespace").some(({ name }) => namespaceId(name) === id)),
  );
  const gitlab = plan.resources.filter(({ type, custom }) => custom && type.startsWith("gitlab:"));
  const projects = gitlab.filter(({ type }) => type === "gitlab:index/project:Project");
  return [
    ...foreign.sort().map((id): Node => {
      const title = id.replace(/^(outside|namespace) /, "");
      return {
        id,
        kind: "outside",
        title,
        lines: id.startsWith("namespace ") ? ["namespace of the cluster's own"] : [],
        details: [],
      };
    }),
    ...(gitlab.length > 0
      ? [
          {
            id: "outside gitlab",
            kind: "outside" as const,
            title: "GitLab",
            lines: [counted(projects.length, "project")],
            details: projects.map(({ name }) => `project ${name}`),
          },
        ]
      : []),
  ];
}

function description(plan: Plan, namespaces: number, entries: Edge[], secrets: Edge[]): string {
  const hosts = entries.filter(({ from }) => from === namespaceId("ingress")).length;
  return (
    `${counted(plan.resources.filter(({ custom }) => custom).length, "resource")} in ` +
    `${counted(namespaces, "namespace")}. Hosts lead into ${counted(hosts, "namespace")}, ` +
    `Vault fills Secrets of ${counted(Math.max(0, secrets.length - 1), "namespace")}. ` +
    "The tables of the report hold the same in words."
  );
}

interface Ingress {
  spec?: { rules?: { host?: unknown }[] };
}

interface SecretStore {
  spec?: {
    provider?: {
      vault?: { server?: unknown; auth?: { kubernetes?: { serviceAccountRef?: { namespace?: unknown } } } };
    };
  };
}

interface StorageClass {
  metadata?: { annotations?: Record<string, string> };
  provisioner?: unknown;
  reclaimPolicy?: unknown;
}

interface BackupLocation {
  spec?: { objectStorage?: { bucket?: unknown } };
}
