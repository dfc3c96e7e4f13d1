import type { PlatformSecrets } from "../../components/lib/external-secret";
import type { PlatformPeers } from "../../components/lib/network-policies";
import type { Publishing } from "../../components/lib/public-service";

const peer = { namespace: "kube-system", labels: { app: "x" }, serviceAccount: "x" };

const peers: PlatformPeers = {
  dns: peer,
  ingressController: peer,
  prometheus: peer,
  mesh: false,
  apiServer: { cidrs: ["10.0.240.0/22"], port: 443 },
  clusterCidrs: ["10.0.0.0/16"],
};

const secrets: PlatformSecrets = {
  store: "vault-dev",
  address: "https://vault.vault.svc:8200",
  account: { namespace: "external-secrets", serviceAccount: "external-secrets" },
  caSecret: "tls",
  ready: [],
};

const publishing: Omit<Publishing, "published"> = {
  controllers: peer,
  mesh: false,
  http01: false,
  await: true,
  ready: [],
};

/** What components find around them in the dev stack. */
export const surroundings = { peers, secrets, publishing };
