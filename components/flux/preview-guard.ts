import { clusterRoles, rulesOf, type Rule } from "../lib/roles";
import { fluxNamespace, previewPrefix, previewsOf } from "./names";

const all = ["get", "list", "watch", "create", "update", "patch", "delete"];

/**
 * What the account of previews may, in namespaces that do not exist yet, and so in all of the cluster: what developers
 * may, and what closes a namespace. No Secret among it. {@link guardSpec} keeps it to its own namespaces.
 */
export const previewRules: Rule[] = [
  ...rulesOf.developer,
  { apiGroups: [""], resources: ["limitranges", "namespaces", "resourcequotas", "serviceaccounts"], verbs: all },
  { apiGroups: ["networking.k8s.io"], resources: ["networkpolicies"], verbs: all },
  { apiGroups: ["rbac.authorization.k8s.io"], resources: ["rolebindings"], verbs: all },
  { apiGroups: ["cert-manager.io"], resources: ["certificates"], verbs: all },
  { apiGroups: ["security.istio.io"], resources: ["authorizationpolicies"], verbs: all },
  { apiGroups: ["kustomize.toolkit.fluxcd.io"], resources: ["kustomizations"], verbs: all },
];

/** User name of the account at the API server. */
export function previewsUser(team: string): string {
  return `system:serviceaccount:${fluxNamespace}:${previewsOf(team)}`;
}

/** `spec` of a ValidatingAdmissionPolicy: the team's previews change nothing but the team's previews. */
export function guardSpec(team: string) {
  const own = `matches('^${previewPrefix(team)}[0-9]+$')`;
  const kustomization = "request.resource.resource == 'kustomizations'";
  return {
    failurePolicy: "Fail",
    matchConstraints: {
      resourceRules: [
        { apiGroups: ["*"], apiVersions: ["*"], operations: ["CREATE", "UPDATE", "DELETE"], resources: ["*"] },
      ],
    },
    matchConditions: [{ name: "previews", expression: `request.userInfo.username == '${previewsUser(team)}'` }],
    variables: [
      { name: "name", expression: "request.operation == 'CREATE' ? object.metadata.name : request.name" },
      { name: "namespaced", expression: "request.resource.resource != 'namespaces'" },
    ],
    validations: [
      {
        expression: `variables.namespaced ? request.namespace.${own} || (request.namespace == '${fluxNamespace}' && ${kustomization}) : variables.name.${own}`,
        message: `previews of team ${team} may only change namespaces ${previewPrefix(team)}<number>`,
      },
      {
        // In Flux' namespace they could else deploy as somebody else.
        expression: `!(${kustomization}) || (variables.name.${own} && (request.operation == 'DELETE' || (has(object.spec.serviceAccountName) && object.spec.serviceAccountName == '${previewsOf(team)}')))`,
        message: `previews of team ${team} may only deploy as ${previewsOf(team)}`,
      },
      {
        expression: `request.operation == 'DELETE' || variables.namespaced || ('platform/team' in object.metadata.labels && object.metadata.labels['platform/team'] == '${team}' && object.metadata.labels['pod-security.kubernetes.io/enforce'] == 'restricted')`,
        message: `previews of team ${team} must stay restricted, and the team's`,
      },
      {
        expression: `request.operation == 'DELETE' || request.resource.resource != 'rolebindings' || object.roleRef.name in ['${clusterRoles.developer}', '${clusterRoles.viewer}']`,
        message: `previews of team ${team} may only bind the roles of developers and viewers`,
      },
    ],
  };
}
