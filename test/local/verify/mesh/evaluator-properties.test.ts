import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MeshEvaluator } from "../../../../local/verify/mesh/evaluator";
import type { AuthorizationPolicy, Rule } from "../../../../local/verify/mesh/types";

const namespace = fc.constantFrom("shop", "data", "istio-system");
const principal = fc.constantFrom(
  "cluster.local/ns/shop/sa/web",
  "cluster.local/ns/data/sa/db",
  "elsewhere/ns/shop/sa/web",
);
const pattern = fc.oneof(principal, fc.constantFrom("*", "cluster.local/*", "*/sa/web"));
const port = fc.constantFrom(80, 443);

const rule: fc.Arbitrary<Rule> = fc.record(
  {
    from: fc.array(
      fc.record({ source: fc.record({ principals: fc.array(pattern, { minLength: 1, maxLength: 2 }) }) }),
      {
        minLength: 1,
        maxLength: 2,
      },
    ),
    to: fc.array(fc.record({ operation: fc.record({ ports: fc.array(port.map(String), { minLength: 1 }) }) }), {
      minLength: 1,
      maxLength: 2,
    }),
  },
  { requiredKeys: [] },
);

const policyOf = (action: fc.Arbitrary<"ALLOW" | "DENY">): fc.Arbitrary<AuthorizationPolicy> =>
  fc.record({
    metadata: fc.record({ name: fc.constantFrom("a", "b", "c"), namespace }),
    spec: fc.record(
      {
        selector: fc.constantFrom({ matchLabels: { app: "api" } }, { matchLabels: { app: "db" } }),
        action,
        rules: fc.array(rule, { maxLength: 2 }),
      },
      { requiredKeys: ["action"] },
    ),
  });
const policies = fc.array(policyOf(fc.constantFrom("ALLOW", "DENY")), { maxLength: 5 });

const pod = fc.record({
  namespace: fc.constantFrom("shop", "data"),
  labels: fc.constantFrom<Record<string, string>>({ app: "api" }, { app: "db" }, {}),
});
const connection = fc.record({ principal: fc.option(principal, { nil: undefined }), port });

const decide = (
  list: AuthorizationPolicy[],
  to: { namespace: string; labels: Record<string, string> },
  by: { principal?: string; port: number },
) => new MeshEvaluator(list, []).atPod(to, by).allowed;

describe("whatever the policies say", () => {
  it("their order does not matter", () => {
    fc.assert(
      fc.property(policies, pod, connection, (list, to, by) => {
        expect(decide([...list].reverse(), to, by)).toBe(decide(list, to, by));
      }),
    );
  });

  it("one more DENY allows nothing more", () => {
    fc.assert(
      fc.property(policies, policyOf(fc.constant("DENY")), pod, connection, (list, deny, to, by) => {
        fc.pre(!decide(list, to, by));
        expect(decide([...list, deny], to, by)).toBe(false);
      }),
    );
  });

  it("one more ALLOW denies nothing more where something is denied by default", () => {
    fc.assert(
      fc.property(policies, policyOf(fc.constant("ALLOW")), pod, connection, (list, allow, to, by) => {
        const closed = [...list, { metadata: { name: "default-deny", namespace: to.namespace }, spec: {} }];
        fc.pre(decide(closed, to, by));
        expect(decide([...closed, allow], to, by)).toBe(true);
      }),
    );
  });

  it("an empty policy leaves only what an ALLOW names", () => {
    fc.assert(
      fc.property(policies, pod, connection, (list, to, by) => {
        const closed = [...list, { metadata: { name: "default-deny", namespace: to.namespace }, spec: {} }];
        const { allowed, allowedBy, deniedBy } = new MeshEvaluator(closed, []).atPod(to, by);
        expect(allowed).toBe(allowedBy.length > 0 && deniedBy.length === 0);
      }),
    );
  });

  it("policies of other namespaces say nothing", () => {
    fc.assert(
      fc.property(policies, pod, connection, (list, to, by) => {
        const near = list.filter(({ metadata }) => [to.namespace, "istio-system"].includes(metadata.namespace));
        expect(decide(near, to, by)).toBe(decide(list, to, by));
      }),
    );
  });
});
