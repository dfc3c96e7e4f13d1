import type { Server, ServerContext } from ".";
import { writePrivately } from "../files";
import type { Layout } from "../layout";

/** OpenBao with its data on disk, since a killed server must find them again. */
export function openbao({ layout }: ServerContext): Omit<Server, "name"> {
  return {
    tool: "bao",
    files: [layout.openbaoConfiguration()],
    arguments: ["server", `-config=${layout.openbaoConfiguration()}`, "-log-level=warn"],
  };
}

export function openbaoAddress(port: number): string {
  return `http://127.0.0.1:${port}`;
}

export function writeOpenbaoConfiguration(layout: Layout, port: number): void {
  const configuration = {
    storage: { raft: { path: layout.openbaoData(), node_id: "local", performance_multiplier: 1 } },
    listener: {
      tcp: {
        address: `127.0.0.1:${port}`,
        // It has no peers, but insists on a port for them.
        cluster_address: "127.0.0.1:0",
        // Never leaves the machine, and clients need no authority to be handed around.
        tls_disable: true,
      },
    },
    // Its API takes no audit devices: whoever could add one could write files on the server.
    audit: [{ file: { file: { description: "Every request", options: { file_path: layout.openbaoAudit() } } } }],
    api_addr: openbaoAddress(port),
    cluster_addr: "https://127.0.0.1:8201",
  };
  writePrivately(layout.openbaoConfiguration(), `${JSON.stringify(configuration, undefined, 2)}\n`);
}
