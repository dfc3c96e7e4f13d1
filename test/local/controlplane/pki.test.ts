import { createPrivateKey, createPublicKey, X509Certificate } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writeClientKubeconfig, writeKubeconfig } from "../../../local/controlplane/kubeconfigs";
import { clientNames, Layout } from "../../../local/controlplane/layout";
import { ensureCertificates } from "../../../local/controlplane/pki";
import { connectionOf } from "../../../local/kubernetes/kubeconfig";

let layout: Layout;
const certificate = (file: string) => new X509Certificate(readFileSync(file));

beforeAll(async () => {
  layout = new Layout(mkdtempSync(join(tmpdir(), "platform-pki-")));
  mkdirSync(`${layout.pki()}.new`);
  await ensureCertificates(layout);
});
afterAll(() => rmSync(layout.directory, { recursive: true, force: true }));

describe("the certificates", () => {
  it("appear all at once, and replace what a crash left", () => {
    expect(existsSync(`${layout.pki()}.new`)).toBe(false);
    expect(readdirSync(layout.pki())).toHaveLength(15);
  });

  it("are readable for their owner only", () => {
    for (const file of readdirSync(layout.pki())) expect(statSync(join(layout.pki(), file)).mode & 0o777).toBe(0o600);
    expect(statSync(layout.pki()).mode & 0o777).toBe(0o700);
  });

  it("come from an authority whose key is kept nowhere", () => {
    const ca = certificate(layout.ca());
    expect(ca.ca).toBe(true);
    for (const file of [layout.serverCertificate(), ...clientNames.map((name) => layout.clientCertificate(name))]) {
      expect(certificate(file).checkIssued(ca)).toBe(true);
      expect(certificate(file).verify(ca.publicKey)).toBe(true);
      expect(certificate(file).ca).toBe(false);
    }
    for (const file of readdirSync(layout.pki()).filter((name) => name.endsWith(".key"))) {
      expect(ca.checkPrivateKey(createPrivateKey(readFileSync(join(layout.pki(), file))))).toBe(false);
    }
  });

  it("name clients as Kubernetes knows them", () => {
    const subjects = clientNames.map((name) => certificate(layout.clientCertificate(name)).subject);
    expect(subjects).toEqual([
      "CN=admin\nO=system:masters",
      "CN=kube-apiserver",
      "CN=system:kube-controller-manager",
      "CN=system:kube-scheduler",
      "CN=kwok\nO=system:masters",
    ]);
  });

  it("serve either as a client's or as a server's, not as both", () => {
    expect(certificate(layout.serverCertificate()).keyUsage).toEqual(["1.3.6.1.5.5.7.3.1"]);
    for (const name of clientNames) {
      expect(certificate(layout.clientCertificate(name)).keyUsage).toEqual(["1.3.6.1.5.5.7.3.2"]);
    }
  });

  it("let servers be called by every name they have", () => {
    const server = certificate(layout.serverCertificate());
    for (const address of ["127.0.0.1", "10.96.0.1"]) expect(server.checkIP(address)).toBe(address);
    for (const name of ["localhost", "kubernetes.default.svc"]) expect(server.checkHost(name)).toBe(name);
    expect(server.checkPrivateKey(createPrivateKey(readFileSync(layout.serverKey())))).toBe(true);
  });

  it("hold a key pair for the tokens of service accounts", () => {
    const derived = createPublicKey(createPrivateKey(readFileSync(layout.serviceAccountKey())));
    expect(derived.export({ type: "spki", format: "pem" })).toBe(
      readFileSync(layout.serviceAccountPublicKey(), "utf8"),
    );
  });

  it("stay the same in the next run", async () => {
    const before = readFileSync(layout.ca(), "utf8");
    await ensureCertificates(layout);
    expect(readFileSync(layout.ca(), "utf8")).toBe(before);
  });
});

describe("the kubeconfig", () => {
  it("holds the context of the given name, complete in itself", () => {
    writeKubeconfig(layout, "my-context", 20_123);
    const connection = connectionOf(layout.kubeconfig(), "my-context");
    expect(connection).toEqual({
      server: "https://127.0.0.1:20123",
      certificateAuthority: readFileSync(layout.ca()),
      clientCertificate: readFileSync(layout.clientCertificate("admin")),
      clientKey: readFileSync(layout.clientKey("admin")),
      token: undefined,
    });
    expect(readFileSync(layout.kubeconfig(), "utf8")).not.toContain(layout.directory);
    expect(statSync(layout.kubeconfig()).mode & 0o777).toBe(0o600);
  });

  it("of a server is the server's own", () => {
    writeClientKubeconfig(layout, "kube-scheduler", 20_123);
    const connection = connectionOf(layout.clientKubeconfig("kube-scheduler"), "kube-scheduler");
    expect(connection.clientKey).toEqual(readFileSync(layout.clientKey("kube-scheduler")));
  });
});
