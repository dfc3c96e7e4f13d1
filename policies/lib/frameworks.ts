import type { PolicyComplianceFramework } from "@pulumi/policy";

/** A control of the CIS Kubernetes Benchmark. */
export function cis(control: string, title: string): PolicyComplianceFramework {
  return { name: "CIS Kubernetes Benchmark", version: "1.12", reference: control, specification: title };
}

/** A control of the CIS Amazon EKS Benchmark. */
export function cisEks(control: string, title: string): PolicyComplianceFramework {
  return { name: "CIS Amazon EKS Benchmark", version: "1.8.0", reference: control, specification: title };
}

/** A control of the CIS Azure Kubernetes Service Benchmark. */
export function cisAks(control: string, title: string): PolicyComplianceFramework {
  return { name: "CIS Azure Kubernetes Service Benchmark", version: "1.8", reference: control, specification: title };
}

/** A control of the CIS Amazon Web Services Foundations Benchmark. */
export function cisAws(control: string, title: string): PolicyComplianceFramework {
  return {
    name: "CIS Amazon Web Services Foundations Benchmark",
    version: "3.0.0",
    reference: control,
    specification: title,
  };
}
