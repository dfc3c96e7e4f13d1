import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { clusterRoles } from "../lib/roles";
import type { Rhythm, Tenant } from "./args";
import { fluxNamespace } from "./names";
import { tenantSpec } from "./sources";

export interface FluxTenantArgs extends Rhythm {
  tenant: Tenant;
  /** Where failures of the tenant are reported. @default absent - nowhere */
  alertProvider?: string;
  /** What installs the kinds, the repository that is deployed, and the tenant's namespaces. */
  ready: pulumi.Resource[];
}

/**
 * What Flux deploys for one team or one shared namespace, as an account that may there what developers may, and
 * nothing anywhere else. The account is in Flux' namespace: in a namespace of the team any pod could run as it.
 */
export class FluxTenant extends pulumi.ComponentResource {
  constructor(name: string, args: FluxTenantArgs, opts?: pulumi.ComponentResourceOptions) {
    super("platform:components:FluxTenant", name, {}, opts);
    const { tenant, alertProvider } = args;
    const owned = { parent: this, dependsOn: args.ready };
    const metadata = { name: tenant.name, namespace: fluxNamespace, labels: ownerLabels(tenant) };
    const account = new k8s.core.v1.ServiceAccount(name, { metadata, automountServiceAccountToken: false }, owned);
    const bindings = tenant.namespaces.map(
      (namespace) =>
        new k8s.rbac.v1.RoleBinding(
          `${name}/${namespace}`,
          {
            metadata: { name: "flux", namespace },
            roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: clusterRoles.developer },
            subjects: [{ kind: "ServiceAccount", name: tenant.name, namespace: fluxNamespace }],
          },
          owned,
        ),
    );
    const kustomization = new k8s.apiextensions.CustomResource(
      name,
      {
        apiVersion: "kustomize.toolkit.fluxcd.io/v1",
        kind: "Kustomization",
        metadata,
        spec: tenantSpec(tenant, args),
      },
      // When it goes it removes what it deployed, for which it needs its account and rights.
      { parent: this, dependsOn: [...args.ready, account, ...bindings] },
    );
    if (alertProvider !== undefined) {
      new k8s.apiextensions.CustomResource(
        `${name}-alert`,
        {
          apiVersion: "notification.toolkit.fluxcd.io/v1beta3",
          kind: "Alert",
          metadata,
          spec: alertSpec(tenant, alertProvider),
        },
        { parent: this, dependsOn: kustomization },
      );
    }
    this.registerOutputs();
  }
}

/** Failures only, with the labels by which Alertmanager finds whom to tell. */
export function alertSpec({ name, team, environment }: Tenant, provider: string) {
  return {
    providerRef: { name: provider },
    eventSeverity: "error",
    eventSources: [{ kind: "Kustomization", name }],
    eventMetadata: { ...(team === undefined ? {} : { team }), environment },
  };
}

function ownerLabels({ team, environment }: Tenant): Record<string, string> {
  return { "platform/environment": environment, ...(team === undefined ? {} : { "platform/team": team }) };
}
