export { down } from "./down";
export { Layout, serverNames, type ServerName } from "./layout";
export { serverTools, type ServerTool } from "./servers";
export { status, type ServerStatus } from "./status";
export { up, type UpOptions, type UpResult } from "./up";
