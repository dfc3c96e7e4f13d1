import * as kms from "@pulumi/aws/kms";
import * as pulumi from "@pulumi/pulumi";
import type { VaultSeal } from "../contract";
import { accountKeyPolicy } from "./key-policy";

export interface SealKeyArgs {
  clusterName: string;
  region: string;
  accountId: string;
  protect: boolean;
}

/** The key with which Vault unseals itself: without it everything in Vault is lost. */
export class SealKey extends pulumi.ComponentResource {
  readonly seal: VaultSeal;
  readonly ready: pulumi.Resource[];

  constructor(name: string, args: SealKeyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("platform:components:AwsSealKey", name, {}, opts);
    const key = new kms.Key(
      name,
      {
        description: `Unseals Vault of ${args.clusterName}`,
        enableKeyRotation: true,
        deletionWindowInDays: 30,
        policy: JSON.stringify(accountKeyPolicy(args.accountId)),
      },
      { parent: this, protect: args.protect },
    );
    const alias = new kms.Alias(name, { name: sealKeyAlias(args), targetKeyId: key.keyId }, { parent: this });
    this.seal = { kind: "awskms", region: args.region, keyId: sealKeyAlias(args) };
    this.ready = [alias];
    this.registerOutputs();
  }
}

/** Name by which Vault and IAM documents know the key before it exists. */
export function sealKeyAlias({ clusterName }: Pick<SealKeyArgs, "clusterName">): string {
  return `alias/${clusterName}-vault`;
}
