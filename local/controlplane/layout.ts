import { realpathSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";

/** Every server of the control plane, in the order in which they are listed. */
export const serverNames = [
  "etcd",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "kwok",
  "openbao",
] as const;

export type ServerName = (typeof serverNames)[number];

/** Clients that have a certificate of their own. */
export const clientNames = ["admin", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kwok"] as const;

export type ClientName = (typeof clientNames)[number];

/** Where things are in a state folder. */
export class Layout {
  /** Absolute and without symbolic links, since processes are recognised by it in their arguments. */
  readonly directory: string;

  constructor(directory: string) {
    this.directory = canonical(resolve(directory));
  }

  /** Beside the folder, so that whoever removes the folder holds it to the end. */
  readonly lock = () => `${this.directory}.lock`;
  /** Its presence says that the folder is ours and may be removed. */
  readonly sign = () => this.path("platform-local.txt");
  readonly state = () => this.path("state.json");
  readonly kubeconfig = () => this.path("kubeconfig");
  readonly home = () => this.path("home");
  readonly pki = () => this.path("pki");
  readonly ca = () => this.path("pki", "ca.crt");
  readonly serverCertificate = () => this.path("pki", "server.crt");
  readonly serverKey = () => this.path("pki", "server.key");
  readonly clientCertificate = (name: ClientName) => this.path("pki", `${name}.crt`);
  readonly clientKey = (name: ClientName) => this.path("pki", `${name}.key`);
  readonly serviceAccountKey = () => this.path("pki", "service-accounts.key");
  readonly serviceAccountPublicKey = () => this.path("pki", "service-accounts.pub");
  readonly clientKubeconfig = (name: ClientName) => this.path("configuration", `${name}.kubeconfig`);
  readonly stages = () => this.path("configuration", "kwok-stages.yaml");
  readonly openbaoConfiguration = () => this.path("configuration", "openbao.json");
  readonly etcdData = () => this.path("etcd");
  readonly openbaoData = () => this.path("openbao", "data");
  readonly openbaoAudit = () => this.path("openbao", "audit.log");
  readonly unsealKey = () => this.path("openbao", "unseal-key");
  readonly rootToken = () => this.path("openbao", "root-token");
  /** What the stack's configuration of OpenBao made, and what can be read only once. */
  readonly vaultRecord = (stack: string) => this.path("openbao", `${stack}.record.json`);
  readonly vaultReviewer = () => this.path("openbao", "reviewer-token");
  /** Key and port of the issuer that stands for GitLab. */
  readonly vaultIssuer = () => this.path("openbao", "issuer.json");
  readonly logs = () => this.path("logs");
  readonly log = (name: ServerName) => this.path("logs", `${name}.log`);
  readonly previousLog = (name: ServerName) => this.path("logs", `${name}.previous.log`);

  private path(...parts: string[]): string {
    return join(this.directory, ...parts);
  }
}

/** Resolves symbolic links of the part that exists. */
function canonical(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(canonical(parent), basename(path));
  }
}
