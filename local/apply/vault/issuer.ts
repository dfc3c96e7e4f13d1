import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  type JsonWebKey,
  type KeyObject,
} from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { z } from "zod";
import { readIfPresent, writePrivately } from "../../controlplane/files";

/** Stands for GitLab and the sign-in provider of people: signs tokens, and serves the key that proves them. */
export interface Issuer {
  /** URL of its key set, on loopback. */
  keySetUrl: string;
  /** A token with these claims, valid for `seconds` from now (negative: since long). */
  token(claims: Record<string, unknown>, seconds?: number): string;
  close(): Promise<void>;
}

const kept = z.object({ port: z.number(), key: z.string() });
const keyId = "local";

/** Starts an issuer whose key and, as long as it is free, port are kept in a file. */
export async function startIssuer(file: string): Promise<Issuer> {
  const before = readKept(file);
  const key = before ? createPrivateKey(before.key) : generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
  const server = createServer((request, response) => {
    const found = request.url === "/jwks";
    response.writeHead(found ? 200 : 404, { "content-type": "application/json" });
    response.end(JSON.stringify(found ? { keys: [publicJwk(key)] } : {}));
  });
  const port = await listen(server, before?.port ?? 0);
  writePrivately(file, JSON.stringify({ port, key: key.export({ type: "pkcs8", format: "pem" }) }));
  return {
    keySetUrl: `http://127.0.0.1:${port}/jwks`,
    token: (claims, seconds = 300) => signed(key, claims, seconds),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A token signed by any key. */
export function signed(key: KeyObject, claims: Record<string, unknown>, seconds = 300): string {
  const now = Math.floor(Date.now() / 1000);
  const issued = seconds < 0 ? now + seconds - 300 : now - 5;
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");
  const header = encode({ alg: "RS256", typ: "JWT", kid: keyId });
  const content = `${header}.${encode({ iat: issued, nbf: issued, exp: now + seconds, ...claims })}`;
  return `${content}.${sign("sha256", Buffer.from(content), key).toString("base64url")}`;
}

function publicJwk(key: KeyObject): JsonWebKey {
  return { ...createPublicKey(key).export({ format: "jwk" }), kid: keyId, use: "sig", alg: "RS256" };
}

function readKept(file: string): z.infer<typeof kept> | undefined {
  const text = readIfPresent(file);
  return text === undefined ? undefined : kept.parse(JSON.parse(text));
}

/** Another port where this one is taken. */
async function listen(server: Server, port: number): Promise<number> {
  const attempt = (wanted: number) =>
    new Promise<number>((resolve, reject) => {
      server.once("error", reject);
      server.listen(wanted, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
    });
  return attempt(port).catch(() => attempt(0));
}
