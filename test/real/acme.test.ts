import { X509Certificate, createPrivateKey } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { acmeSpec, rootSpec } from "../../components/certificates/issuers";
import { hostCertificateSpec } from "../../components/lib/public-service-specs";
import { applyCrds } from "../../local/apply/crds";
import type { KubernetesObject } from "../../local/kubernetes";
import { crdsFromModules } from "../../local/toolchain";
import { startAcme, type AcmeServers } from "../support/acme";
import { startControlPlane, type TestControlPlane } from "../support/controlplane";

const zone = { id: "Z0123456789", name: "staging.example.com" };
const zones = { kind: "route53" as const, region: "eu-central-1", zoneIds: [zone.id] };
const letsEncrypt = {
  name: "letsencrypt-staging",
  directory: "https://acme-staging-v02.api.letsencrypt.org/directory",
};
const dayMs = 24 * 3600 * 1000;

let plane: TestControlPlane;
let acme: AcmeServers;

beforeAll(async () => {
  plane = await startControlPlane();
  const crds = await crdsFromModules({ log: () => undefined });
  await applyCrds(
    plane.client,
    crds.filter((crd) => (crd["spec"] as { group: string }).group.endsWith("cert-manager.io")),
  );
  for (const name of ["cert-manager", "shop"]) {
    await plane.client.request("POST", "/api/v1/namespaces", {
      body: { apiVersion: "v1", kind: "Namespace", metadata: { name } },
    });
  }
  acme = await startAcme(plane, zone);
});
afterAll(async () => {
  await acme?.stop();
  await plane?.stop();
});

interface Issued extends KubernetesObject {
  status?: {
    conditions?: { type: string; status: string; message: string }[];
    revision?: number;
    renewalTime?: string;
  };
}

const certManager = "/apis/cert-manager.io/v1";
const inNamespace = (namespace: string, kind: string) => `${certManager}/namespaces/${namespace}/${kind}`;

async function create(collection: string, kind: string, name: string, spec: object): Promise<string> {
  const body = { apiVersion: "cert-manager.io/v1", kind, metadata: { name }, spec };
  await plane.client.request("POST", collection, { body });
  return `${collection}/${name}`;
}

async function eventually<Result>(what: string, look: () => Promise<Result | undefined>): Promise<Result> {
  const deadline = Date.now() + 180_000;
  while (Date.now() < deadline) {
    const result = await look();
    if (result !== undefined) return result;
    await sleep(200);
  }
  throw new Error(`${what} did not happen in 3 minutes; cert-manager said:\n${acme.certManager.output().slice(-4000)}`);
}

/** The object once its condition Ready is true. */
const ready = (path: string) =>
  eventually(`${path} becoming ready`, async () => {
    const object = await plane.client.get<Issued>(path);
    return object.status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True")
      ? object
      : undefined;
  });

/** What a Secret holds, parsed: the certificate, then those above it. */
async function issued(namespace: string, secret: string) {
  const { type, data } = await plane.client.get<KubernetesObject & { type: string; data: Record<string, string> }>(
    `/api/v1/namespaces/${namespace}/secrets/${secret}`,
  );
  const text = (key: string) => Buffer.from(data[key]!, "base64").toString();
  const chain = (text("tls.crt").match(/-----BEGIN[^]+?-----END CERTIFICATE-----/g) ?? []).map(
    (pem) => new X509Certificate(pem),
  );
  return { type, chain, leaf: chain[0]!, key: createPrivateKey(text("tls.key")) };
}

/** Fails unless each certificate is signed by the next, and the last by the root. */
function expectSigned(chain: X509Certificate[], root: X509Certificate): void {
  for (const [index, certificate] of chain.entries()) {
    const above = chain[index + 1] ?? root;
    expect([certificate.subject, certificate.verify(above.publicKey), certificate.checkIssued(above)]).toEqual([
      certificate.subject,
      true,
      true,
    ]);
  }
}

const lifetimeDays = (certificate: X509Certificate) =>
  Math.round((Date.parse(certificate.validTo) - Date.parse(certificate.validFrom)) / dayMs);
const curveOf = (certificate: X509Certificate) => certificate.publicKey.asymmetricKeyDetails?.namedCurve;

describe("the ACME issuer, with real servers,", () => {
  const host = `shop.${zone.name}`;
  let [certificate, wildcard, stranger] = ["", "", ""];

  beforeAll(async () => {
    const spec = acmeSpec(letsEncrypt, { email: "platform@example.com", challenge: "dns01" }, zones);
    // Only where the directory is, and who signed its certificate, differs from what the program makes.
    const { url: server, ca } = acme.directory;
    const here = { ...spec.acme, server, caBundle: Buffer.from(ca).toString("base64") };
    await ready(
      await create(`${certManager}/clusterissuers`, "ClusterIssuer", letsEncrypt.name, { ...spec, acme: here }),
    );
    // All at once: cert-manager gives each record a minute to reach every resolver.
    certificate = await order(host, host);
    wildcard = await order("wildcard", `*.${zone.name}`);
    stranger = await order("stranger", "shop.example.net");
  });

  const order = (name: string, dnsName: string) =>
    create(inNamespace("shop", "certificates"), "Certificate", name, {
      ...hostCertificateSpec({ host: dnsName, issuer: letsEncrypt.name }),
      secretName: name,
    });

  it("gets a certificate for a host of the zone, and leaves no record behind", async () => {
    await ready(certificate);
    const { type, chain, leaf, key } = await issued("shop", host);
    expect(type).toBe("kubernetes.io/tls");
    expect(chain).toHaveLength(2);
    expectSigned(chain, new X509Certificate(await acme.root()));
    expect(leaf.subjectAltName).toBe(`DNS:${host}`);
    expect(leaf.checkPrivateKey(key)).toBe(true);
    expect(curveOf(leaf)).toBe("prime256v1");
    expect(lifetimeDays(leaf)).toBe(90);
    const record = `TXT _acme-challenge.${host}.`;
    const changes = () => acme.route53.changes.filter((change) => change.endsWith(record));
    await eventually("the removal of its record", () => Promise.resolve(changes().length > 1 || undefined));
    expect(changes()).toEqual([`UPSERT ${record}`, `DELETE ${record}`]);
  });

  it("renews it once a third of its time is left, with a new key", async () => {
    const before = await issued("shop", host);
    const { status } = await plane.client.get<Issued>(certificate);
    const left = Date.parse(before.leaf.validTo) - Date.parse(status?.renewalTime ?? "");
    expect(Math.round(left / dayMs)).toBe(30);

    // As if that were in 20 seconds.
    const wait = Date.parse(before.leaf.validTo) - Date.now() - 20_000;
    await plane.client.request("PATCH", certificate, {
      body: { spec: { renewBefore: `${Math.round(wait / 1000)}s` } },
      contentType: "application/merge-patch+json",
    });
    await eventually("a second certificate", async () =>
      (await plane.client.get<Issued>(certificate)).status?.revision === 2 ? true : undefined,
    );
    await plane.client.request("PATCH", certificate, {
      body: { spec: { renewBefore: null } },
      contentType: "application/merge-patch+json",
    });
    const after = await issued("shop", host);
    expectSigned(after.chain, new X509Certificate(await acme.root()));
    expect(after.leaf.serialNumber).not.toBe(before.leaf.serialNumber);
    expect(after.leaf.publicKey.equals(before.leaf.publicKey)).toBe(false);
  });

  it("gets one for all hosts of the zone", async () => {
    await ready(wildcard);
    const { chain, leaf } = await issued("shop", "wildcard");
    expectSigned(chain, new X509Certificate(await acme.root()));
    expect(leaf.checkHost(`any.${zone.name}`)).toBe(`*.${zone.name}`);
  });

  it("gets none for a host outside of the zone", async () => {
    const record = "_acme-challenge.shop.example.net.";
    const challenges = "/apis/acme.cert-manager.io/v1/namespaces/shop/challenges";
    const reason = await eventually("a refusal by Route 53", async () => {
      const { items } = await plane.client.get<{
        items: { spec: { dnsName: string }; status?: { reason?: string } }[];
      }>(challenges);
      return items.find(({ spec }) => spec.dnsName === "shop.example.net")?.status?.reason || undefined;
    });
    expect(reason).toMatch(/^failed to change Route 53 record set: /);
    expect(new Set(acme.route53.refused)).toEqual(new Set([`UPSERT TXT ${record}`]));
    const { status } = await plane.client.get<Issued>(stranger);
    expect(status?.conditions).toContainEqual(expect.objectContaining({ type: "Ready", status: "False" }));
    expect(await plane.client.find("/api/v1/namespaces/shop/secrets/stranger")).toBeUndefined();
  });
});

describe("the issuer for everything inside", () => {
  it("signs names of services under a root that it made, for ten years", async () => {
    await create(inNamespace("cert-manager", "issuers"), "Issuer", "internal-root", { selfSigned: {} });
    await create(inNamespace("cert-manager", "certificates"), "Certificate", "internal-ca", rootSpec("internal-root"));
    const issuer = await create(`${certManager}/clusterissuers`, "ClusterIssuer", "internal", {
      ca: { secretName: "internal-ca" },
    });
    await ready(issuer);
    const root = (await issued("cert-manager", "internal-ca")).leaf;
    expect([root.ca, curveOf(root), lifetimeDays(root)]).toEqual([true, "secp384r1", 3650]);

    const host = "api.shop.svc";
    const path = inNamespace("shop", "certificates");
    await ready(await create(path, "Certificate", host, hostCertificateSpec({ host, issuer: "internal" })));
    const { chain, leaf, key } = await issued("shop", host);
    expectSigned(chain, root);
    expect([leaf.subjectAltName, leaf.ca, curveOf(leaf), lifetimeDays(leaf)]).toEqual([
      `DNS:${host}`,
      false,
      "prime256v1",
      90,
    ]);
    expect(leaf.checkPrivateKey(key)).toBe(true);
  });
});

describe("the issuer of stacks without a domain of their own", () => {
  it("lets each host sign for itself", async () => {
    const host = "shop.dev.example.com";
    await create(`${certManager}/clusterissuers`, "ClusterIssuer", "self-signed", { selfSigned: {} });
    const path = inNamespace("shop", "certificates");
    await ready(await create(path, "Certificate", host, hostCertificateSpec({ host, issuer: "self-signed" })));
    const { chain, leaf } = await issued("shop", host);
    expect(chain).toHaveLength(1);
    expect([leaf.verify(leaf.publicKey), leaf.subjectAltName, lifetimeDays(leaf)]).toEqual([true, `DNS:${host}`, 90]);
  });
});

describe("all of this", () => {
  it("asked no other machine, which would have been seen", async () => {
    expect(acme.route53.strays).toEqual([]);
    const { name, directory } = letsEncrypt;
    const spec = acmeSpec({ name: "elsewhere", directory }, { challenge: "dns01" }, zones);
    await create(`${certManager}/clusterissuers`, "ClusterIssuer", `${name}-itself`, spec);
    await eventually("a request to Let's Encrypt", () => Promise.resolve(acme.route53.strays.length > 0 || undefined));
    expect(acme.route53.strays[0]).toBe(`CONNECT ${new URL(directory).host}:443`);
  });
});
