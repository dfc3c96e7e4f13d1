import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes, webcrypto } from "node:crypto";
import { openSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { provideMetadata } from "../../../local/controlplane/reflect";
import { ensureTools } from "../../../local/toolchain";
import { VaultServer } from "../../../local/vault/server";

/** A real server of a test's own, with TLS, an audit device and its data on a disk. */
export class TestOpenbao {
  readonly address: string;
  readonly server: VaultServer;
  readonly caFile: string;
  private child?: ChildProcess;

  private constructor(
    readonly directory: string,
    private readonly binary: string,
    private readonly seal: "static" | "shamir",
    private readonly port: number,
  ) {
    this.address = `https://127.0.0.1:${port}`;
    this.caFile = join(directory, "ca.pem");
    this.server = new VaultServer({ address: this.address, ca: readFileSync(this.caFile, "utf8") });
  }

  /** @param seal "static" is an auto-unseal: what a key management service does, with a key in a file */
  static async start(directory: string, seal: "static" | "shamir"): Promise<TestOpenbao> {
    const { bao } = await ensureTools(["bao"], { log: () => undefined });
    mkdirSync(join(directory, "data"), { recursive: true });
    await writeCertificate(directory);
    writeFileSync(join(directory, "seal.key"), randomBytes(32));
    const started = new TestOpenbao(directory, bao, seal, await freePort());
    await started.start();
    return started;
  }

  /** @param breakGlass lets a quorum make a root token without another token, which OpenBao's default does not */
  async start(breakGlass = false): Promise<void> {
    const file = (name: string) => join(this.directory, name);
    const configuration = {
      storage: { raft: { path: file("data"), node_id: "a", performance_multiplier: 1 } },
      listener: {
        tcp: {
          address: `127.0.0.1:${this.port}`,
          cluster_address: "127.0.0.1:0",
          tls_cert_file: file("tls.crt"),
          tls_key_file: file("tls.key"),
          disable_unauthed_generate_root_endpoints: !breakGlass,
        },
      },
      ...(this.seal === "static"
        ? { seal: { static: { current_key_id: "one", current_key: `file://${file("seal.key")}` } } }
        : {}),
      // The one declares its audit device, the other waits to be given one.
      ...(this.seal === "static"
        ? { audit: [{ type: "file", path: "test", options: { file_path: file("audit.log") } }] }
        : { unsafe_allow_api_audit_creation: true }),
      api_addr: this.address,
      cluster_addr: "https://127.0.0.1:1",
    };
    writeFileSync(file("server.json"), JSON.stringify(configuration));
    const log = openSync(file("server.log"), "a");
    this.child = spawn(this.binary, ["server", `-config=${file("server.json")}`], { stdio: ["ignore", log, log] });
    for (let i = 0; i < 200 && this.child.exitCode === null; i++) {
      const answer = await this.server.ask("GET", "sys/seal-status").catch(() => undefined);
      if (answer?.status === 200) return;
      await sleep(50);
    }
    throw new Error(readFileSync(file("server.log"), "utf8"));
  }

  /** Returns once it has unsealed itself and leads. */
  async active(): Promise<void> {
    for (let i = 0; i < 600; i++) {
      const answer = await this.server.ask("GET", "sys/health").catch(() => undefined);
      if (answer?.status === 200) return;
      await sleep(50);
    }
    throw new Error(`OpenBao did not become active:\n${this.logs().slice(-2000)}`);
  }

  async stop(): Promise<void> {
    const child = this.child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((done) => child.once("exit", done));
    child.kill("SIGKILL");
    await gone;
  }

  /** What it wrote for others to read. */
  logs(): string {
    return ["audit.log", "server.log"]
      .map((name) => join(this.directory, name))
      .filter((file) => existsSync(file))
      .map((file) => readFileSync(file, "utf8"))
      .join("\n");
  }
}

async function writeCertificate(directory: string): Promise<void> {
  provideMetadata();
  const x509 = await import("@peculiar/x509");
  x509.cryptoProvider.set(webcrypto as never);
  const keys = await webcrypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, true, ["sign", "verify"]);
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: "CN=test",
    keys,
    signingAlgorithm: { name: "ECDSA", hash: "SHA-256" },
    notBefore: new Date(Date.now() - 60_000),
    notAfter: new Date(Date.now() + 3600_000),
    extensions: [
      new x509.SubjectAlternativeNameExtension([
        { type: "dns", value: "vault.vault.svc" },
        { type: "ip", value: "127.0.0.1" },
      ]),
    ],
  });
  const key = Buffer.from(await webcrypto.subtle.exportKey("pkcs8", keys.privateKey)).toString("base64");
  writeFileSync(join(directory, "tls.key"), `-----BEGIN PRIVATE KEY-----\n${key}\n-----END PRIVATE KEY-----\n`);
  for (const name of ["tls.crt", "ca.pem"]) writeFileSync(join(directory, name), certificate.toString("pem"));
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as { port: number };
      probe.close(() => resolve(port));
    });
  });
}
