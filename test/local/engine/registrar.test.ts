import { Alias } from "@pulumi/pulumi/proto/alias_pb";
import { Callback } from "@pulumi/pulumi/proto/callback_pb";
import { TransformResourceOptions } from "@pulumi/pulumi/proto/resource_pb";
import { describe, expect, it } from "vitest";
import type { Goal } from "../../../local/engine/goal";
import { Judge } from "../../../local/engine/judge";
import { Registrar } from "../../../local/engine/registrar";
import { Session } from "../../../local/engine/session";
import { Callbacks } from "../../../local/engine/transforms";
import type { RunOptions } from "../../../local/engine/types";
import { goal } from "./support/goal";
import { urn } from "./support/project";

function engine(options: Partial<RunOptions> = {}) {
  const session = new Session(() => undefined, false);
  const callbacks = new Callbacks(session);
  const registrar = new Registrar({
    options: { directory: ".", stack: "dev", config: {}, dryRun: true, ...options },
    project: "demo",
    directory: ".",
    session,
    judge: new Judge([], session),
    callbacks,
    parallel: 2,
  });
  return { session, registrar, callbacks };
}

/** Registers one after the other; the errors that this gives. */
async function errorsOf(goals: Goal[], options: Partial<RunOptions> = {}): Promise<string[]> {
  const { session, registrar } = engine(options);
  for (const asked of goals) await registrar.register(asked).catch(() => undefined);
  return session.errors;
}

const top = { parent: "" };
const component = (name: string) => goal("demo:x:Team", name, { ...top, custom: false });
const withAlias = (alias: string) => new TransformResourceOptions().setAliasesList([new Alias().setUrn(alias)]);

describe("registration", () => {
  it("waits for what a resource depends on, however late it is", async () => {
    const { registrar } = engine();
    const late = goal("a:b:C", "late", top);
    const options = new TransformResourceOptions().setDependsOnList([late.urn]);
    const both = await Promise.all([
      registrar.register(late),
      registrar.register(goal("a:b:C", "early", { ...top, options })),
    ]);
    expect(both.map(({ entry }) => entry.resource?.name)).toEqual(["late", "early"]);
    expect(registrar.registry.list().map(({ goal: { name } }) => name)).toEqual(["default", "late", "early"]);
  });

  it("does not deadlock with one resource at a time and default providers between", async () => {
    const { registrar } = engine();
    await Promise.all(["a", "b", "c", "d", "e"].map((name) => registrar.register(goal(`${name}:b:C`, name, top))));
    expect(registrar.registry.list()).toHaveLength(10);
  });

  it("fails when the parent is not registered", async () => {
    const parent = urn("demo:x:Team::nobody");
    expect(await errorsOf([goal("a:b:C", "child", { parent })])).toEqual([`could not find parent resource ${parent}`]);
  });

  it("fails when a dependency is not registered", async () => {
    const options = new TransformResourceOptions().setDependsOnList([urn("a:b:C::nobody")]);
    expect(await errorsOf([goal("a:b:C", "x", { ...top, options })])).toEqual([
      `resource '${urn("a:b:C::x")}' depends on '${urn("a:b:C::nobody")}', which is not registered`,
    ]);
  });

  it("fails when an explicit provider is not registered", async () => {
    const reference = `${urn("pulumi:providers:a::mine")}::some-id`;
    const options = new TransformResourceOptions().setProvider(reference);
    expect(await errorsOf([goal("a:b:C", "x", { ...top, options })])).toEqual([
      `unknown provider '${reference}' for resource '${urn("a:b:C::x")}'`,
    ]);
  });

  it("fails when an alias is the URN of another resource", async () => {
    const taken = urn("a:b:C::taken");
    const claimant = goal("a:b:C", "claimant", { ...top, options: withAlias(taken) });
    expect(await errorsOf([goal("a:b:C", "taken", top), claimant])).toEqual([
      `Duplicate resource alias '${taken}' applied to resource with URN '${claimant.urn}' conflicting with resource with URN '${taken}'`,
    ]);
  });

  it("fails when two resources claim one alias", async () => {
    const [old, first, second] = ["old", "first", "second"].map((name) => urn(`a:b:C::${name}`));
    const claim = (name: string) => goal("a:b:C", name, { ...top, options: withAlias(old ?? "") });
    expect(await errorsOf([claim("first"), claim("second")])).toEqual([
      `Duplicate resource alias '${old}' applied to resource with URN '${second}' conflicting with resource with URN '${first}'`,
    ]);
  });

  it("fails when a resource takes a URN that another has as an alias", async () => {
    const old = goal("a:b:C", "old", top);
    const first = goal("a:b:C", "first", { ...top, options: withAlias(old.urn) });
    expect(await errorsOf([first, old])).toEqual([
      `Duplicate resource URN '${old.urn}' conflicting with alias on resource with URN '${first.urn}'`,
    ]);
  });

  it("lets a resource name itself as its alias", async () => {
    const same = urn("a:b:C::same");
    expect(await errorsOf([goal("a:b:C", "same", { ...top, options: withAlias(same) })])).toEqual([]);
  });

  it("fails when a transform throws, in its own words", async () => {
    const { session, registrar, callbacks } = engine();
    callbacks.call = () => Promise.reject(new Error("transform failed: Error: cannot transform"));
    await registrar.register(goal("a:b:C", "x", { ...top, transforms: [new Callback()] })).catch(() => undefined);
    expect(session.errors).toEqual([`transform of '${urn("a:b:C::x")}' failed: cannot transform`]);
  });

  it("fails when a component needs a provider's plugin", async () => {
    const remote = goal("awsx:ec2:Vpc", "vpc", { ...top, custom: false, remote: true });
    expect(await errorsOf([remote])).toEqual([
      `'${remote.urn}' is made by a provider's plugin, which this engine does not have; it knows charts only`,
    ]);
  });

  it("fails when the list of disabled default providers is malformed", async () => {
    const config = { "pulumi:disable-default-providers": "kubernetes" };
    expect(await errorsOf([goal("a:b:C", "x", top)], { config })).toEqual([
      'pulumi:disable-default-providers must be a list of package names, got kubernetes; write ["*"]',
    ]);
  });

  it("disables every default provider with a star, but none that is explicit", async () => {
    const config = { "pulumi:disable-default-providers": '["*"]' };
    const provider = goal("pulumi:providers:a", "mine", top);
    const reference = `${provider.urn}::04da6b54-80e4-46f7-96ec-b56ff0331ba9`;
    const explicit = () => new TransformResourceOptions().setProvider(reference);
    const fine = goal("a:b:C", "fine", { ...top, options: explicit() });
    const implicit = goal("a:b:C", "implicit", top);
    expect(await errorsOf([provider, fine, implicit], { config })).toEqual([
      `Default provider for 'a' disabled. '${implicit.urn}' must use an explicit provider.`,
    ]);
  });

  it("takes the provider of a component's map, or of a parent of the same package", async () => {
    const { registrar } = engine();
    const provider = goal("pulumi:providers:a", "mine", top);
    const reference = `${provider.urn}::04da6b54-80e4-46f7-96ec-b56ff0331ba9`;
    const team = component("team");
    team.options.getProvidersMap().set("a", reference);
    const inner = goal("demo:x:Inner", "inner", { parent: team.urn, custom: false });
    const child = goal("a:b:C", "child", { parent: inner.urn });
    const grandchild = goal("a:b:C", "grandchild", { parent: child.urn });
    const stranger = goal("z:b:C", "stranger", { parent: child.urn });
    for (const asked of [provider, team, inner, child, grandchild, stranger]) await registrar.register(asked);
    const providerOf = ({ urn: asked }: Goal) => registrar.registry.get(asked)?.resource?.provider;
    expect([child, grandchild].map(providerOf)).toEqual([reference, reference]);
    expect(providerOf(stranger)).toMatch(/pulumi:providers:z::default::/);
  });
});
