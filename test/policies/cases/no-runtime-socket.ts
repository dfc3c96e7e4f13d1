import { noRuntimeSocket } from "../../../policies/kubernetes/rules/no-runtime-socket";
import { unknown } from "../../support/cloud";
import { deployment, listOf, patch, POD_KINDS, workload } from "../../support/kubernetes";
import { UNKNOWN } from "../../support/policies";
import type { Failing, RuleCases } from "../../support/rules";

const host = (...paths: unknown[]) => ({ volumes: paths.map((path) => ({ name: "host", hostPath: { path } })) });
const web = (...paths: unknown[]) => deployment("shop/web", host(...paths));
const SAYS = "volumes[0].hostPath must not give the container runtime's socket";
const given = (path: string): [string, Failing] => [`the path ${path}`, { resources: [web(path)], says: SAYS }];

export const cases: RuleCases = {
  rule: noRuntimeSocket,
  passing: {
    "other paths of the node": [web("/var/log", "/proc", "/run/udev", "/run/containerd/io.containerd.runtime.v2.task")],
    "names that begin alike": [web("/run/docker.sock.d", "/run/docker", "/runtime", "/var/run2")],
    "other volumes": [
      deployment("shop/web", {
        volumes: [
          { name: "run", emptyDir: {} },
          { name: "c", secret: {} },
        ],
      }),
    ],
    "no volumes": [deployment("shop/web", {})],
  },
  failing: {
    ...Object.fromEntries(
      Object.keys(POD_KINDS).map((kind): [string, Failing] => [
        kind,
        { resources: [workload(kind, "shop/web", host("/var/run/docker.sock"))], says: SAYS },
      ]),
    ),
    ...Object.fromEntries(
      [
        "/run/docker.sock",
        "/var/run/dockershim.sock",
        "/run/cri-dockerd.sock",
        "/run/containerd/containerd.sock",
        "/run/k3s/containerd/containerd.sock",
        "/var/run/crio/crio.sock",
        "/run/podman/podman.sock",
        "/run/containerd/",
        "/run",
        "/var/run/",
        "//run//crio",
        "/",
      ].map(given),
    ),
    "a later volume": {
      resources: [web("/var/log", "/run/docker.sock")],
      says: "volumes[1].hostPath must not give the container runtime's socket",
    },
    "a patch": { resources: [patch(web("/run"))], says: SAYS },
    "an item of a list": { resources: [listOf("apps/v1/DeploymentList", "all", web("/run"))], says: SAYS },
  },
  unknown: {
    "a path": { resources: [web(UNKNOWN)], says: unknown("spec.template.spec.volumes.0.hostPath.path") },
    "the volumes": {
      resources: [deployment("shop/web", { volumes: UNKNOWN })],
      says: unknown("spec.template.spec.volumes"),
    },
  },
};
