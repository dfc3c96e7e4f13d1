import { noDefaultNamespace } from "../../../policies/kubernetes/rules/no-default-namespace";
import { clusterRole, listOf, namespace, object, patch, serviceAccount } from "../../support/kubernetes";
import { UNKNOWN } from "../../support/policies";
import type { RuleCases } from "../../support/rules";

const UNSET = "metadata.namespace must be set; without it the object goes to default";
const DEFAULT = "metadata.namespace must not be default";
const PROJECT = "example.com/v1/Project";

export const cases: RuleCases = {
  rule: noDefaultNamespace,
  passing: {
    "a namespace of its own": [serviceAccount("shop/web")],
    "cluster-scoped kinds": [
      namespace("shop"),
      clusterRole("reader"),
      object("storage.k8s.io/v1/StorageClass", "fast"),
    ],
    "a cluster-scoped custom resource of the platform": [object("cert-manager.io/v1/ClusterIssuer", "ca")],
    "a custom resource that configuration calls cluster-scoped": {
      resources: [object(PROJECT, "web")],
      config: { clusterScoped: ["example.com/Project"] },
    },
    "the namespace of its provider": [{ ...object("core/v1/ConfigMap", "config"), provider: { namespace: "shop" } }],
    "charts, which are no objects": [object("helm.sh/v4/Chart", "chart"), object("yaml/v2/ConfigGroup", "group")],
    "resources of other providers": [{ type: "aws:s3/bucket:Bucket", name: "data", props: {} }],
  },
  failing: {
    "no namespace": { resources: [object("core/v1/ConfigMap", "config")], says: UNSET },
    "the namespace default": { resources: [object("apps/v1/Deployment", "default/web")], says: DEFAULT },
    "the provider's namespace is default": {
      resources: [{ ...object("core/v1/ConfigMap", "config"), provider: { namespace: "default" } }],
      says: DEFAULT,
    },
    "an empty namespace": { resources: [object("core/v1/Secret", "keys", {}, { namespace: "" })], says: UNSET },
    "no metadata": {
      resources: [{ type: "kubernetes:core/v1:Pod", name: "web", props: { metadata: null, spec: {} } }],
      says: UNSET,
    },
    "a custom resource nobody knows": { resources: [object(PROJECT, "web")], says: UNSET },
    "a core kind written as a custom resource": {
      resources: [object("v1/ConfigMap", "default/config")],
      says: DEFAULT,
    },
    "a patch, which then changes an object of default": {
      resources: [patch(serviceAccount("build"))],
      says: UNSET,
    },
    "items of a list": {
      resources: [
        listOf(
          "core/v1/ConfigMapList",
          "all",
          object("core/v1/ConfigMap", "a"),
          object("core/v1/ConfigMap", "default/b"),
        ),
      ],
      says: [UNSET, DEFAULT],
    },
  },
  unknown: {
    "the namespace": {
      resources: [object("core/v1/ConfigMap", "shop/config", {}, { namespace: UNKNOWN })],
      says: "metadata.namespace is not known before the deployment",
    },
    "all metadata": {
      resources: [{ type: "kubernetes:core/v1:Pod", name: "web", props: { metadata: UNKNOWN } }],
      says: "metadata is not known before the deployment",
    },
    "the provider's namespace": {
      resources: [{ ...object("core/v1/ConfigMap", "config"), provider: { namespace: UNKNOWN } }],
      says: "namespace is not known before the deployment",
    },
  },
};
