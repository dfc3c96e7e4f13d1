/** Values that charts copy into manifests as they stand, so that a chart's own defaults show only some of their fields. */
const types: { name: RegExp; fields: readonly string[] | "any" }[] = [
  // Pod and container: a chart's key does not tell which of the two it is.
  {
    name: /securityContext$/i,
    fields: [
      "allowPrivilegeEscalation",
      "appArmorProfile",
      "capabilities",
      "fsGroup",
      "fsGroupChangePolicy",
      "privileged",
      "procMount",
      "readOnlyRootFilesystem",
      "runAsGroup",
      "runAsNonRoot",
      "runAsUser",
      "seLinuxChangePolicy",
      "seLinuxOptions",
      "seccompProfile",
      "supplementalGroups",
      "supplementalGroupsPolicy",
      "sysctls",
      "windowsOptions",
    ],
  },
  { name: /^(init|container)?resources$/i, fields: ["claims", "limits", "requests"] },
  { name: /affinity$/i, fields: ["nodeAffinity", "podAffinity", "podAntiAffinity"] },
  { name: /^(limits|requests|.*annotations|.*labels|nodeSelector)$/i, fields: "any" },
];

/** Fields that Kubernetes gives a value of this name, `any` when it is a free map, undefined when it is no such type. */
export function kubernetesFields(key: string): readonly string[] | "any" | undefined {
  return types.find(({ name }) => name.test(key))?.fields;
}
