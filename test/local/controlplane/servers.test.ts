import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parseAllDocuments } from "yaml";
import { Layout, serverNames } from "../../../local/controlplane";
import { nodeObjects } from "../../../local/controlplane/nodes";
import type { Ports } from "../../../local/controlplane/ports";
import { serverOf } from "../../../local/controlplane/servers";

const layout = new Layout("/nowhere/local");
const ports = Object.fromEntries(serverNames.map((name, index) => [name, 21_000 + index])) as Ports;
const server = (name: (typeof serverNames)[number]) => serverOf(name, { layout, ports });

describe("the servers", () => {
  it.each(serverNames)("let %s be recognised by an argument with the state folder", (name) => {
    const own = server(name).arguments.filter((argument) => argument.includes("=/nowhere/local/"));
    const others = serverNames.filter((other) => other !== name).flatMap((other) => server(other).arguments);
    expect(own.length).toBeGreaterThan(0);
    expect(others).not.toContain(own[0]);
  });

  it.each(serverNames)("let %s listen on no address but 127.0.0.1", (name) => {
    const addresses = server(name).arguments.filter((argument) => /^--(listen|bind|server-address)/.test(argument));
    for (const argument of addresses) expect(argument).toMatch(/=(https:\/\/)?127\.0\.0\.1(:\d+)?$/);
    expect(addresses.length).toBe({ etcd: 2, openbao: 0 }[name as string] ?? 1);
  });

  it("authorise by role and by node, with the ranges of the cluster", () => {
    expect(server("kube-apiserver").arguments).toEqual(
      expect.arrayContaining([
        "--authorization-mode=Node,RBAC",
        "--enable-admission-plugins=NodeRestriction",
        "--service-cluster-ip-range=10.96.0.0/16",
      ]),
    );
    expect(server("kube-controller-manager").arguments).toContain("--cluster-cidr=10.244.0.0/16");
  });

  it("hold no secret in their arguments", () => {
    for (const name of serverNames) expect(server(name).arguments.join(" ")).not.toMatch(/token|password/i);
  });
});

describe("the nodes", () => {
  it("are one in each of three zones, with a pod range of its own", () => {
    const nodes = nodeObjects().map(({ metadata, spec }) => [
      metadata.name,
      metadata.labels?.["topology.kubernetes.io/zone"],
      metadata.labels?.["kubernetes.io/hostname"],
      (spec as { podCIDR: string }).podCIDR,
    ]);
    expect(nodes).toEqual([
      ["node-a", "zone-a", "node-a", "10.244.0.0/24"],
      ["node-b", "zone-b", "node-b", "10.244.1.0/24"],
      ["node-c", "zone-c", "node-c", "10.244.2.0/24"],
    ]);
  });
});

describe("the stages of KWOK", () => {
  it("cover the life of nodes and pods", () => {
    const file = join(__dirname, "../../../local/controlplane/kwok-stages.yaml");
    const stages = parseAllDocuments(readFileSync(file, "utf8")).map((document) => document.toJS() as unknown);
    const stage = (name: string, kind: string) =>
      expect.objectContaining({
        kind: "Stage",
        metadata: { name },
        spec: expect.objectContaining({ resourceRef: { apiGroup: "v1", kind } }) as unknown,
      }) as unknown;
    expect(stages).toEqual([
      stage("node-ready", "Node"),
      stage("node-heartbeat", "Node"),
      stage("pod-ready", "Pod"),
      stage("pod-complete", "Pod"),
      stage("pod-delete", "Pod"),
    ]);
  });
});
