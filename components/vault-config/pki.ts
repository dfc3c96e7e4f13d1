import type * as pulumi from "@pulumi/pulumi";
import * as vault from "@pulumi/vault";
import type { Configuring } from "./args";
import { mounts, pkiRole } from "./names";

const year = 365 * 24 * 3600;
const rootSeconds = 10 * year;
const intermediateSeconds = 5 * year;

/** Names inside of a cluster: no certificate of this authority is good for any other. */
export const internalDomains = ["svc", "svc.cluster.local"];

/** A root and an authority below it. Both keys are made inside of Vault and never leave it. */
export function pki({ name, opts }: Configuring, inClusterAddress: string): void {
  const { mount: root, urls } = authority(`${name}-pki-root`, mounts.pkiRoot, rootSeconds, inClusterAddress, opts);
  const rootCertificate = new vault.pkisecret.SecretBackendRootCert(
    `${name}-pki-root`,
    {
      backend: root.path,
      type: "internal",
      commonName: "Platform root CA",
      ttl: `${rootSeconds}s`,
      keyType: "ec",
      keyBits: 384,
      maxPathLength: 1,
      issuerName: "root",
    },
    { ...opts, protect: true, dependsOn: urls }, // certificates name them
  );

  const { mount: intermediate } = authority(`${name}-pki`, mounts.pki, intermediateSeconds, inClusterAddress, opts);
  const request = new vault.pkisecret.SecretBackendIntermediateCertRequest(
    `${name}-pki`,
    { backend: intermediate.path, type: "internal", commonName: "Platform internal CA", keyType: "ec", keyBits: 384 },
    opts,
  );
  const signed = new vault.pkisecret.SecretBackendRootSignIntermediate(
    `${name}-pki`,
    {
      backend: root.path,
      csr: request.csr,
      commonName: "Platform internal CA",
      ttl: `${intermediateSeconds}s`,
      maxPathLength: 0,
      permittedDnsDomains: internalDomains,
      format: "pem_bundle",
    },
    { ...opts, dependsOn: rootCertificate },
  );
  const set = new vault.pkisecret.SecretBackendIntermediateSetSigned(
    `${name}-pki`,
    { backend: intermediate.path, certificate: signed.certificate },
    opts,
  );
  new vault.pkisecret.SecretBackendRole(
    `${name}-pki-${pkiRole}`,
    { backend: intermediate.path, name: pkiRole, ...pkiRoleArgs },
    { ...opts, dependsOn: set },
  );
}

/** Servers inside of the cluster, for 90 days: what components/lib/certificate-spec.ts asks for. */
export const pkiRoleArgs = {
  allowedDomains: internalDomains,
  allowSubdomains: true,
  allowBareDomains: false,
  allowGlobDomains: false,
  allowAnyName: false,
  allowIpSans: false,
  allowLocalhost: false,
  allowWildcardCertificates: false,
  enforceHostnames: true,
  requireCn: false,
  // Requests bring their key; charts may ask for RSA.
  keyType: "any",
  keyUsages: ["DigitalSignature"],
  serverFlag: true,
  clientFlag: false,
  ttl: "2160h",
  maxTtl: "2160h",
};

function authority(
  name: string,
  path: string,
  maxLeaseTtlSeconds: number,
  address: string,
  opts: pulumi.CustomResourceOptions,
): { mount: vault.Mount; urls: vault.pkisecret.SecretBackendConfigUrls } {
  const mount = new vault.Mount(name, { path, type: "pki", maxLeaseTtlSeconds }, opts);
  const urls = new vault.pkisecret.SecretBackendConfigUrls(
    name,
    {
      backend: mount.path,
      issuingCertificates: [`${address}/v1/${path}/ca`],
      crlDistributionPoints: [`${address}/v1/${path}/crl`],
    },
    opts,
  );
  return { mount, urls };
}
