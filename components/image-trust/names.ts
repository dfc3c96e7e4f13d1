export const imageTrustNamespace = "kyverno";

/** Release of the chart, from which it derives names. */
export const releaseName = "kyverno";

/** Label `app.kubernetes.io/name` of the pods that answer the API server. */
export const admissionWorkload = "kyverno-admission-controller";

/** Entry in Vault below `platform/`, its one key, and the Secret that holds it. */
export const vaultEntry = "image-trust";
export const registrySecret = "registry";
