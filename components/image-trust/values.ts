import type { HelmValues } from "../lib/chart-values";
import { preferSystemNodes, resources, spreadOverZones } from "../lib/scheduling";
import { admissionWorkload } from "./names";
import { governedNamespaces } from "./scope";

/**
 * Kyverno for one purpose: its admission controller alone, twice, which neither reads what is in the cluster nor makes
 * policies of its own. It renews the certificates of its webhooks itself.
 */
export function kyvernoValues(): HelmValues {
  const off = { enabled: false };
  return {
    backgroundController: off,
    cleanupController: off,
    reportsController: off,
    // Hooks, which nobody would run.
    webhooksCleanup: off,
    crds: { migration: off, groups: { kyverno: { cleanuppolicies: false, clustercleanuppolicies: false } } },
    rbac: { roles: { aggregate: { admin: false, view: false } } },
    features: {
      admissionReports: off,
      generateValidatingAdmissionPolicy: off,
      logging: { format: "json" },
      registryClient: { credentialHelpers: ["default"] },
    },
    config: { preserve: false, webhooks: { namespaceSelector: governedNamespaces } },
    // With the namespace, which says whose image it was.
    metricsConfig: {
      metricsExposure: {
        kyverno_image_validating_policy_results_total: { disabledLabelDimensions: ["resource_request_operation"] },
      },
    },
    admissionController: {
      replicas: 2,
      rbac: {
        createViewRoleBinding: false,
        serviceAccount: {
          annotations: { "policies.platform/needs-token": "reads its policies and writes its webhooks" },
        },
      },
      tlsKeyAlgorithm: "ECDSA",
      priorityClassName: "system-cluster-critical",
      tolerations: preferSystemNodes.tolerations,
      nodeAffinity: preferSystemNodes.affinity.nodeAffinity,
      topologySpreadConstraints: spreadOverZones({ "app.kubernetes.io/name": admissionWorkload }),
      podDisruptionBudget: { enabled: true, minAvailable: 1 },
      container: { resources: resources("100m", "256Mi", "512Mi") },
    },
  };
}
