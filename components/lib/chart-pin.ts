/** One Helm chart that the platform uses, at the one version that it uses. All pins are in src/versions.ts. */
export interface ChartPin {
  /** Name in its repository, and of its archive. */
  readonly name: string;
  readonly version: string;
  /** `oci://registry/path`, to which the name is appended, or the https folder of an `index.yaml`. */
  readonly repository: string;
  /** Version of the software inside, as its makers write it. */
  readonly appVersion: string;
  /** SPDX identifier where one exists. */
  readonly licence: string;
  /** Last day of upstream support for this version, `YYYY-MM-DD`. @default not announced */
  readonly supportEnds?: string;
  /**
   * Version whose values file our keys were read against. @default `version` - set it only where a newer release had
   * to be taken without its values at hand
   */
  readonly valuesCheckedAt?: string;
  /** What an operator should know before changing this pin. */
  readonly note?: string;
}
