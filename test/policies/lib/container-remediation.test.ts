import { describe, expect, it } from "vitest";

import { dropAllCapabilities } from "../../../policies/kubernetes/rules/drop-all-capabilities";
import { noPrivilegeEscalation } from "../../../policies/kubernetes/rules/no-privilege-escalation";
import { seccompRuntimeDefault } from "../../../policies/kubernetes/rules/seccomp-runtime-default";
import { deployment, patch, POD_KINDS, workload } from "../../support/kubernetes";
import { judge, remediate, UNKNOWN } from "../../support/policies";

const run = {
  rules: [dropAllCapabilities, noPrivilegeEscalation, seccompRuntimeDefault],
  environment: "dev" as const,
  resources: [],
};
const HARDENED = {
  capabilities: { drop: ["ALL"] },
  allowPrivilegeEscalation: false,
  seccompProfile: { type: "RuntimeDefault" },
};
const fixed = async (securityContext: object, pod: object = {}) => {
  const props = await remediate(run, deployment("shop/web", { ...pod, containers: [{ securityContext }] }));
  const { spec } = (props ?? {}) as {
    spec?: { template: { spec: { containers: { securityContext: object }[] } } };
  };
  return spec?.template.spec.containers[0]?.securityContext;
};

describe("remediation of containers", () => {
  it.each(Object.keys(POD_KINDS))("hardens every container of %s", async (kind) => {
    const bare = { containers: [{ name: "a" }, { name: "b" }], initContainers: [{ name: "c" }] };
    const hard = {
      containers: [
        { name: "a", securityContext: HARDENED },
        { name: "b", securityContext: HARDENED },
      ],
      initContainers: [{ name: "c", securityContext: HARDENED }],
    };
    const expected = workload(kind, "shop/web", hard);
    const props = await remediate(run, workload(kind, "shop/web", bare));
    expect(props).toEqual(expected.props);
    expect(await judge({ ...run, resources: [{ ...expected, props: props ?? {} }] })).toEqual([]);
  });

  it("adds what is missing beside what is there", async () => {
    expect(await fixed({ runAsUser: 1, capabilities: { add: ["NET_BIND_SERVICE"] } })).toEqual({
      runAsUser: 1,
      ...HARDENED,
      capabilities: { add: ["NET_BIND_SERVICE"], drop: ["ALL"] },
    });
  });

  it("leaves the filter to the pod that has one", async () => {
    const pod = { securityContext: { seccompProfile: { type: "Unconfined" } } };
    expect(await fixed({}, pod)).toEqual({ capabilities: { drop: ["ALL"] }, allowPrivilegeEscalation: false });
  });

  it("leaves what somebody set otherwise", async () => {
    const set = {
      capabilities: { drop: ["NET_RAW"] },
      allowPrivilegeEscalation: true,
      seccompProfile: { type: "Unconfined" },
    };
    expect(await fixed(set)).toBeUndefined();
  });

  it.each([
    ["a privileged container", { privileged: true }],
    ["a container with SYS_ADMIN", { capabilities: { drop: ["ALL"], add: ["SYS_ADMIN"] } }],
  ])("does not forbid privileges to %s, which the API server refuses", async (_title, context) => {
    expect(await fixed(context)).not.toHaveProperty("allowPrivilegeEscalation");
  });

  it.each([
    ["capabilities are dropped", { seccompProfile: HARDENED.seccompProfile, allowPrivilegeEscalation: false }],
    ["escalation is forbidden", { seccompProfile: HARDENED.seccompProfile, capabilities: HARDENED.capabilities }],
    ["the filter is set", { capabilities: HARDENED.capabilities, allowPrivilegeEscalation: false }],
  ])("says that it changed something when only %s", async (_title, context) => {
    expect(await fixed(context)).toEqual(HARDENED);
  });

  it.each(["SYS_ADMINISTRATOR", "MY_SYS_ADMIN"])(
    "forbids escalation beside %s, which is no such right",
    async (add) => {
      const capabilities = { drop: ["ALL"], add: [add] };
      expect(await fixed({ seccompProfile: HARDENED.seccompProfile, capabilities })).toEqual({
        ...HARDENED,
        capabilities,
      });
    },
  );

  it("changes nothing of what may be privileged", async () => {
    const capabilities = { drop: ["ALL"], add: ["CAP_SYS_ADMIN"] };
    expect(await fixed({ seccompProfile: HARDENED.seccompProfile, capabilities })).toBeUndefined();
  });

  it.each([
    ["a patch", patch(deployment("shop/web", { containers: [{ name: "web" }] }))],
    ["unknown containers", deployment("shop/web", { containers: UNKNOWN })],
    ["an unknown context", deployment("shop/web", { containers: [{ securityContext: UNKNOWN }] })],
    ["no containers", deployment("shop/web", {})],
  ])("leaves alone %s", async (_title, resource) => {
    expect(await remediate(run, resource)).toBeUndefined();
  });

  it("happens in staging only to the filter of system calls", async () => {
    const props = await remediate(
      { ...run, environment: "staging" },
      deployment("shop/web", { containers: [{ name: "web" }] }),
    );
    expect(props).toEqual(
      deployment("shop/web", {
        containers: [{ name: "web", securityContext: { seccompProfile: { type: "RuntimeDefault" } } }],
      }).props,
    );
  });
});
