import { z } from "zod";
import { UserError } from "../lib/errors";
import { wordsOf, type VaultServer } from "./server";

/** Where the log of the first start is, until the program has declared its own. */
const firstDevice = "first-start";

const devices = z.object({ data: z.record(z.string(), z.unknown()) });

/** Names of the audit devices, each with a / at its end. */
async function devicesOf(server: VaultServer, token: string): Promise<string[]> {
  const answer = await server.must("list its audit devices", "GET", "sys/audit", { token });
  return Object.keys(devices.parse(answer).data);
}

/** Nothing is done with a root token that no audit log holds. @throws UserError when there can be none */
export async function ensureAudit(server: VaultServer, token: string): Promise<void> {
  if ((await devicesOf(server, token)).length > 0) return;
  const body = { type: "file", options: { file_path: "stdout" }, description: "Until the platform has its own" };
  const answer = await server.ask("PUT", `sys/audit/${firstDevice}`, { token, body });
  if (answer.status < 300) return;
  throw new UserError(
    `Vault must have an audit device before its root token is used, got none, and ${wordsOf(answer)}; OpenBao takes them from its configuration: deploy the stack, restart its pods, run this again`,
  );
}

/** Leaves the devices that the program declared, where it has. */
export async function endFirstAudit(server: VaultServer, token: string): Promise<void> {
  const found = await devicesOf(server, token);
  if (!found.includes(`${firstDevice}/`) || found.length < 2) return;
  await server.must("end the first audit device", "DELETE", `sys/audit/${firstDevice}`, { token });
}
