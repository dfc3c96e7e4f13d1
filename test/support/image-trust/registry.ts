import { createHash, createSign, generateKeyPairSync, type KeyObject } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

const manifestType = "application/vnd.oci.image.manifest.v1+json";
const layerType = "application/vnd.oci.image.layer.v1.tar+gzip";
const configType = "application/vnd.oci.image.config.v1+json";

/** A key pair as cosign makes them. */
export interface CosignKey {
  /** cosign.pub */
  publicKey: string;
  privateKey: KeyObject;
}

export function cosignKey(): CosignKey {
  const { publicKey, privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  return { publicKey: publicKey.export({ type: "spki", format: "pem" }) as string, privateKey };
}

/** A registry on this machine that serves what it was given, and images with signatures as cosign 2 stores them. */
export class SignedRegistry {
  private readonly blobs = new Map<string, Buffer>();
  /** By `repository@digest` and `repository:tag`. */
  private readonly manifests = new Map<string, Buffer>();
  private readonly server: Server;

  private constructor() {
    this.server = createServer(({ url = "", method }, response) => {
      const [, repository, kind, reference = ""] = /^\/v2\/(.+)\/(manifests|blobs)\/([^/?]+)/.exec(url) ?? [];
      const body = url === "/v2/" ? Buffer.from("{}") : this.find(repository, kind, reference);
      if (!body) return void response.writeHead(404).end();
      response.writeHead(200, {
        "Content-Type": kind === "manifests" ? manifestType : "application/octet-stream",
        "Content-Length": body.length,
        "Docker-Content-Digest": digestOf(body),
      });
      response.end(method === "HEAD" ? undefined : body);
    });
  }

  static async start(): Promise<SignedRegistry> {
    const registry = new SignedRegistry();
    await new Promise<void>((resolve) => registry.server.listen(0, "127.0.0.1", resolve));
    return registry;
  }

  get host(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): Promise<void> {
    this.server.closeAllConnections();
    return new Promise((resolve) => this.server.close(() => resolve()));
  }

  /** @returns the image by digest */
  push(repository: string, content: string): string {
    const config = this.blob(
      JSON.stringify({ architecture: "amd64", os: "linux", rootfs: { type: "layers", diff_ids: [] } }),
    );
    const digest = this.manifest(repository, config, [{ mediaType: layerType, ...this.blob(content) }]);
    return `${this.host}/${repository}@${digest}`;
  }

  /**
   * Signs an image as cosign 2 does: a statement about the digest, and its signature in the tag `sha256-….sig`.
   * @see https://github.com/sigstore/cosign/blob/main/specs/SIGNATURE_SPEC.md
   */
  sign(image: string, key: CosignKey, claimed = image): void {
    const [reference = "", digest = ""] = claimed.split("@");
    const payload = JSON.stringify({
      critical: {
        identity: { "docker-reference": reference },
        image: { "docker-manifest-digest": digest },
        type: "cosign container image signature",
      },
      optional: null,
    });
    const signature = createSign("sha256").update(payload).sign(key.privateKey, "base64");
    const [name = "", signed = ""] = image.split("@");
    const repository = name.slice(this.host.length + 1);
    const layer = {
      mediaType: "application/vnd.dev.cosign.simplesigning.v1+json",
      ...this.blob(payload),
      annotations: { "dev.cosignproject.cosign/signature": signature },
    };
    const config = this.blob(
      JSON.stringify({ architecture: "", os: "", rootfs: { type: "layers", diff_ids: [layer.digest] } }),
    );
    this.manifest(repository, config, [layer], `${signed.replace(":", "-")}.sig`);
  }

  private blob(content: string) {
    const body = Buffer.from(content);
    const digest = digestOf(body);
    this.blobs.set(digest, body);
    return { digest, size: body.length };
  }

  private manifest(repository: string, config: object, layers: object[], tag?: string): string {
    const manifest = {
      schemaVersion: 2,
      mediaType: manifestType,
      config: { mediaType: configType, ...config },
      layers,
    };
    const body = Buffer.from(JSON.stringify(manifest));
    const digest = digestOf(body);
    this.manifests.set(`${repository}@${digest}`, body);
    if (tag !== undefined) this.manifests.set(`${repository}:${tag}`, body);
    return digest;
  }

  private find(repository: string | undefined, kind: string | undefined, reference: string): Buffer | undefined {
    if (kind === "blobs") return this.blobs.get(reference);
    return this.manifests.get(`${repository}${reference.startsWith("sha256:") ? "@" : ":"}${reference}`);
  }
}

function digestOf(body: Buffer): string {
  return `sha256:${createHash("sha256").update(body).digest("hex")}`;
}
