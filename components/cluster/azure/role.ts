import * as authorization from "@pulumi/azure-native/authorization";
import type * as pulumi from "@pulumi/pulumi";
import { assignmentName, builtInRoles, type BuiltInRole } from "./names";

export interface RoleArgs {
  subscriptionId: string;
  role: BuiltInRole;
  /** The exact resource, or a group of them for reading; never the subscription. */
  scope: string;
  principalId: pulumi.Input<string>;
  principalType: "ServicePrincipal" | "Group";
}

/** Gives a principal one role on one resource. */
export function assignRole(
  name: string,
  { subscriptionId, role, scope, principalId, principalType }: RoleArgs,
  opts: pulumi.CustomResourceOptions,
): authorization.RoleAssignment {
  return new authorization.RoleAssignment(
    name,
    {
      roleAssignmentName: assignmentName(name, role, scope),
      roleDefinitionId: `/subscriptions/${subscriptionId}/providers/Microsoft.Authorization/roleDefinitions/${builtInRoles[role]}`,
      scope,
      principalId,
      principalType,
    },
    opts,
  );
}
