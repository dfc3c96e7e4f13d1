import type { ToolName } from "../../toolchain";
import type { Layout, ServerName } from "../layout";
import type { Ports } from "../ports";
import { apiServer, controllerManager, scheduler } from "./kubernetes";
import { etcd } from "./etcd";
import { kwok } from "./kwok";
import { openbao } from "./openbao";

/** What the servers are run with. */
export const serverTools = [
  "etcd",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "kwok",
  "bao",
] as const satisfies ToolName[];

export type ServerTool = (typeof serverTools)[number];

/** How one server is started. */
export interface Server {
  name: ServerName;
  tool: ServerTool;
  /** The first one names the state folder, so that a process can be recognised by it. */
  arguments: string[];
  /** What it reads from disk at its start. */
  files: string[];
}

export interface ServerContext {
  layout: Layout;
  ports: Ports;
}

const servers: Record<ServerName, (context: ServerContext) => Omit<Server, "name">> = {
  etcd,
  "kube-apiserver": apiServer,
  "kube-controller-manager": controllerManager,
  "kube-scheduler": scheduler,
  kwok,
  openbao,
};

/** How to start a server with these ports. */
export function serverOf(name: ServerName, context: ServerContext): Server {
  return { name, ...servers[name](context) };
}
