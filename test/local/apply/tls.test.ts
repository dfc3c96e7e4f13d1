import { createPrivateKey, createPublicKey, sign, verify } from "node:crypto";
import { mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { tlsAdapter } from "../../../local/apply/tls";
import { UserError } from "../../../local/lib/errors";

const folder = mkdtempSync(join(tmpdir(), "keys-"));
afterAll(() => rmSync(folder, { recursive: true }));

interface Made {
  outputs: Record<"privateKeyPem" | "privateKeyOpenssh" | "publicKeyOpenssh" | "publicKeyPem", string>;
  changed: boolean;
}
const request = (name: string, algorithm = "ED25519") => ({
  urn: `urn:pulumi:dev::platform::tls:index/privateKey:PrivateKey::${name}`,
  type: "tls:index/privateKey:PrivateKey",
  name,
  inputs: { algorithm },
});
const made = async (name: string) => (await tlsAdapter(folder).apply(request(name))) as unknown as Made;

/** Strings of RFC 4251, one after the other. */
function strings(bytes: Buffer, count: number): { parts: Buffer[]; rest: Buffer } {
  const parts: Buffer[] = [];
  for (let rest = bytes; ; rest = rest.subarray(4 + rest.readUInt32BE(0))) {
    if (parts.length === count) return { parts, rest };
    parts.push(rest.subarray(4, 4 + rest.readUInt32BE(0)));
  }
}

describe("keys on this machine", () => {
  it("are made once, in files for their owner alone", async () => {
    const first = await made("access/reader");
    const second = await made("access/reader");
    expect([first.changed, second.changed]).toEqual([true, false]);
    expect(second.outputs).toEqual(first.outputs);
    expect(readdirSync(folder)).toEqual(["access%2Freader.pem"]);
    expect(statSync(join(folder, "access%2Freader.pem")).mode & 0o777).toBe(0o600);
    expect((await made("writer")).outputs.privateKeyPem).not.toBe(first.outputs.privateKeyPem);
  });

  it("are one key in every form", async () => {
    const { outputs } = await made("forms");
    const message = Buffer.from("message");
    const signature = sign(undefined, message, createPrivateKey(outputs.privateKeyPem));
    const published = createPublicKey(outputs.publicKeyPem);
    expect(verify(undefined, message, published, signature)).toBe(true);

    const publicBytes = published.export({ type: "spki", format: "der" }).subarray(-32);
    const seed = createPrivateKey(outputs.privateKeyPem).export({ type: "pkcs8", format: "der" }).subarray(-32);
    const [kind, blob] = outputs.publicKeyOpenssh.trim().split(" ");
    expect(kind).toBe("ssh-ed25519");
    expect(strings(Buffer.from(blob!, "base64"), 2).parts).toEqual([Buffer.from("ssh-ed25519"), publicBytes]);

    const [begin, ...lines] = outputs.privateKeyOpenssh.trim().split("\n");
    expect([begin, lines.pop()]).toEqual(["-----BEGIN OPENSSH PRIVATE KEY-----", "-----END OPENSSH PRIVATE KEY-----"]);
    const whole = Buffer.from(lines.join(""), "base64");
    const magic = "openssh-key-v1\0";
    expect(whole.subarray(0, magic.length).toString()).toBe(magic);
    const { parts, rest } = strings(whole.subarray(magic.length), 3);
    expect(parts.map(String)).toEqual(["none", "none", ""]);
    expect(rest.readUInt32BE(0)).toBe(1);
    const [sealed, secret] = strings(rest.subarray(4), 2).parts;
    expect(sealed).toEqual(Buffer.from(blob!, "base64"));
    expect(secret!.length % 8).toBe(0);
    expect(secret!.subarray(0, 4)).toEqual(secret!.subarray(4, 8));
    expect(strings(secret!.subarray(8), 4).parts).toEqual([
      Buffer.from("ssh-ed25519"),
      publicBytes,
      Buffer.concat([seed, publicBytes]),
      Buffer.alloc(0),
    ]);
  });

  it("are of one kind", () => {
    expect(() => tlsAdapter(folder).apply(request("rsa", "RSA"))).toThrow(
      new UserError('the algorithm of key rsa must be ED25519 on this machine, got "RSA"; use ED25519'),
    );
    expect(readdirSync(folder)).not.toContain("rsa.pem");
  });

  it("take nothing else", () => {
    const adapter = tlsAdapter(folder);
    expect(
      ["tls:index/privateKey:PrivateKey", "tls:index/certRequest:CertRequest"].map((type) => adapter.handles(type)),
    ).toEqual([true, false]);
  });
});
