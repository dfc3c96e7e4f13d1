import { beforeAll, describe, expect, it } from "vitest";
import { SecretValue, UNKNOWN } from "../../../local/engine";
import { execute, named, type Outcome, program, urn } from "./support/project";

const source = `
const trace = (who) => ({ props, opts }) => ({ props: { ...props, trace: (props.trace ?? "") + who }, opts });
pulumi.runtime.registerResourceTransform((args) => (args.custom ? trace("stack")(args) : undefined));
pulumi.runtime.registerInvokeTransform(({ args, opts }) => ({ args: { ...args, added: 1 }, opts }));
class Team extends pulumi.ComponentResource {
  constructor(name, options) { super("demo:teams:Team", name, {}, options); }
}
const seen = {};
const source = resource("a:b:C", "source", { secret: pulumi.secret("correct horse") }, {}, ["arn"]);
const team = new Team("payments", { transforms: [(args) => (args.custom ? trace("team,")(args) : undefined)] });
const child = resource("a:b:C", "child", { arn: source.arn, secret: source.secret, plain: 1 }, {
  parent: team,
  transforms: [({ props, opts, type, name }) => {
    seen.kinds = Object.fromEntries(Object.entries(props).map(([key, value]) => [key, pulumi.Output.isInstance(value)]));
    return {
      props: { ...props, plain: 2, replaced: pulumi.secret("new secret"), trace: type + " " + name + "," },
      opts: { ...opts, protect: true, additionalSecretOutputs: ["plain"] },
    };
  }],
});
exports.seen = child.urn.apply(() => seen);
exports.invoked = pulumi.output(pulumi.runtime.invoke("a:b:ask", { given: 1 }, {}));
`;

let result: Outcome;

beforeAll(async () => {
  result = await execute(program(source), { invokes: { "a:b:ask": (args) => args } });
});

describe("transforms", () => {
  it("run a resource's own first, then its parents', then the stack's", () => {
    expect(result.errors).toEqual([]);
    expect(named(result, "child").inputs["trace"]).toBe("a:b:C child,team,stack");
    expect(named(result, "source").inputs["trace"]).toBe("stack");
  });

  it("change inputs and options", () => {
    const child = named(result, "child");
    expect(child.inputs).toMatchObject({ plain: 2, replaced: new SecretValue("new secret") });
    expect(child.protect).toBe(true);
    expect(child.outputs["plain"]).toEqual(new SecretValue(2));
  });

  it("keep secrets and unknowns, and where inputs came from", () => {
    const child = named(result, "child");
    expect(child.inputs).toMatchObject({ arn: UNKNOWN, secret: new SecretValue("correct horse") });
    expect(child.dependencies).toEqual([urn("a:b:C::source")]);
    expect(child.propertyDependencies).toEqual({ arn: [urn("a:b:C::source")], secret: [urn("a:b:C::source")] });
  });

  it("are given what is unknown, secret or computed as outputs", () => {
    expect(result.outputs["seen"]).toEqual({ kinds: { arn: true, secret: true, plain: false } });
  });

  it("change what is asked of providers", () => {
    expect(result.outputs["invoked"]).toEqual({ given: 1, added: 1 });
  });
});
