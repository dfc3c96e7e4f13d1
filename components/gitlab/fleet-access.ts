import { createHmac } from "node:crypto";
import * as gitlab from "@pulumi/gitlab";
import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import { receiverPath, type Delivery } from "../lib/delivery";
import type { FleetAccessArgs } from "./args";

/**
 * How one stack's Flux gets at the fleet: keys that are made here and reach Flux' Secrets alone, and the call that tells
 * it of commits.
 */
export class FleetAccess extends pulumi.ComponentResource {
  readonly delivery: Delivery;

  constructor(
    private readonly name: string,
    private readonly args: FleetAccessArgs,
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super("platform:components:FleetAccess", name, {}, opts);
    const reader = this.key("reader", `Flux of ${args.stack}`, false);
    const webhookToken = webhookTokenOf(reader);
    this.delivery = {
      fleetUrl: args.url,
      knownHosts: args.knownHosts,
      deployKeys: {
        reader: reader.privateKeyOpenssh,
        // Pushes branches of its own: the protected one takes no push from anybody.
        writer: args.proposes
          ? this.key("writer", `Flux of ${args.stack} proposes images`, true).privateKeyOpenssh
          : undefined,
      },
      webhookToken,
    };
    if (args.receiverHost !== undefined) this.webhook(args.receiverHost, webhookToken);
    this.registerOutputs();
  }

  private key(role: string, title: string, canPush: boolean): tls.PrivateKey {
    const { fleet, keys } = this.args;
    const key = new tls.PrivateKey(
      `${this.name}-${role}`,
      { algorithm: "ED25519" },
      // The new one is in use before the old one goes.
      { parent: this, replacementTrigger: keys.rotatedOn },
    );
    new gitlab.DeployKey(
      `${this.name}-${role}`,
      { project: fleet, title, key: key.publicKeyOpenssh, canPush, expiresAt: keys.expiresAt },
      { parent: this, dependsOn: this.args.ready },
    );
    return key;
  }

  private webhook(host: string, token: pulumi.Output<string>): void {
    const { fleet, branch } = this.args;
    new gitlab.ProjectHook(
      `${this.name}-webhook`,
      {
        project: fleet,
        url: token.apply((secret) => `https://${host}${receiverPath(secret)}`),
        token,
        description: `Flux of ${this.args.stack}`,
        pushEvents: true,
        branchFilterStrategy: "wildcard",
        pushEventsBranchFilter: branch,
        enableSslVerification: true,
      },
      { parent: this, dependsOn: this.args.ready },
    );
  }
}

/** A secret of its own, which is replaced together with the key and tells nothing of it. */
export function webhookTokenOf(key: tls.PrivateKey): pulumi.Output<string> {
  return key.privateKeyPem.apply((pem) => createHmac("sha256", pem).update("Flux webhook").digest("hex"));
}
