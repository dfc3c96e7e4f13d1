import { admissionWebhookFailClosed } from "../../../policies/kubernetes/rules/admission-webhook-fail-closed";
import { listOf, object, patch } from "../../support/kubernetes";
import { UNKNOWN } from "../../support/policies";
import type { Failing, RuleCases } from "../../support/rules";

const KIND = "admissionregistration.k8s.io/v1/ValidatingWebhookConfiguration";
const SELECTOR = {
  matchExpressions: [{ key: "kubernetes.io/metadata.name", operator: "NotIn", values: ["kube-system"] }],
};
const SOUND = {
  name: "check.example.com",
  failurePolicy: "Fail",
  timeoutSeconds: 5,
  namespaceSelector: SELECTOR,
  rules: [{ apiGroups: [""], resources: ["pods"] }],
};
const configuration = (...webhooks: object[]) => object(KIND, "check", { webhooks });
const EVERYWHERE = "webhooks[0].namespaceSelector must leave some namespaces out: it would stop the cluster when down";
const CUSTOM = [{ apiGroups: ["cert-manager.io"], resources: ["*"] }];

/** Groups of the API server's own kinds whose names have a dot, as in those of custom resources. */
const BUILTIN = [
  "admissionregistration.k8s.io",
  "apiextensions.k8s.io",
  "apiregistration.k8s.io",
  "authentication.k8s.io",
  "authorization.k8s.io",
  "certificates.k8s.io",
  "coordination.k8s.io",
  "discovery.k8s.io",
  "events.k8s.io",
  "flowcontrol.apiserver.k8s.io",
  "networking.k8s.io",
  "node.k8s.io",
  "rbac.authorization.k8s.io",
  "resource.k8s.io",
  "scheduling.k8s.io",
  "storage.k8s.io",
];

export const cases: RuleCases = {
  rule: admissionWebhookFailClosed,
  passing: {
    "closed, limited and fast": [configuration(SOUND)],
    "the API server's defaults": [configuration({ name: "a", namespaceSelector: SELECTOR, rules: SOUND.rules })],
    "custom resources everywhere": [configuration({ ...SOUND, namespaceSelector: {}, rules: CUSTOM })],
    "a patch that leaves things alone": [patch(configuration({ name: "a" }))],
    "a mutating webhook": [
      object("admissionregistration.k8s.io/v1/MutatingWebhookConfiguration", "m", {
        webhooks: [{ failurePolicy: "Ignore" }],
      }),
    ],
  },
  failing: {
    "ignored failures": {
      resources: [configuration(SOUND, { ...SOUND, failurePolicy: "Ignore" })],
      says: "webhooks[1].failurePolicy must be Fail",
    },
    "the first version's default, which ignores failures": {
      resources: [
        object("admissionregistration.k8s.io/v1beta1/ValidatingWebhookConfiguration", "old", {
          webhooks: [{ ...SOUND, failurePolicy: null }],
        }),
      ],
      says: "webhooks[0].failurePolicy must be Fail",
    },
    "a long wait": {
      resources: [configuration({ ...SOUND, timeoutSeconds: 30 })],
      says: "webhooks[0].timeoutSeconds must be at most 10",
    },
    "every namespace": { resources: [configuration({ ...SOUND, namespaceSelector: {} })], says: EVERYWHERE },
    "no selector": { resources: [configuration({ ...SOUND, namespaceSelector: null })], says: EVERYWHERE },
    ...Object.fromEntries(
      BUILTIN.map((group): [string, Failing] => [
        `no selector, built-in kinds of ${group}`,
        {
          resources: [configuration({ ...SOUND, namespaceSelector: null, rules: [...CUSTOM, { apiGroups: [group] }] })],
          says: EVERYWHERE,
        },
      ]),
    ),
    "no selector, all groups": {
      resources: [configuration({ ...SOUND, namespaceSelector: null, rules: [{ apiGroups: ["*"] }] })],
      says: EVERYWHERE,
    },
    "everything at once": {
      resources: [configuration({ ...SOUND, failurePolicy: "Ignore", timeoutSeconds: 11, namespaceSelector: null })],
      says: ["webhooks[0].failurePolicy must be Fail", "webhooks[0].timeoutSeconds must be at most 10", EVERYWHERE],
    },
    "a patch that opens it": {
      resources: [patch(configuration({ name: "a", failurePolicy: "Ignore" }))],
      says: "webhooks[0].failurePolicy must be Fail",
    },
    "an item of a list": {
      resources: [listOf(`${KIND}List`, "all", configuration({ ...SOUND, failurePolicy: "Ignore" }))],
      says: "webhooks[0].failurePolicy must be Fail",
    },
  },
  unknown: {
    "the failure policy, while the wait is certainly too long": {
      resources: [configuration({ ...SOUND, failurePolicy: UNKNOWN, timeoutSeconds: 30 })],
      says: [
        "webhooks[0].timeoutSeconds must be at most 10",
        "webhooks.0.failurePolicy is not known before the deployment",
      ],
    },
    "the selector": {
      resources: [configuration({ ...SOUND, namespaceSelector: UNKNOWN })],
      says: "webhooks.0.namespaceSelector is not known before the deployment",
    },
  },
};
