import * as eks from "@pulumi/aws/eks";
import * as pulumi from "@pulumi/pulumi";
import { poolTaints } from "../contract";

/** Add-ons of EKS that every cluster has. */
export type EksAddOnName =
  "vpc-cni" | "kube-proxy" | "coredns" | "eks-pod-identity-agent" | "aws-ebs-csi-driver" | "snapshot-controller";

export interface EksAddOnsArgs {
  cluster: eks.Cluster;
  /** Exact versions, from src/versions.ts. */
  versions: Readonly<Record<EksAddOnName, string>>;
  /** The nodes, without which no add-on of the second kind gets ready. */
  nodes: pulumi.Resource[];
  /** Trust in the service accounts of add-ons that act on AWS. */
  identities: pulumi.Resource[];
}

/** What EKS itself runs in the cluster. */
export class EksAddOns extends pulumi.ComponentResource {
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: EksAddOnsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("platform:components:EksAddOns", name, {}, opts);
    this.ready = [
      ...Object.entries(beforeNodes).map(([addOn, values]) => this.addOn(name, addOn, values, args, args.identities)),
      // EKS waits until these run, which takes a node.
      ...Object.entries(onNodes).map(([addOn, values]) =>
        this.addOn(name, addOn, values, args, [...args.identities, ...args.nodes]),
      ),
    ];
    this.registerOutputs();
  }

  private addOn(
    name: string,
    addOn: string,
    values: object | undefined,
    { cluster, versions }: EksAddOnsArgs,
    dependsOn: pulumi.Resource[],
  ): eks.Addon {
    return new eks.Addon(
      `${name}-${addOn}`,
      {
        clusterName: cluster.name,
        addonName: addOn,
        addonVersion: versions[addOn as EksAddOnName],
        configurationValues: values && JSON.stringify(values),
        resolveConflictsOnCreate: "OVERWRITE",
        resolveConflictsOnUpdate: "OVERWRITE",
      },
      { parent: this, dependsOn },
    );
  }
}

const onSystemNodes = {
  tolerations: poolTaints.system.map(({ key, value }) => ({ key, value, operator: "Equal", effect: "NoSchedule" })),
};

/** A node is ready only once these run on it. */
const beforeNodes: Partial<Record<EksAddOnName, object | undefined>> = {
  // Not the strict mode: it denies pods without a policy, of which kube-system is full.
  "vpc-cni": { enableNetworkPolicy: "true", env: { ENABLE_PREFIX_DELEGATION: "true" } },
  "kube-proxy": undefined,
  "eks-pod-identity-agent": undefined,
};

const onNodes: Partial<Record<EksAddOnName, object | undefined>> = {
  coredns: { replicaCount: 3, ...onSystemNodes },
  "aws-ebs-csi-driver": { controller: onSystemNodes, defaultStorageClass: { enabled: false } },
  "snapshot-controller": onSystemNodes,
};
