import type { Body, LabelSelector } from "./types";

/** Fields of storage and backup objects that rules read. */

export interface StorageClass extends Body {
  provisioner?: string;
  parameters?: Record<string, string>;
  reclaimPolicy?: string;
  allowVolumeExpansion?: boolean;
}

interface ClaimSpec {
  storageClassName?: string;
}

export interface Claim extends Body {
  spec?: ClaimSpec;
}

export interface ClaimsOwner extends Body {
  spec?: ClaimSpec & { volumeClaimTemplates?: { metadata?: { name?: string }; spec?: ClaimSpec }[] };
}

export interface CephCluster extends Body {
  spec?: { storage?: { storageClassDeviceSets?: { encrypted?: boolean }[] } };
}

export interface Schedule extends Body {
  spec?: {
    schedule?: string;
    paused?: boolean;
    template?: {
      ttl?: string;
      includedNamespaces?: string[];
      excludedNamespaces?: string[];
      includedResources?: string[];
      excludedResources?: string[];
      includedNamespaceScopedResources?: string[];
      excludedNamespaceScopedResources?: string[];
      labelSelector?: LabelSelector;
      orLabelSelectors?: LabelSelector[];
      snapshotVolumes?: boolean;
    };
  };
}

export interface BackupStorageLocation extends Body {
  spec?: {
    provider?: string;
    objectStorage?: { bucket?: string };
    config?: Record<string, string>;
  };
}
