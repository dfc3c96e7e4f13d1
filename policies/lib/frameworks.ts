import type { PolicyComplianceFramework } from "@pulumi/policy";

/** A control of the CIS Kubernetes Benchmark. */
export function cis(control: string, title: string): PolicyComplianceFramework {
  return { name: "CIS Kubernetes Benchmark", version: "1.12", reference: control, specification: title };
}
