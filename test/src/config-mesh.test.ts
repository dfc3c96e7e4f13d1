import { describe, expect, it } from "vitest";
import { existingCluster as cluster, messageFor, parse } from "../support/config";

const namespace = (settings: object) => ({
  teams: [{ name: "payments", namespaces: [{ name: "payments", ...settings }] }],
});
const at = "platform:teams[0].namespaces[0]";
const off = { mesh: { kind: "none" } };

describe("the mesh's settings", () => {
  it.each([
    [
      "a waypoint without the mesh",
      { ...off, ...namespace({ waypoint: true }) },
      `${at}.waypoint must be false while mesh.kind is none, because a waypoint is a part of the mesh, got true; remove it, or set mesh.kind to ambient`,
    ],
    [
      "a port that ztunnel takes",
      namespace({ workloads: [{ name: "api", ports: [8080, 15008] }] }),
      `${at}.workloads[0].ports[1] must not be a port that the mesh takes in every pod (15001, 15006, 15008, 15053), got 15008; let the workload listen on another port`,
    ],
    [
      "metrics on a port that ztunnel takes",
      namespace({ workloads: [{ name: "api", metricsPort: 15006 }] }),
      `${at}.workloads[0].metricsPort must not be a port that the mesh takes in every pod (15001, 15006, 15008, 15053), got 15006; let the workload listen on another port`,
    ],
    [
      "another kind of mesh",
      { mesh: { kind: "sidecar" } },
      'platform:mesh.kind must be "ambient" or "none", got "sidecar"; correct it: docs/configuration.md lists all settings',
    ],
  ])("fail on %s", (_, settings, message) => {
    expect(messageFor(settings)).toBe(`the configuration of stack dev has a mistake:\n  ${message}`);
  });

  it("leave ztunnel's ports to workloads where there is no mesh", () => {
    expect(messageFor({ ...off, ...namespace({ workloads: [{ name: "api", ports: [15008] }] }) })).toBe("no mistake");
  });

  it("have the mesh on by default, with identities of the shared services", () => {
    const { mesh, peers } = parse({ cluster });
    expect(mesh).toEqual({ gatewayApi: true, waypoints: [] });
    expect(peers).toMatchObject({
      mesh: true,
      ingressController: { namespace: "ingress", serviceAccount: "nginx-ingress" },
      prometheus: { namespace: "monitoring", serviceAccount: "prometheus" },
    });
  });

  it("switch everything off at once", () => {
    const { mesh, peers } = parse({ cluster, ...off });
    expect({ mesh, on: peers.mesh }).toEqual({ mesh: undefined, on: false });
  });

  it("lead calls through the waypoint of the called namespace", () => {
    const workloads = [{ name: "api", ports: [80] }];
    const calls = [
      { namespace: "a", workload: "api", port: 80 },
      { namespace: "b", workload: "api", port: 80 },
    ];
    const { mesh, teams } = parse({
      cluster,
      teams: [
        {
          name: "one",
          namespaces: [
            { name: "a", waypoint: true, workloads },
            { name: "b", workloads },
            { name: "c", workloads: [{ name: "web", calls }] },
          ],
        },
      ],
    });
    expect(mesh?.waypoints).toEqual(["a"]);
    expect(teams[0]?.namespaces[2]?.workloads[0]?.calls).toEqual([{ ...calls[0], throughWaypoint: true }, calls[1]]);
  });
});
