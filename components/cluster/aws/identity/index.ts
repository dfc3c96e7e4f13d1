import * as eks from "@pulumi/aws/eks";
import * as iam from "@pulumi/aws/iam";
import * as pulumi from "@pulumi/pulumi";
import { controllers, type Controller, type WorkloadIdentity } from "../../contract";
import { awsControllers, identities, type AwsController, type IdentitiesPlace, type Identity } from "./accounts";
import { podTrust } from "./documents/trust";

export interface AwsIdentitiesArgs extends IdentitiesPlace {
  cluster: eks.Cluster;
  /** Addresses of the endpoints of AWS' services in the network; empty where they are called over the internet. */
  endpointCidrs: string[];
}

/** Answers pods on every node that ask for their credentials (EKS Pod Identity). */
const podIdentityAgent = { cidr: "169.254.170.23/32", port: 80 };

const internet = { cidr: "0.0.0.0/0", port: 443 };

/** Who calls what has no endpoint in the network: Route 53, ACME servers, a bucket of another region. */
const outside: ReadonlySet<AwsController> = new Set(["externalDns", "certManager", "velero"]);

/** EKS Pod Identity: a role per controller, for exactly one service account, with no more than it needs. */
export class AwsIdentities extends pulumi.ComponentResource {
  private readonly associations: Partial<Record<AwsController, pulumi.Resource[]>> = {};
  private readonly endpoints: { cidr: string; port: number }[];

  constructor(name: string, args: AwsIdentitiesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("platform:components:AwsIdentities", name, {}, opts);
    this.endpoints = args.endpointCidrs.map((cidr) => ({ cidr, port: 443 }));
    for (const [controller, identity] of Object.entries(identities(args)) as [AwsController, Identity][]) {
      this.associations[controller] = this.associate(`${name}-${kebab(controller)}`, kebab(controller), identity, args);
    }
    this.registerOutputs();
  }

  /** What pods of a controller need; without a role where it has nothing to do on AWS. */
  of(controller: AwsController): WorkloadIdentity {
    const ready = this.associations[controller];
    const goesOutside = outside.has(controller) || (ready && this.endpoints.length === 0);
    return {
      ...{ ...controllers, ...awsControllers }[controller],
      annotations: {},
      podLabels: {},
      egress: [...(ready ? [podIdentityAgent] : []), ...this.endpoints, ...(goesOutside ? [internet] : [])],
      ready: ready ?? [],
    };
  }

  /** The controllers that every cluster has. */
  get shared(): Record<Controller, WorkloadIdentity> {
    const all = (Object.keys(controllers) as Controller[]).map((controller) => [controller, this.of(controller)]);
    return Object.fromEntries(all) as Record<Controller, WorkloadIdentity>;
  }

  private associate(
    name: string,
    controller: string,
    { namespace, serviceAccount, policy, managedPolicy }: Identity,
    args: AwsIdentitiesArgs,
  ): pulumi.Resource[] {
    const owned = { parent: this };
    const trust = podTrust({ ...args, namespace, serviceAccount });
    const role = new iam.Role(
      name,
      { name: `${args.clusterName}-${controller}`, assumeRolePolicy: JSON.stringify(trust) },
      owned,
    );
    const rights: pulumi.Resource[] = [];
    if (policy) {
      rights.push(
        new iam.RolePolicy(name, { name: controller, role: role.name, policy: JSON.stringify(policy) }, owned),
      );
    }
    if (managedPolicy !== undefined) {
      const policyArn = `arn:aws:iam::aws:policy/${managedPolicy}`;
      rights.push(new iam.RolePolicyAttachment(name, { role: role.name, policyArn }, owned));
    }
    const association = new eks.PodIdentityAssociation(
      name,
      { clusterName: args.cluster.name, namespace, serviceAccount, roleArn: role.arn },
      owned,
    );
    return [association, ...rights];
  }
}

const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
