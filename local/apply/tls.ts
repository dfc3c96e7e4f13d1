import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Adapter } from "../engine/types";
import { UserError } from "../lib/errors";

const type = "tls:index/privateKey:PrivateKey";

/**
 * Makes the keys of @pulumi/tls, which no server makes. Each is made once and kept in a file that only its owner reads,
 * since there is no state here that would keep it.
 * @param folder where keys are kept
 */
export function tlsAdapter(folder: string): Adapter {
  return {
    name: "tls",
    handles: (each) => each === type,
    apply: ({ name, inputs }) => {
      if (inputs["algorithm"] !== "ED25519") {
        throw new UserError(
          `the algorithm of key ${name} must be ED25519 on this machine, got ${JSON.stringify(inputs["algorithm"])}; use ED25519`,
        );
      }
      const { key, changed } = keyOf(join(folder, `${encodeURIComponent(name)}.pem`));
      return Promise.resolve({ id: name, outputs: { ...inputs, ...formsOf(key) }, changed });
    },
  };
}

function keyOf(file: string): { key: KeyObject; changed: boolean } {
  try {
    return { key: createPrivateKey(readFileSync(file)), changed: false };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  const { privateKey: key } = generateKeyPairSync("ed25519");
  mkdirSync(join(file, ".."), { recursive: true, mode: 0o700 });
  writeFileSync(file, key.export({ type: "pkcs8", format: "pem" }), { mode: 0o600, flag: "wx" });
  return { key, changed: true };
}

/** The key as the provider writes it. */
function formsOf(key: KeyObject) {
  const pem = key.export({ type: "pkcs8", format: "pem" });
  const publicKey = createPublicKey(key);
  const publicBytes = last32(publicKey.export({ type: "spki", format: "der" }));
  const seed = last32(key.export({ type: "pkcs8", format: "der" }));
  return {
    privateKeyPem: pem,
    privateKeyPemPkcs8: pem,
    privateKeyOpenssh: opensshKey(publicBytes, seed),
    publicKeyPem: publicKey.export({ type: "spki", format: "pem" }),
    publicKeyOpenssh: `${keyType} ${publicBlob(publicBytes).toString("base64")}\n`,
  };
}

const keyType = "ssh-ed25519";

/** The raw key stands at the end of both encodings (RFC 8410). */
function last32(der: Buffer): Buffer {
  return der.subarray(-32);
}

/** RFC 4251, 5: a string is its length and its bytes. */
function sshString(value: string | Buffer): Buffer {
  const bytes = Buffer.from(value as string);
  return Buffer.concat([uint32(bytes.length), bytes]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function publicBlob(publicBytes: Buffer): Buffer {
  return Buffer.concat([sshString(keyType), sshString(publicBytes)]);
}

/** OpenSSH's own format without a passphrase: node writes none that ssh reads for this kind of key. */
function opensshKey(publicBytes: Buffer, seed: Buffer): string {
  // The same in every run, or the Secret with the key would change.
  const check = publicBytes.subarray(0, 4);
  const secret = Buffer.concat([
    check,
    check,
    publicBlob(publicBytes),
    sshString(Buffer.concat([seed, publicBytes])),
    sshString(""),
  ]);
  const padding = Buffer.from([1, 2, 3, 4, 5, 6, 7].slice(0, (8 - (secret.length % 8)) % 8));
  const whole = Buffer.concat([
    Buffer.from("openssh-key-v1\0"),
    sshString("none"),
    sshString("none"),
    sshString(""),
    uint32(1),
    sshString(publicBlob(publicBytes)),
    sshString(Buffer.concat([secret, padding])),
  ]);
  const lines = whole.toString("base64").replaceAll(/.{1,70}/g, "$&\n");
  return `-----BEGIN OPENSSH PRIVATE KEY-----\n${lines}-----END OPENSSH PRIVATE KEY-----\n`;
}
