import { X509Certificate } from "node:crypto";
import type { Body, VaultClient } from "../client";
import { fieldsOf, textOf, type Once } from "../kind";

const backend = (inputs: Body) => textOf(inputs, "backend");
const renamed = { keyUsages: "key_usage" };

/** A root authority: its key never leaves the server. */
export const rootCert: Once = {
  backend,
  find: async (client, inputs) => {
    for (const issuer of await issuersOf(client, backend(inputs))) {
      if (commonName(issuer.certificate) === inputs["commonName"]) return rootOutputs(issuer);
    }
    return undefined;
  },
  holds: async (client, inputs, outputs) => holdsIssuer(client, inputs, outputs["certificate"]),
  make: async (client, inputs) => {
    const type = textOf(inputs, "type", "internal");
    const made = await client.post(
      `${backend(inputs)}/root/generate/${type}`,
      fieldsOf(inputs, ["backend", "type"], renamed),
    );
    const certificate = String(made["certificate"]);
    return rootOutputs({ id: String(made["issuer_id"]), certificate, keyId: String(made["key_id"]) });
  },
};

interface Issuer {
  id: string;
  certificate: string;
  keyId: string;
}

function rootOutputs({ id, certificate, keyId }: Issuer): Body {
  const serialNumber = serialOf(certificate);
  return { certificate, issuingCa: certificate, issuerId: id, keyId, serialNumber, serial: serialNumber };
}

/** What an intermediate asks its root to sign. */
export const certRequest: Once = {
  backend,
  make: async (client, inputs) => {
    const type = textOf(inputs, "type", "internal");
    const made = await client.post(
      `${backend(inputs)}/intermediate/generate/${type}`,
      fieldsOf(inputs, ["backend", "type"], renamed),
    );
    return { csr: made["csr"], keyId: made["key_id"] };
  },
};

export const signIntermediate: Once = {
  backend,
  make: async (client, inputs) => {
    const made = await client.post(
      `${backend(inputs)}/root/sign-intermediate`,
      fieldsOf(inputs, ["backend", "revoke", ...(inputs["issuerRef"] === undefined ? [] : ["issuerRef"])], renamed),
    );
    const chain = (made["ca_chain"] ?? []) as string[];
    const certificate = String(made["certificate"]);
    return {
      certificate,
      issuingCa: made["issuing_ca"],
      caChains: chain,
      certificateBundle: [certificate, ...chain.filter((each) => each !== certificate)].join("\n"),
      serialNumber: made["serial_number"],
      serial: made["serial_number"],
    };
  },
};

export const setSigned: Once = {
  backend,
  holds: async (client, inputs) => holdsIssuer(client, inputs, inputs["certificate"]),
  make: async (client, inputs) => {
    const made = await client.post(`${backend(inputs)}/intermediate/set-signed`, {
      certificate: inputs["certificate"],
    });
    return { importedIssuers: made["imported_issuers"] ?? [], importedKeys: made["imported_keys"] ?? [] };
  },
};

async function holdsIssuer(client: VaultClient, inputs: Body, certificates: unknown): Promise<boolean> {
  const wanted = serialOf(String(certificates));
  return (await issuersOf(client, backend(inputs))).some(({ certificate }) => serialOf(certificate) === wanted);
}

async function issuersOf(client: VaultClient, path: string): Promise<Issuer[]> {
  const ids = await client.list(`${path}/issuers`);
  return Promise.all(
    ids.map(async (id) => {
      const { certificate, key_id: keyId } = await client.get(`${path}/issuer/${id}`);
      return { id, certificate: String(certificate), keyId: String(keyId) };
    }),
  );
}

function serialOf(certificate: string): string {
  return (new X509Certificate(certificate).serialNumber.toLowerCase().match(/../g) ?? []).join(":");
}

function commonName(certificate: string): string | undefined {
  return /^CN=(.*)$/m.exec(new X509Certificate(certificate).subject)?.[1];
}
