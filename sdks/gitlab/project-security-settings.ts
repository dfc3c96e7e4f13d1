import { boolean, computed, required, resource, string, type ArgsOf } from "./schema";

const projectSecuritySettingsProperties = {
  /** Whether auto-fix for container scanning is enabled. Read-only, reflects the project's current configuration. */
  autoFixContainerScanning: computed(boolean),
  /** Whether auto-fix for DAST is enabled. Read-only, reflects the project's current configuration. */
  autoFixDast: computed(boolean),
  /** Whether auto-fix for dependency scanning is enabled. Read-only, reflects the project's current configuration. */
  autoFixDependencyScanning: computed(boolean),
  /** Whether auto-fix for SAST is enabled. Read-only, reflects the project's current configuration. */
  autoFixSast: computed(boolean),
  /** Whether container scanning for registry is enabled. Read-only, reflects the project's current configuration. */
  containerScanningForRegistryEnabled: computed(boolean),
  /** Whether continuous vulnerability scans are enabled. Read-only, reflects the project's current configuration. */
  continuousVulnerabilityScansEnabled: computed(boolean),
  /** The ID or full path of the project to change the security settings of. */
  project: required(string),
  /** Whether to enable secret push protection for the project. */
  secretPushProtectionEnabled: required(boolean),
};

export type ProjectSecuritySettingsArgs = ArgsOf<typeof projectSecuritySettingsProperties>;

/** Security of a project's repository. Ultimate. */
export class ProjectSecuritySettings extends resource(
  "gitlab:index/projectSecuritySettings:ProjectSecuritySettings",
  projectSecuritySettingsProperties,
) {}
