import { kindKey, type KubernetesType } from "./type";

/** Groups all of whose kinds belong to the cluster. */
const GROUPS = new Set(["admissionregistration.k8s.io", "apiextensions.k8s.io", "apiregistration.k8s.io"]);

const KINDS = new Set([
  "core/ComponentStatus",
  "core/Namespace",
  "core/Node",
  "core/PersistentVolume",
  "authentication.k8s.io/SelfSubjectReview",
  "authentication.k8s.io/TokenReview",
  "authorization.k8s.io/SelfSubjectAccessReview",
  "authorization.k8s.io/SelfSubjectRulesReview",
  "authorization.k8s.io/SubjectAccessReview",
  "certificates.k8s.io/CertificateSigningRequest",
  "certificates.k8s.io/ClusterTrustBundle",
  "flowcontrol.apiserver.k8s.io/FlowSchema",
  "flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration",
  "internal.apiserver.k8s.io/StorageVersion",
  "networking.k8s.io/IPAddress",
  "networking.k8s.io/IngressClass",
  "networking.k8s.io/ServiceCIDR",
  "node.k8s.io/RuntimeClass",
  "rbac.authorization.k8s.io/ClusterRole",
  "rbac.authorization.k8s.io/ClusterRoleBinding",
  "resource.k8s.io/DeviceClass",
  "resource.k8s.io/DeviceTaintRule",
  "resource.k8s.io/ResourceSlice",
  "scheduling.k8s.io/PriorityClass",
  "storage.k8s.io/CSIDriver",
  "storage.k8s.io/CSINode",
  "storage.k8s.io/StorageClass",
  "storage.k8s.io/VolumeAttachment",
  "storage.k8s.io/VolumeAttributesClass",
  "storagemigration.k8s.io/StorageVersionMigration",
  // Custom resources of the platform's charts.
  "aquasecurity.github.io/ClusterComplianceReport",
  "aquasecurity.github.io/ClusterConfigAuditReport",
  "aquasecurity.github.io/ClusterInfraAssessmentReport",
  "aquasecurity.github.io/ClusterRbacAssessmentReport",
  "aquasecurity.github.io/ClusterSbomReport",
  "aquasecurity.github.io/ClusterVulnerabilityReport",
  "cert-manager.io/ClusterIssuer",
  "external-secrets.io/ClusterSecretStore",
  "elbv2.k8s.aws/IngressClassParams",
  "gateway.networking.k8s.io/GatewayClass",
  "karpenter.k8s.aws/EC2NodeClass",
  "karpenter.sh/NodeClaim",
  "karpenter.sh/NodeOverlay",
  "karpenter.sh/NodePool",
  "kubecost.com/TurndownSchedule",
  "objectbucket.io/ObjectBucket",
  "policies.kyverno.io/ImageValidatingPolicy",
  "snapshot.storage.k8s.io/VolumeSnapshotClass",
  "snapshot.storage.k8s.io/VolumeSnapshotContent",
]);

/** Whether objects of the kind belong to no namespace. Kinds that nobody listed here count as namespaced. */
export function isClusterScoped(type: KubernetesType): boolean {
  return GROUPS.has(type.group) || KINDS.has(kindKey(type));
}
