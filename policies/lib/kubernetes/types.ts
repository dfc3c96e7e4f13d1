/**
 * The fields of Kubernetes objects that rules read. Everything is optional, whatever the API demands: patches hold
 * parts of objects, and any value may be absent (null) in what a program writes.
 */

export interface ObjectMeta {
  name?: string;
  namespace?: string;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  ownerReferences?: object[];
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

interface Hardening {
  runAsNonRoot?: boolean;
  runAsUser?: number;
  seccompProfile?: { type?: string };
  appArmorProfile?: { type?: string };
  seLinuxOptions?: { type?: string; user?: string; role?: string };
  windowsOptions?: { hostProcess?: boolean };
}

export interface SecurityContext extends Hardening {
  privileged?: boolean;
  allowPrivilegeEscalation?: boolean;
  readOnlyRootFilesystem?: boolean;
  capabilities?: { add?: string[]; drop?: string[] };
  procMount?: string;
}

export interface PodSecurityContext extends Hardening {
  sysctls?: { name?: string }[];
}

/** A reference to a ConfigMap or Secret, which pods start without when it is optional. */
export interface ConfigReference {
  name?: string;
  optional?: boolean;
}

export interface EnvVariable {
  name?: string;
  value?: string;
  valueFrom?: { secretKeyRef?: ConfigReference; configMapKeyRef?: ConfigReference };
}

export interface Container {
  name?: string;
  image?: string;
  ports?: { name?: string; containerPort?: number; hostPort?: number }[];
  env?: EnvVariable[];
  envFrom?: { secretRef?: ConfigReference; configMapRef?: ConfigReference }[];
  resources?: { requests?: Record<string, string>; limits?: Record<string, string> };
  livenessProbe?: object;
  readinessProbe?: object;
  securityContext?: SecurityContext;
  volumeMounts?: { name?: string; readOnly?: boolean }[];
}

export interface Volume {
  name?: string;
  hostPath?: { path?: string };
  secret?: { secretName?: string; optional?: boolean };
  configMap?: ConfigReference;
  projected?: {
    sources?: { serviceAccountToken?: { audience?: string }; secret?: ConfigReference; configMap?: ConfigReference }[];
  };
}

export interface PodSpec {
  containers?: Container[];
  initContainers?: Container[];
  ephemeralContainers?: Container[];
  serviceAccountName?: string;
  /** The former name of `serviceAccountName`, which the API still reads. */
  serviceAccount?: string;
  automountServiceAccountToken?: boolean;
  hostNetwork?: boolean;
  hostPID?: boolean;
  hostIPC?: boolean;
  securityContext?: PodSecurityContext;
  imagePullSecrets?: { name?: string }[];
  priorityClassName?: string;
  topologySpreadConstraints?: object[];
  affinity?: { podAntiAffinity?: Record<string, object[]> };
  volumes?: Volume[];
}

export interface PodTemplate {
  metadata?: ObjectMeta;
  spec?: PodSpec;
}

export interface Workload extends Body {
  spec?: PodSpec & { replicas?: number; template?: PodTemplate; jobTemplate?: { spec?: { template?: PodTemplate } } };
}

export interface PodDisruptionBudget extends Body {
  spec?: { selector?: LabelSelector; minAvailable?: number | string; maxUnavailable?: number | string };
}

export interface HorizontalPodAutoscaler extends Body {
  spec?: { scaleTargetRef?: { kind?: string; name?: string }; minReplicas?: number };
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
