import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

export interface ControllerAccountArgs {
  namespace: pulumi.Input<string>;
  serviceAccount: string;
  /** With which a cloud recognises the account. @default none */
  annotations?: Record<string, pulumi.Input<string>>;
  /** Why its pods talk to the API server. */
  needsToken: string;
}

/**
 * The service account of one of the platform's controllers. Charts get its name instead of making it: so values that
 * only a deployment knows, such as the client ID of a cloud's identity, never enter a chart's values, which would keep
 * the chart from being rendered in a preview.
 */
export function controllerAccount(
  name: string,
  { namespace, serviceAccount, annotations, needsToken }: ControllerAccountArgs,
  opts: pulumi.CustomResourceOptions,
): k8s.core.v1.ServiceAccount {
  return new k8s.core.v1.ServiceAccount(
    name,
    {
      metadata: {
        name: serviceAccount,
        namespace,
        annotations: { ...annotations, "policies.platform/needs-token": needsToken },
      },
      automountServiceAccountToken: true,
    },
    opts,
  );
}
