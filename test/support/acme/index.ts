import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Layout } from "../../../local/controlplane";
import { ask } from "../../../local/controlplane/loopback";
import { freePort } from "../../../local/controlplane/ports";
import { ensureTools } from "../../../local/toolchain";
import { Route53 } from "./route53";
import { startServer, type TestServer } from "./server";

/** The real cert-manager at work: with Let's Encrypt's test server, and a Route 53 whose records that server reads. */
export interface AcmeServers {
  /** URL of the ACME directory, and the PEM of who signed the server's certificate. */
  directory: { url: string; ca: string };
  route53: Route53;
  certManager: TestServer;
  /** PEM of the root under which Pebble signs. */
  root(): Promise<string>;
  stop(): Promise<void>;
}

/** Certificates are for 90 days, as those of Let's Encrypt. */
const validitySeconds = 90 * 24 * 3600;

/** @param plane folder of a running control plane, whose certificate for 127.0.0.1 Pebble shows */
export async function startAcme(
  plane: { directory: string; kubeconfig: string },
  zone: { id: string; name: string },
): Promise<AcmeServers> {
  const tools = ["cert-manager-controller", "pebble", "pebble-challtestsrv"] as const;
  const binaries = await ensureTools(tools, { log: () => undefined });
  const layout = new Layout(plane.directory);
  const ca = readFileSync(layout.ca(), "utf8");
  const folder = mkdtempSync(join(tmpdir(), "platform-acme-"));
  const undo: (() => Promise<void> | void)[] = [() => rmSync(folder, { recursive: true, force: true })];
  const stop = async () => {
    for (const step of undo.reverse()) await step();
  };
  try {
    const [acme, management, dns, records] = await addresses();
    const route53 = await Route53.start(zone, `http://${records}`);
    undo.push(() => route53.stop());
    // Whatever would go to another machine goes to the proxy instead, and is found there.
    const env = { HOME: folder, TMPDIR: folder, HTTP_PROXY: route53.url, HTTPS_PROXY: route53.url };

    const off = ["-http01", "", "-https01", "", "-doh", "", "-tlsalpn01", ""];
    const challtestsrv = await startServer(
      binaries["pebble-challtestsrv"],
      [...off, "-dnsserver", dns, "-management", records],
      { env, answers: async () => (await ask({ url: `http://${records}/` })).status === 404 },
    );
    undo.push(() => challtestsrv.stop());

    const configuration = {
      listenAddress: acme,
      managementListenAddress: management,
      certificate: layout.serverCertificate(),
      privateKey: layout.serverKey(),
      keyAlgorithm: "ecdsa",
      retryAfter: { authz: 1, order: 1 },
      profiles: { default: { description: "as Let's Encrypt's", validityPeriod: validitySeconds } },
    };
    const file = join(folder, "pebble.json");
    writeFileSync(file, JSON.stringify({ pebble: configuration }));
    const trusting = (url: string) => ask({ url, tls: { ca } });
    const pebble = await startServer(binaries.pebble, ["-config", file, "-strict", "-dnsserver", dns], {
      // As Let's Encrypt: who has shown that a host is theirs need not do it again soon.
      env: { ...env, PEBBLE_VA_NOSLEEP: "1", PEBBLE_AUTHZREUSE: "100" },
      answers: async () => (await trusting(`https://${management}/roots/0`)).status === 200,
    });
    undo.push(() => pebble.stop());

    const certManager = await startServer(
      binaries["cert-manager-controller"],
      [
        `--kubeconfig=${plane.kubeconfig}`,
        "--cluster-resource-namespace=cert-manager",
        `--dns01-recursive-nameservers=${dns}`,
        "--dns01-recursive-nameservers-only",
        "--dns01-check-retry-period=1s",
      ],
      {
        env: {
          ...env,
          AWS_ENDPOINT_URL_ROUTE_53: route53.url,
          AWS_ACCESS_KEY_ID: "test",
          AWS_SECRET_ACCESS_KEY: "test",
          AWS_EC2_METADATA_DISABLED: "true",
        },
        answers: () => Promise.resolve(true),
      },
    );
    undo.push(() => certManager.stop());
    return {
      directory: { url: `https://${acme}/dir`, ca },
      route53,
      certManager,
      root: async () => (await trusting(`https://${management}/roots/0`)).body,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Four addresses of this machine where nothing listens. */
async function addresses(): Promise<[string, string, string, string]> {
  const taken = new Set<number>();
  const next = async () => {
    const port = await freePort(taken);
    taken.add(port);
    return `127.0.0.1:${port}`;
  };
  return [await next(), await next(), await next(), await next()];
}
