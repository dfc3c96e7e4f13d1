import { any, text } from "../unknowns";
import type { Index, StackObjects } from "./stack";
import type { KubernetesObject } from "./object";
import type { Body } from "./types";

const GROUP = "cert-manager.io";

export const CERTIFICATE = `${GROUP}/Certificate`;

export interface IssuerRef {
  name?: string;
  /** @default Issuer */
  kind?: string;
  /** @default cert-manager.io */
  group?: string;
}

export interface Certificate extends Body {
  spec?: {
    secretName?: string;
    issuerRef?: IssuerRef;
    dnsNames?: string[];
    commonName?: string;
    duration?: string;
    isCA?: boolean;
  };
}

/** The configuration of rules that look for issuers. */
export const ISSUERS_CONFIG = {
  issuers: {
    type: "array",
    items: { type: "string" },
    default: [],
    description: "Issuers that the cluster has already, as Kind/name.",
  },
} as const;

/** The issuers that can sign: those of the stack, and those that the cluster has already. */
export class Issuers {
  private readonly cluster: Index<KubernetesObject>;
  private readonly namespaced: Index<KubernetesObject>;

  /** @param others `Kind/name`: issuers of the cluster, or of other signers than cert-manager's own */
  constructor(
    objects: StackObjects,
    private readonly others: readonly string[],
  ) {
    const made = (kind: string) => objects.of(`${GROUP}/${kind}`).filter(({ patch }) => !patch);
    this.cluster = objects.index(made("ClusterIssuer"), ({ name }) => name);
    this.namespaced = objects.index(made("Issuer"), ({ namespace, name }) => `${namespace}/${name}`);
  }

  /** Three-valued: whether an object in the namespace can name it. */
  has({ name, kind, group }: IssuerRef, namespace: () => string): boolean {
    const wanted = text(kind) || "Issuer";
    return any(
      () => this.others.includes(`${wanted}/${text(name)}`),
      () => {
        if ((text(group) || GROUP) !== GROUP) return false;
        if (wanted === "ClusterIssuer") return this.cluster.some(text(name));
        return wanted === "Issuer" && this.namespaced.some(`${namespace()}/${text(name)}`);
      },
    );
  }
}
