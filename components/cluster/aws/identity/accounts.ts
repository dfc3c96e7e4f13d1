import { controllers, type Controller } from "../../contract";
import type { IamDocument } from "../documents";
import { clusterAutoscaler } from "./documents/autoscaler";
import { certManager, externalDns } from "./documents/dns";
import { loadBalancerController } from "./documents/load-balancers";
import { ebsCsi, vaultSeal, velero } from "./documents/storage";

export interface IdentitiesPlace {
  clusterName: string;
  region: string;
  accountId: string;
  /** IDs of Route 53 zones. */
  hostedZones: string[];
  /** Whether external-dns runs. */
  externalDns: boolean;
  /** Region of the backups. @default absent - no backups, and no role for them */
  backupRegion?: string;
}

/** Controllers that only clusters on AWS have. */
export const awsControllers = {
  ebsCsi: { namespace: "kube-system", serviceAccount: "ebs-csi-controller-sa" },
  vpcCni: { namespace: "kube-system", serviceAccount: "aws-node" },
  clusterAutoscaler: { namespace: "cluster-autoscaler", serviceAccount: "cluster-autoscaler" },
  loadBalancerController: {
    namespace: "aws-load-balancer-controller",
    serviceAccount: "aws-load-balancer-controller",
  },
} as const;

export type AwsController = Controller | keyof typeof awsControllers;

/** One service account and what it may do on AWS. */
export interface Identity {
  namespace: string;
  serviceAccount: string;
  /** Our own policy. @default absent */
  policy?: IamDocument;
  /** Name of a policy of AWS' own. @default absent */
  managedPolicy?: string;
}

/** Every service account that AWS trusts. Who has nothing to do there is not in it. */
export function identities(place: IdentitiesPlace): Partial<Record<AwsController, Identity>> {
  const { hostedZones, backupRegion } = place;
  return {
    ...(hostedZones.length > 0 && place.externalDns
      ? { externalDns: { ...controllers.externalDns, policy: externalDns(hostedZones) } }
      : {}),
    ...(hostedZones.length > 0
      ? { certManager: { ...controllers.certManager, policy: certManager(hostedZones) } }
      : {}),
    ...(backupRegion === undefined
      ? {}
      : { velero: { ...controllers.velero, policy: velero({ ...place, backupRegion }) } }),
    vault: { ...controllers.vault, policy: vaultSeal(place) },
    ebsCsi: { ...awsControllers.ebsCsi, policy: ebsCsi(place), managedPolicy: "service-role/AmazonEBSCSIDriverPolicy" },
    vpcCni: { ...awsControllers.vpcCni, managedPolicy: "AmazonEKS_CNI_Policy" },
    clusterAutoscaler: { ...awsControllers.clusterAutoscaler, policy: clusterAutoscaler(place) },
    loadBalancerController: { ...awsControllers.loadBalancerController, policy: loadBalancerController(place) },
  };
}
