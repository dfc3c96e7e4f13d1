import fc from "fast-check";
import { expect, it } from "vitest";
import { callsTo, type Backend } from "../../../components/ingress/backends";

const name = fc.constantFrom("a", "b", "c");
const backend: fc.Arbitrary<Backend> = fc.record(
  {
    namespace: name,
    workload: name,
    labels: fc.constantFrom({ app: "a" }, { app: "b" }),
    ports: fc.array(fc.constantFrom(80, 8080, 9000), { maxLength: 3 }),
    exposure: fc.constantFrom("public" as const, "internal" as const),
  },
  { requiredKeys: ["namespace", "workload", "ports"] },
);

it("calls each port of each backend of the class once, and nothing else", () => {
  fc.assert(
    fc.property(fc.array(backend), fc.constantFrom("public" as const, "internal" as const), (backends, exposure) => {
      const key = (of: { namespace: string; workload: string; labels?: object }, port: number) =>
        JSON.stringify([of.namespace, of.workload, of.labels ?? null, port]);
      const made = callsTo(backends, exposure).map((call) => key(call, call.port));
      const expected = new Set<string>();
      for (const of of backends) {
        if (of.exposure && of.exposure !== exposure) continue;
        for (const port of of.ports) expected.add(key(of, port));
      }
      expect(made).toHaveLength(expected.size);
      expect(new Set(made)).toEqual(expected);
    }),
  );
});
