import type { Cluster, Edge, Node, Picture } from "./model";

/** The picture in Graphviz' language. Colours come later, from a style sheet: here are classes. */
export function dot(picture: Picture): string {
  return [
    "digraph {",
    '  graph [rankdir=LR, fontname="Helvetica", fontsize=14, nodesep=0.14, ranksep=0.35, newrank=true, compound=true];',
    '  node [shape=box, style="rounded,filled", fontname="Helvetica", fontsize=13, margin="0.12,0.06", height=0.3];',
    '  edge [fontname="Helvetica", fontsize=12, arrowsize=0.6];',
    ...inClusters(picture.clusters, picture.nodes, "  "),
    ...alone(picture).map((node) => `  ${nodeLine(node)}`),
    ...picture.edges.map((edge) => `  ${edgeLine(edge)}`),
    ...rows(picture),
    "}",
    "",
  ].join("\n");
}

function inClusters(clusters: Cluster[], nodes: Node[], indent: string): string[] {
  return clusters.flatMap((cluster) => [
    `${indent}subgraph ${quoted(`cluster ${cluster.id}`)} {`,
    `${indent}  label=${label([cluster.title])}; labeljust=l; style=rounded; class="cluster-box"; margin=10;`,
    ...nodes.filter(({ id }) => cluster.nodes.includes(id)).map((node) => `${indent}  ${nodeLine(node)}`),
    ...inClusters(cluster.clusters, nodes, `${indent}  `),
    `${indent}}`,
  ]);
}

/** Boxes without lines stand in rows, or they would make one long column. */
function rows({ clusters, edges }: Picture): string[] {
  const joined = new Set(edges.flatMap(({ from, to }) => [from, to]));
  return clusters.flatMap(function chains({ nodes, clusters: inner }: Cluster): string[] {
    const free = nodes.filter((id) => !joined.has(id));
    const lines = free.flatMap((id, i) =>
      i % perRow === 0 ? [] : [`  ${quoted(free[i - 1]!)} -> ${quoted(id)} [style=invis];`],
    );
    return [...lines, ...inner.flatMap(chains)];
  });
}

const perRow = 5;

function alone({ clusters, nodes }: Picture): Node[] {
  const inside = new Set(
    clusters.flatMap(function ids({ nodes: own, clusters: more }: Cluster): string[] {
      return [...own, ...more.flatMap(ids)];
    }),
  );
  return nodes.filter(({ id }) => !inside.has(id));
}

const shapes: Readonly<Record<Node["kind"], string>> = {
  namespace: "box",
  outside: "ellipse",
  storage: "cylinder",
  cloud: "box",
};

function nodeLine({ id, kind, title, lines }: Node): string {
  return `${quoted(id)} [label=${label([title, ...lines])}, shape=${shapes[kind]}, class="${kind}"];`;
}

function edgeLine({ from, to, kind, label: text, toCluster }: Edge): string {
  const head = toCluster === undefined ? "" : `, lhead=${quoted(`cluster ${toCluster}`)}`;
  return `${quoted(from)} -> ${quoted(to)} [label=${label([text])}, class="${kind}"${head}];`;
}

function quoted(text: string): string {
  return `"${plain(text).replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
}

/** Graphviz reads entities in labels. */
function label(lines: string[]): string {
  return `"${lines.map((line) => quoted(line.replaceAll("&", "&amp;")).slice(1, -1)).join("\\n")}"`;
}

/** Without what XML has no way to write, on one line. */
function plain(text: string): string {
  // eslint-disable-next-line no-control-regex -- these are the ones to take away
  return text.replace(/\s+/g, " ").replace(/[\u0000-\u001f\u007f\ufffe\uffff]|[\ud800-\udfff]/gu, "");
}
