import { restrictedVolumeTypes } from "../../../policies/kubernetes/rules/restricted-volume-types";
import { unknown } from "../../support/cloud";
import { deployment, listOf, patch, POD_KINDS, workload } from "../../support/kubernetes";
import { UNKNOWN } from "../../support/policies";
import type { Failing, RuleCases } from "../../support/rules";

const pod = (...volumes: object[]) => ({ volumes: volumes.map((volume, i) => ({ name: `v${i}`, ...volume })) });
const web = (...volumes: object[]) => deployment("shop/web", pod(...volumes));
const NFS = { nfs: { server: "nfs.example.com", path: "/" } };
const says = (index: number) => `volumes[${index}] must be of a type that the cluster provides`;

export const cases: RuleCases = {
  rule: restrictedVolumeTypes,
  passing: {
    "types that the cluster provides": [
      web(
        { configMap: { name: "a" } },
        { csi: { driver: "secrets-store.csi.k8s.io" } },
        { downwardAPI: {} },
        { emptyDir: {} },
        { ephemeral: {} },
        { persistentVolumeClaim: { claimName: "a" } },
        { projected: { sources: [] } },
        { secret: { secretName: "a" } },
      ),
    ],
    "a path of the node, which has a rule of its own": [web({ hostPath: { path: "/" } })],
    "a type that is not set": [web({ emptyDir: {}, nfs: null })],
    "no volumes": [deployment("shop/web", {})],
  },
  failing: {
    ...Object.fromEntries(
      Object.keys(POD_KINDS).map((kind): [string, Failing] => [
        kind,
        { resources: [workload(kind, "shop/web", pod(NFS))], says: says(0) },
      ]),
    ),
    "a disk of a cloud": { resources: [web({ awsElasticBlockStore: { volumeID: "a" } })], says: says(0) },
    "a server of its own": { resources: [web({ emptyDir: {} }, { iscsi: {} })], says: says(1) },
    "a repository": { resources: [web({ gitRepo: { repository: "https://example.com" } })], says: says(0) },
    "a patch": { resources: [patch(web(NFS))], says: says(0) },
    "an item of a list": { resources: [listOf("apps/v1/DeploymentList", "all", web(NFS))], says: says(0) },
  },
  unknown: {
    "a volume": {
      resources: [deployment("shop/web", { volumes: [UNKNOWN] })],
      says: unknown("spec.template.spec.volumes.0"),
    },
    "whether a type is set": { resources: [web({ nfs: UNKNOWN })], says: unknown("spec.template.spec.volumes.0.nfs") },
  },
};
