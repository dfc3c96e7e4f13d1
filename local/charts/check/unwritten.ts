/** The key under which Istio's charts keep their defaults, so that a profile can come between these and our values. */
export const hiddenDefaults = "_internal_defaults_do_not_set";

/** Copied as it stands into an application's own configuration, of which the default shows only a part. */
const copied = { additionalProperties: {} };

/** Read by the templates that name the chart's objects. */
const names = { properties: { nameOverride: {}, fullnameOverride: {} } };

/** What charts accept without saying so in their values file or schema, as JSON schema by the chart's name. */
const accepted: Record<string, object> = {
  // https://istio.io/docs/reference/config/istio.mesh.v1alpha1/
  istiod: { properties: { meshConfig: copied } },
  // https://docs.fluentbit.io/manual/administration/configuring-fluent-bit/yaml/service-section
  "fluent-bit-collector": { properties: { config: { properties: { service: copied } } } },
  openbao: names,
  opencost: { properties: { opencost: { properties: { customPricing: { properties: { costModel: copied } } } } } },
  vault: names,
  grafana: { properties: { "grafana.ini": copied } },
};

/** Read by the template that merges Istio's hidden defaults with a profile. */
const istioProfile = { properties: { profile: {}, platform: {}, compatibilityVersion: {} } };

/** Schemas of what the chart accepts silently. */
export function unwrittenSchemas(chart: string, hasHiddenDefaults: boolean): object[] {
  return [...(accepted[chart] ? [accepted[chart]] : []), ...(hasHiddenDefaults ? [istioProfile] : [])];
}
