import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";

type Policy = k8s.types.input.admissionregistration.v1.ValidatingAdmissionPolicySpec;
type Binding = k8s.types.input.admissionregistration.v1.ValidatingAdmissionPolicyBindingSpec;

export interface AdmissionArgs {
  /** What the API server asks about objects, and where it does what with the answer. */
  policies: { name: string; spec: Policy; bindings: { name: string; spec: Binding }[] }[];
}

/** Policies that the API server itself judges by, whoever applies an object: no webhook that could be down. */
export class Admission extends pulumi.ComponentResource {
  constructor(name: string, args: AdmissionArgs, opts?: pulumi.ComponentResourceOptions) {
    super("platform:components:Admission", name, {}, opts);
    const owned = { parent: this };
    for (const { name: policyName, spec, bindings } of args.policies) {
      const policy = new k8s.admissionregistration.v1.ValidatingAdmissionPolicy(
        `${name}/${policyName}`,
        { metadata: { name: policyName }, spec },
        owned,
      );
      for (const binding of bindings) {
        new k8s.admissionregistration.v1.ValidatingAdmissionPolicyBinding(
          `${name}/${binding.name}`,
          { metadata: { name: binding.name }, spec: binding.spec },
          { ...owned, dependsOn: policy },
        );
      }
    }
    this.registerOutputs();
  }
}
