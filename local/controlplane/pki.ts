import { generateKeyPairSync, KeyObject, webcrypto } from "node:crypto";
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { clientNames, type ClientName, type Layout } from "./layout";
import { provideMetadata } from "./reflect";

/** Address of the API server inside of the cluster: the first of the service range. */
const serviceAddress = "10.96.0.1";

/** Kubernetes reads a user from the common name and groups from the organisations. */
const subjects: Record<ClientName, string> = {
  admin: "CN=admin, O=system:masters",
  "kube-apiserver": "CN=kube-apiserver",
  "kube-controller-manager": "CN=system:kube-controller-manager",
  "kube-scheduler": "CN=system:kube-scheduler",
  // It acts for every node, and whoever can read its key can read the administrator's beside it.
  kwok: "CN=kwok, O=system:masters",
};

const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const yearMs = 365 * 24 * 3600 * 1000;

/**
 * Makes the certificates of the control plane, once: an authority whose key is forgotten afterwards, one certificate
 * for all servers, one for each client, and the key pair that signs service account tokens. They appear all at once.
 */
export async function ensureCertificates(layout: Layout): Promise<void> {
  const folder = layout.pki();
  const temporary = `${folder}.new`;
  rmSync(temporary, { recursive: true, force: true });
  if (existsSync(folder)) return;
  mkdirSync(temporary, { recursive: true, mode: 0o700 });
  for (const [file, content] of Object.entries(await makeCertificates(layout))) {
    writeFileSync(join(temporary, basename(file)), content, { mode: 0o600 });
  }
  renameSync(temporary, folder);
}

/** Contents by file. */
async function makeCertificates(layout: Layout): Promise<Record<string, string>> {
  // Half a second that only the first start needs.
  provideMetadata();
  const x509 = await import("@peculiar/x509");
  const newKeys = () => webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const validity = { notBefore: new Date(Date.now() - 60_000), notAfter: new Date(Date.now() + 10 * yearMs) };

  const authority = await newKeys();
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    name: "CN=platform local",
    keys: authority,
    signingAlgorithm: algorithm,
    ...validity,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
    ],
  });

  const issue = async (subject: string, usage: string, names: { type: "dns" | "ip"; value: string }[] = []) => {
    const keys = await newKeys();
    const certificate = await x509.X509CertificateGenerator.create({
      subject,
      issuer: ca.subject,
      publicKey: keys.publicKey,
      signingKey: authority.privateKey,
      signingAlgorithm: algorithm,
      ...validity,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([usage]),
        ...(names.length > 0 ? [new x509.SubjectAlternativeNameExtension(names)] : []),
      ],
    });
    const key = KeyObject.from(keys.privateKey).export({ type: "pkcs8", format: "pem" }) as string;
    return { certificate: certificate.toString("pem"), key };
  };

  const kubernetes = ["kubernetes", "default", "svc", "cluster", "local"];
  const server = await issue("CN=platform local server", x509.ExtendedKeyUsage.serverAuth, [
    ...["127.0.0.1", serviceAddress].map((value) => ({ type: "ip" as const, value })),
    ...["localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc", kubernetes.join(".")].map(
      (value) => ({
        type: "dns" as const,
        value,
      }),
    ),
  ]);
  const files: Record<string, string> = {
    [layout.ca()]: ca.toString("pem"),
    [layout.serverCertificate()]: server.certificate,
    [layout.serverKey()]: server.key,
  };
  for (const name of clientNames) {
    const { certificate, key } = await issue(subjects[name], x509.ExtendedKeyUsage.clientAuth);
    files[layout.clientCertificate(name)] = certificate;
    files[layout.clientKey(name)] = key;
  }
  const tokens = generateKeyPairSync("ec", { namedCurve: "P-256" });
  files[layout.serviceAccountKey()] = tokens.privateKey.export({ type: "pkcs8", format: "pem" }) as string;
  files[layout.serviceAccountPublicKey()] = tokens.publicKey.export({ type: "spki", format: "pem" }) as string;
  return files;
}
