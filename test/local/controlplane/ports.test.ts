import { createServer, type Server } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { serverNames, type ServerName } from "../../../local/controlplane";
import { choosePorts, type Ports } from "../../../local/controlplane/ports";
import { UserError } from "../../../local/lib/errors";

const strangers: Server[] = [];
afterEach(() => {
  for (const server of strangers.splice(0)) server.close();
});

/** A port where another process listens. */
async function takenPort(): Promise<number> {
  const server = createServer();
  strangers.push(server);
  await new Promise<void>((resolve) => server.listen({ host: "127.0.0.1", port: 0 }, resolve));
  return (server.address() as { port: number }).port;
}

async function freePort(): Promise<number> {
  const port = await takenPort();
  await new Promise((resolve) => strangers.pop()!.close(resolve));
  return port;
}

const choose = (wishes: { wanted?: Partial<Ports>; kept?: Partial<Ports>; held?: Partial<Ports> }) =>
  choosePorts({ wanted: {}, kept: {}, held: {}, ...wishes });

describe("the ports", () => {
  it("are different free ones at first", async () => {
    const ports = await choose({});
    expect(Object.keys(ports).sort()).toEqual([...serverNames].sort());
    expect(new Set(Object.values(ports)).size).toBe(serverNames.length);
  });

  it("stay the same", async () => {
    const kept = await choose({});
    expect(await choose({ kept })).toEqual(kept);
  });

  it("stay where our own server listens", async () => {
    const etcd = await takenPort();
    expect(await choose({ kept: { etcd }, held: { etcd } })).toMatchObject({ etcd });
  });

  it("change where a stranger listens by now", async () => {
    const etcd = await takenPort();
    expect((await choose({ kept: { etcd } })).etcd).not.toBe(etcd);
  });

  it("are those that the user set", async () => {
    const port = await freePort();
    const ports = await choose({ wanted: { openbao: port }, kept: { openbao: 20_001, etcd: port } });
    expect(ports.openbao).toBe(port);
    expect(ports.etcd).not.toBe(port);
  });

  it("fails when a stranger listens on one that the user set", async () => {
    const port = await takenPort();
    await expect(choose({ wanted: { "kube-apiserver": port } })).rejects.toThrow(
      new UserError(
        `ports.kube-apiserver must be free on 127.0.0.1, got ${port}, where another process listens; ` +
          "stop that process or choose another port",
      ),
    );
  });

  it.each([0, 70_000, 1.5, NaN])("fails when the user sets %d", async (port) => {
    await expect(choose({ wanted: { kwok: port } })).rejects.toThrow(
      new UserError(`ports.kwok must be a number from 1 to 65535, got ${port}; choose another port`),
    );
  });

  it("fails when the user sets one twice", async () => {
    const wanted: Partial<Record<ServerName, number>> = { etcd: 25_000, kwok: 25_000 };
    await expect(choose({ wanted })).rejects.toThrow(
      new UserError("ports.etcd must differ from ports.kwok, got 25000 for both; change one"),
    );
  });
});
