import type { Body } from "./types";

const SOURCE = "source.toolkit.fluxcd.io";

export const GIT_REPOSITORY = `${SOURCE}/GitRepository`;
export const OCI_REPOSITORY = `${SOURCE}/OCIRepository`;
export const HELM_REPOSITORY = `${SOURCE}/HelmRepository`;
export const KUSTOMIZATION = "kustomize.toolkit.fluxcd.io/Kustomization";
/** Every kind that a Kustomization can name, by its group. */
export const SOURCE_KINDS = ["GitRepository", "OCIRepository", "Bucket", "ExternalArtifact"] as const;

/** What Flux fetches, as far as rules read it. */
export interface FluxSource extends Body {
  spec?: {
    url?: string;
    insecure?: boolean;
    secretRef?: { name?: string };
    verify?: { mode?: string; provider?: string; secretRef?: { name?: string } };
  };
}

export interface Kustomization extends Body {
  spec?: {
    sourceRef?: { kind?: string; name?: string; namespace?: string };
    serviceAccountName?: string;
  };
}

export function sourceKind(kind: string): string {
  return `${SOURCE}/${kind}`;
}
