import { beforeAll, describe, expect, it } from "vitest";
import { run } from "../../local/engine";
import { loadStack } from "../../local/engine/project";
import type { RunResult } from "../../local/engine/types";
import { root } from "../../local/lib/project";
import { terraformStates } from "../../local/lib/terraform-state";

let result: RunResult;
beforeAll(async () => {
  const invokes = terraformStates(root, () => undefined);
  const config = loadStack(root, "production");
  result = await run({ directory: root, stack: "production", config, invokes, dryRun: true, keepGoing: true });
});

type Labels = Record<string, string>;
interface Policy {
  metadata: { namespace: string };
  spec: {
    podSelector: { matchLabels?: Labels };
    ingress?: { from: { namespaceSelector?: { matchLabels?: Labels } }[]; ports: { port: number }[] }[];
  };
}
interface Monitor {
  metadata: { namespace: string };
  spec: {
    namespaceSelector?: { matchNames: string[] };
    selector: { matchLabels: Labels };
    podMetricsEndpoints: { portNumber?: number; relabelings?: { replacement?: string }[] }[];
  };
}

const ofKind = (kind: string) => result.resources.filter(({ type }) => type.endsWith(`:${kind}`));
const target = (namespace: string, labels: Labels, port: number) =>
  `${namespace} ${Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(",")} ${port}`;

/** What Prometheus is let in to, but for the mesh's own port. */
function opened(): string[] {
  return ofKind("NetworkPolicy").flatMap(({ inputs: props }) => {
    const { metadata, spec } = props as unknown as Policy;
    const labels = spec.podSelector.matchLabels;
    return (spec.ingress ?? [])
      .filter(({ from }) => from[0]?.namespaceSelector?.matchLabels?.["kubernetes.io/metadata.name"] === "monitoring")
      .flatMap(({ ports }) =>
        ports
          .filter(({ port }) => port !== 15008)
          .map(({ port }) => target(metadata.namespace, labels ?? { several: "yes" }, port)),
      );
  });
}

/** What PodMonitors ask for. */
function scraped(): string[] {
  return ofKind("PodMonitor").flatMap(({ inputs: props }) => {
    const { metadata, spec } = props as unknown as Monitor;
    return (spec.namespaceSelector?.matchNames ?? [metadata.namespace]).flatMap((namespace) =>
      spec.podMetricsEndpoints.map(({ portNumber, relabelings }) =>
        target(namespace, spec.selector.matchLabels, portNumber ?? Number(relabelings![0]!.replacement!.split(":")[1])),
      ),
    );
  });
}

describe("what NetworkPolicies open to Prometheus", () => {
  it("is what it scrapes, in every namespace", () => {
    expect(result.errors).toEqual([]);
    const open = new Set(opened());
    const asked = new Set(scraped());
    expect([...open].filter((each) => !asked.has(each)).sort()).toEqual([
      // Charts make their monitors.
      "cost app.kubernetes.io/name=opencost 9003",
      "elastic-system control-plane=elastic-operator 8080",
      "log-collectors app.kubernetes.io/name=fluent-bit 2020",
      "monitoring app.kubernetes.io/name=alertmanager 9093",
      "monitoring app.kubernetes.io/name=alertmanager 9094", // among themselves
      "monitoring app.kubernetes.io/name=kube-state-metrics 8080",
      "monitoring app.kubernetes.io/name=prometheus 9090",
      "monitoring app=kube-prometheus-stack-operator 10250",
      "monitoring several=yes 8080",
    ]);
    expect([...asked].filter((each) => !open.has(each)).sort()).toEqual([
      "kube-system k8s-app=kube-dns 9153", // not the platform's namespace
    ]);
  });
});
