import { storageclassEncryptedRetained } from "../../../policies/platform/rules/storageclass-encrypted-retained";
import { unknown } from "../../support/cloud";
import { object, patch } from "../../support/kubernetes";
import { UNKNOWN } from "../../support/policies";
import type { RuleCases } from "../../support/rules";

const storageClass = (provisioner: string, parameters: object = {}, more: object = {}) =>
  object("storage.k8s.io/v1/StorageClass", "data", {
    provisioner,
    parameters,
    reclaimPolicy: "Retain",
    allowVolumeExpansion: true,
    ...more,
  });
const ebs = (parameters: object = { encrypted: "true", kmsKeyId: "arn:aws:kms:eu-central-1:1:key/1" }, more?: object) =>
  storageClass("ebs.csi.aws.com", parameters, more);
const rook = (more: object = {}) => storageClass("rook-ceph.rbd.csi.ceph.com", { clusterID: "rook-ceph", ...more });
const ceph = (...encrypted: unknown[]) =>
  object("ceph.rook.io/v1/CephCluster", "rook-ceph/rook-ceph", {
    spec: { storage: { storageClassDeviceSets: encrypted.map((value) => ({ encrypted: value })) } },
  });
const CEPH = "parameters must set encrypted and encryptionKMSID, or Ceph's disks must be encrypted";
const EBS = "parameters must set encrypted and kmsKeyId";

export const cases: RuleCases = {
  rule: storageclassEncryptedRetained,
  passing: {
    "EBS with a key": [ebs()],
    "EBS with a key that is made with it": [ebs({ encrypted: "true", kmsKeyId: UNKNOWN })],
    "Ceph with keys from Vault": [
      storageClass("ceph-csi.cephfs.csi.ceph.com", { encrypted: "true", encryptionKMSID: "vault" }),
    ],
    "Rook on encrypted disks": [rook(), ceph(true, true)],
    "Azure with a set of keys": [storageClass("disk.csi.azure.com", { diskEncryptionSetID: "/subscriptions/1" })],
    "a provisioner of others": [storageClass("nfs.csi.k8s.io")],
    "a patch, which makes no class": [patch(ebs({}))],
  },
  failing: {
    "EBS in clear": { resources: [ebs({})], says: EBS },
    "EBS with AWS' key": { resources: [ebs({ encrypted: "true" })], says: EBS },
    "Ceph in clear": { resources: [storageClass("rbd.csi.ceph.com")], says: CEPH },
    "Ceph without a place for keys": { resources: [rook({ encrypted: "true" })], says: CEPH },
    "Rook on one clear disk of two": {
      resources: [ceph(true, false), rook()],
      on: "kubernetes:storage.k8s.io/v1:StorageClass::data",
      says: CEPH,
    },
    "Rook on no declared disks": {
      resources: [ceph(), rook()],
      on: "kubernetes:storage.k8s.io/v1:StorageClass::data",
      says: CEPH,
    },
    "Azure's key": { resources: [storageClass("disk.csi.azure.com")], says: "parameters must set diskEncryptionSetID" },
    "volumes that go with their claim": {
      resources: [ebs(undefined, { reclaimPolicy: "Delete" })],
      says: "reclaimPolicy must be Retain",
    },
    "volumes that cannot grow": {
      resources: [ebs(undefined, { allowVolumeExpansion: false })],
      says: "allowVolumeExpansion must be true",
    },
  },
  unknown: {
    "the provisioner": { resources: [storageClass(UNKNOWN)], says: unknown("provisioner") },
    "whether Rook's disks are encrypted": {
      resources: [ceph(UNKNOWN), rook()],
      says: unknown(
        "spec.storage.storageClassDeviceSets.0.encrypted",
        "kubernetes:ceph.rook.io/v1:CephCluster::rook-ceph/rook-ceph",
      ),
    },
  },
};
