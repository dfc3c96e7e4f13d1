import { podVariables } from "../../lib/admission/pods";
import { celList } from "../../lib/admission/admission";
import { podTemplate, WORKLOADS } from "../../lib/kubernetes/pods";
import { objectRule } from "../../lib/kubernetes/rule";
import type { Workload } from "../../lib/kubernetes/types";
import { MMM } from "../../lib/levels";
import { text } from "../../lib/unknowns";

/** Where runtimes listen on the node; `/var/run` is `/run`. */
const SOCKETS = [
  "/run/docker.sock",
  "/run/dockershim.sock",
  "/run/cri-dockerd.sock",
  "/run/containerd/containerd.sock",
  "/run/k3s/containerd/containerd.sock",
  "/run/crio/crio.sock",
  "/run/podman/podman.sock",
];

export const noRuntimeSocket = objectRule<Workload>({
  name: "no-runtime-socket",
  title: "No way to the container runtime",
  description:
    "Pods must not mount the socket of the node's container runtime, nor a folder that holds it: who talks to it starts privileged containers on the node, and mounted read-only it still answers.",
  group: "workload",
  severity: "critical",
  levels: MMM,
  references: ["CKV_K8S_27", "Kyverno disallow-cri-sock-mount"],
  remedy:
    "Remove the volume, or mount the one folder that the pod needs. An agent that must see the whole node: waive it by name.",
  kinds: WORKLOADS,
  check(object, report) {
    report.each(
      () => podTemplate(object)?.spec?.volumes,
      ({ hostPath }, index) => {
        if (!hostPath) return;
        const path = normalised(text(hostPath.path));
        if (SOCKETS.some((socket) => socket === path || socket.startsWith(path === "/" ? path : `${path}/`))) {
          report.violation(`volumes[${index}].hostPath must not give the container runtime's socket`);
        }
      },
    );
  },
  admission: {
    variables: {
      ...podVariables(),
      sockets: celList(SOCKETS),
      giving: `variables.spec.?volumes.orValue([]).filter(v, has(v.hostPath) &&
        ['/' + v.hostPath.path.split('/').filter(part, part != '').join('/')].exists(full,
          [full == '/var/run' || full.startsWith('/var/run/') ? full.substring(4) : full].exists(path,
            variables.sockets.exists(s, s == path || s.startsWith(path == '/' ? path : path + '/')))))`.replace(
        /\s+/g,
        " ",
      ),
    },
    checks: [
      {
        holds: "size(variables.giving) == 0",
        where: "'volumes ' + variables.giving.map(v, v.name).join(', ')",
        message: "hostPath must not give the container runtime's socket",
      },
    ],
  },
});

function normalised(path: string): string {
  return (
    path
      .replace(/\/+/g, "/")
      .replace(/(?<=.)\/$/, "")
      .replace(/^\/var(?=\/run(\/|$))/, "") || "-"
  );
}
