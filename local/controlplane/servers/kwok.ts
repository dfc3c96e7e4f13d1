import type { Server, ServerContext } from ".";

/** Plays the kubelet of every node: pods become ready without being run. */
export function kwok({ layout, ports }: ServerContext): Omit<Server, "name"> {
  return {
    tool: "kwok",
    files: [layout.ca(), layout.clientKubeconfig("kwok"), layout.clientCertificate("kwok"), layout.stages()],
    arguments: [
      `--kubeconfig=${layout.clientKubeconfig("kwok")}`,
      `--config=${layout.stages()}`,
      "--manage-all-nodes",
      "--node-lease-duration-seconds=40",
      `--server-address=127.0.0.1:${ports.kwok}`,
    ],
  };
}
