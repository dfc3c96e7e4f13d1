import type { RuleGroup } from "../rule";
import { backupRules, type BackupThresholds, type RecoveryPoint } from "./backups";
import { budgetRules, type Budget, type BudgetThresholds } from "./budgets";
import { cephRules, type CephThresholds } from "./ceph";
import { certificateRules, type CertificateThresholds } from "./certificates";
import { elasticsearchRules, type ElasticsearchThresholds } from "./elasticsearch";
import { fluxRules, type FluxThresholds } from "./flux";
import { hostRules, type IngressThresholds } from "./hosts";
import { imageRules } from "./images";
import { monitoringRules } from "./monitoring";
import { nodeRules, type NodeThresholds } from "./nodes";
import { vaultRules, type VaultThresholds } from "./vault";
import { workloadRules, type WorkloadThresholds } from "./workloads";

export type { RecoveryPoint } from "./backups";
export type { Budget } from "./budgets";

/** When alerts fire; the unit is at the end of each name. */
export interface Thresholds {
  nodes: NodeThresholds;
  workloads: WorkloadThresholds;
  certificates: CertificateThresholds;
  ingress: IngressThresholds;
  flux: FluxThresholds;
  vault: VaultThresholds;
  ceph: CephThresholds;
  elasticsearch: ElasticsearchThresholds;
  backups: BackupThresholds;
  budgets: BudgetThresholds;
}

/** Parts of the platform that a stack may lack. */
export interface AlertedParts {
  ingress: boolean;
  flux: boolean;
  vault: boolean;
  /** Ceph in the cluster. */
  ceph: boolean;
  elasticsearch: boolean;
  backup: boolean;
  /** Verification of images. */
  imageTrust: boolean;
}

export interface RulesArgs {
  thresholds: Thresholds;
  parts: AlertedParts;
  /** Hosts with an objective. */
  hosts: string[];
  recoveryPoints: RecoveryPoint[];
  budgets: Budget[];
}

/** Rules for what a stack has: an alert about something that is not there would never fire, or always. */
export function ruleGroups({ thresholds, parts, hosts, recoveryPoints, budgets }: RulesArgs): RuleGroup[] {
  return [
    monitoringRules(),
    nodeRules(thresholds.nodes),
    workloadRules(thresholds.workloads),
    certificateRules(thresholds.certificates),
    ...(parts.ingress ? hostRules(thresholds.ingress, hosts) : []),
    ...(parts.flux ? [fluxRules(thresholds.flux)] : []),
    ...(parts.vault ? [vaultRules(thresholds.vault)] : []),
    ...(parts.ceph ? [cephRules(thresholds.ceph)] : []),
    ...(parts.elasticsearch ? [elasticsearchRules(thresholds.elasticsearch)] : []),
    ...(parts.backup ? [backupRules(thresholds.backups, recoveryPoints)] : []),
    ...(parts.imageTrust ? [imageRules()] : []),
    ...(budgets.length > 0 ? [budgetRules(thresholds.budgets, budgets)] : []),
  ];
}
