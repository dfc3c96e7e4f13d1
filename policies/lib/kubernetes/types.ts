/**
 * The fields of Kubernetes objects that rules read. Everything is optional, whatever the API demands: patches hold
 * parts of objects, and any value may be absent (null) in what a program writes.
 */

export interface ObjectMeta {
  name?: string;
  namespace?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
}

export interface Body {
  apiVersion?: string;
  kind?: string;
  metadata?: ObjectMeta;
}

export interface LabelSelector {
  matchLabels?: Record<string, string>;
  matchExpressions?: { key?: string; operator?: string; values?: string[] }[];
}

export interface Container {
  name?: string;
  image?: string;
  ports?: { name?: string; containerPort?: number }[];
  env?: { name?: string; value?: string }[];
}

export interface PodSpec {
  containers?: Container[];
  initContainers?: Container[];
  ephemeralContainers?: Container[];
  serviceAccountName?: string;
  /** The former name of `serviceAccountName`, which the API still reads. */
  serviceAccount?: string;
  automountServiceAccountToken?: boolean;
  volumes?: { name?: string; projected?: { sources?: { serviceAccountToken?: { audience?: string } }[] } }[];
}

export interface PodTemplate {
  metadata?: ObjectMeta;
  spec?: PodSpec;
}

export interface Workload extends Body {
  spec?: PodSpec & { template?: PodTemplate; jobTemplate?: { spec?: { template?: PodTemplate } } };
}

export interface ConfigMap extends Body {
  data?: Record<string, string>;
}

export interface ServiceAccount extends Body {
  automountServiceAccountToken?: boolean;
}

export interface PolicyRule {
  apiGroups?: string[];
  resources?: string[];
  verbs?: string[];
  resourceNames?: string[];
  nonResourceURLs?: string[];
}

export interface Role extends Body {
  rules?: PolicyRule[];
  aggregationRule?: { clusterRoleSelectors?: LabelSelector[] };
}

export interface Subject {
  kind?: string;
  name?: string;
  namespace?: string;
}

export interface RoleBinding extends Body {
  roleRef?: { kind?: string; name?: string };
  subjects?: Subject[];
}

export interface NetworkPolicyPort {
  protocol?: string;
  port?: number | string;
  endPort?: number;
}

export interface NetworkPolicyPeer {
  podSelector?: LabelSelector;
  namespaceSelector?: LabelSelector;
  ipBlock?: { cidr?: string; except?: string[] };
}

export interface NetworkPolicyRule {
  ports?: NetworkPolicyPort[];
  from?: NetworkPolicyPeer[];
  to?: NetworkPolicyPeer[];
}

export interface NetworkPolicySpec {
  podSelector?: LabelSelector;
  policyTypes?: string[];
  ingress?: NetworkPolicyRule[];
  egress?: NetworkPolicyRule[];
}

export interface NetworkPolicy extends Body {
  spec?: NetworkPolicySpec;
}

export interface ResourceQuota extends Body {
  spec?: { hard?: Record<string, string> };
}

export interface LimitRange extends Body {
  spec?: {
    limits?: { type?: string; default?: Record<string, string>; defaultRequest?: Record<string, string> }[];
  };
}

export interface Webhook {
  name?: string;
  failurePolicy?: string;
  namespaceSelector?: LabelSelector;
  timeoutSeconds?: number;
  rules?: { apiGroups?: string[] }[];
}

export interface WebhookConfiguration extends Body {
  webhooks?: Webhook[];
}
