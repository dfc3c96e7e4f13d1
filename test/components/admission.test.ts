import { expect, it } from "vitest";
import { Admission } from "../../components/admission";
import { registeredBy } from "../support/registered";

it("makes a policy and its bindings, under the names that refusals show", async () => {
  const spec = { failurePolicy: "Fail", validations: [{ expression: "true" }] };
  const binding = { policyName: "no-host-path", validationActions: ["Deny"] };
  const policies = [{ name: "no-host-path", spec, bindings: [{ name: "no-host-path-dev", spec: binding }] }];
  const registered = await registeredBy((opts) => new Admission("admission", { policies }, opts));
  const made = registered.filter(({ type }) => type.startsWith("kubernetes:"));
  expect(made.map(({ type, name, inputs }) => [type, name, inputs["metadata"], inputs["spec"]])).toEqual([
    [
      "kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicy",
      "admission/no-host-path",
      { name: "no-host-path" },
      spec,
    ],
    [
      "kubernetes:admissionregistration.k8s.io/v1:ValidatingAdmissionPolicyBinding",
      "admission/no-host-path-dev",
      { name: "no-host-path-dev" },
      binding,
    ],
  ]);
});
