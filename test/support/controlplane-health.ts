import { expect } from "vitest";
import { serverNames, status } from "../../local/controlplane";
import { runningServers } from "./controlplane";

/** Every server of a state folder is well, and none runs twice. */
export async function expectHealthy(directory: string): Promise<void> {
  const servers = await status(directory);
  expect(servers.map(({ name, problem }) => [name, problem])).toEqual(serverNames.map((name) => [name, undefined]));
  expect(
    runningServers(directory)
      .map(({ name }) => name)
      .sort(),
  ).toEqual([...serverNames].sort());
}
