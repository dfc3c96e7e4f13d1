import { beforeAll, describe, expect, it } from "vitest";
import { Asset, ResourceReference, SecretValue, UNKNOWN } from "../../../local/engine";
import { execute, named, type Outcome, program, urn } from "./support/project";

const source = `
const provider = new pulumi.ProviderResource("cloud", "explicit", { region: "north", token: pulumi.secret("provider-token") });
class Team extends pulumi.ComponentResource {
  constructor(name, options) {
    super("demo:teams:Team", name, {}, options);
    this.child = resource("cloud:net:Network", name + "-network", { size: 1 }, { parent: this }, ["arn"]);
    this.registerOutputs({ network: this.child, size: this.child.size });
  }
}
const team = new Team("payments", { providers: [provider], protect: true, aliases: [{ name: "billing" }] });

const bucket = resource("store:index:Bucket", "bucket", {
  name: "plain",
  password: pulumi.secret("correct horse"),
  nested: { list: ["a", pulumi.secret("battery staple")] },
  nothing: undefined,
}, { version: "2.1.0-beta.1", additionalSecretOutputs: ["name"], aliases: ["urn:pulumi:dev::demo::store:index:Bucket::old-bucket"] }, ["arn"]);
const reader = resource("store:index:Reader", "reader", {
  arn: bucket.arn,
  password: bucket.password,
  label: pulumi.interpolate\`of \${bucket.name}\`,
  file: new pulumi.asset.StringAsset("content"),
  bucket,
  team,
}, { version: "2.1.0-beta.1", dependsOn: [team] });
reader.urn.apply((urn) => console.log("registered", urn));
bucket.urn.apply(() => pulumi.log.warn("beware of battery staple"));

const existing = resource("store:index:Bucket", "existing", { tag: "t" }, { id: "existing-id", version: "2.1.0-beta.1" }, ["arn"]);
const answer = pulumi.runtime.invokeOutput("store:index:lookup", { key: "k", secret: pulumi.secret("asked") }, { version: "2.1.0-beta.1" });
const network = new pulumi.StackReference("acme/network/prod");

exports.vpc = network.getOutput("vpc");
exports.vpcToken = network.getOutput("token");
exports.arn = bucket.arn;
exports.id = bucket.id;
exports.password = bucket.password;
exports.name = bucket.name;
exports.sizeIsSecret = pulumi.output(team.child.size).isSecret;
exports.passwordIsSecret = bucket.password.isSecret;
exports.nameIsSecret = bucket.name.isSecret;
exports.answer = answer.value;
exports.existingId = existing.id;
exports.existingArnIsKnown = existing.arn.isKnown;
exports.config = [new pulumi.Config().require("size"), pulumi.getProject(), pulumi.getStack(), pulumi.getOrganization(), pulumi.runtime.isDryRun(), process.env.EXTRA];
`;

let result: Outcome;

beforeAll(async () => {
  result = await execute(program(source), {
    organization: "acme",
    config: { "demo:size": "3", "store:endpoint": "local" },
    invokes: {
      "store:index:lookup": ({ key, secret }) => ({ value: `${String(key)} ${String(secret)}` }),
      "pulumi:pulumi:StackReference": ({ id, name }) => ({
        name,
        outputs: { vpc: `vpc of ${String(id)}`, token: new SecretValue("network token") },
        secretOutputNames: ["token"],
      }),
    },
    env: { EXTRA: "given" },
  });
});

describe("a program in preview", () => {
  it("succeeds", () => {
    expect(result).toMatchObject({ status: "succeeded", errors: [], findings: [] });
  });

  it("has its resources listed in the order of registration, default providers before their first use", () => {
    expect(result.resources.map((resource) => resource.urn)).toEqual([
      urn("pulumi:pulumi:Stack::demo-dev"),
      urn("pulumi:providers:store::default_2_1_0_beta_1"),
      urn("pulumi:providers:pulumi::default"),
      urn("pulumi:providers:cloud::explicit"),
      urn("demo:teams:Team::payments"),
      // The SDK sends reads sooner than registrations.
      urn("store:index:Bucket::existing"),
      urn("store:index:Bucket::bucket"),
      urn("pulumi:pulumi:StackReference::acme/network/prod"),
      urn("demo:teams:Team$cloud:net:Network::payments-network"),
      urn("store:index:Reader::reader"),
    ]);
  });

  it("gives resources without a parent the stack, and the stack none", () => {
    expect(named(result, "bucket").parent).toBe(urn("pulumi:pulumi:Stack::demo-dev"));
    expect(named(result, "payments-network").parent).toBe(urn("demo:teams:Team::payments"));
    expect(named(result, "demo-dev").parent).toBeUndefined();
    expect(named(result, "default_2_1_0_beta_1").parent).toBeUndefined();
  });

  it("records aliases as URNs", () => {
    expect(named(result, "payments").aliases).toEqual([urn("demo:teams:Team::billing")]);
    expect(named(result, "bucket").aliases).toEqual([urn("store:index:Bucket::old-bucket")]);
  });

  it("names a provider for every custom resource: a component's, or the package's default with its configuration", () => {
    const unknownId = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    expect(named(result, "payments-network").provider).toBe(`${urn("pulumi:providers:cloud::explicit")}::${unknownId}`);
    expect(named(result, "bucket").provider).toBe(
      `${urn("pulumi:providers:store::default_2_1_0_beta_1")}::${unknownId}`,
    );
    expect(named(result, "default_2_1_0_beta_1").inputs).toEqual({ version: "2.1.0-beta.1", endpoint: "local" });
    expect(named(result, "payments").provider).toBeUndefined();
  });

  it("hands protection down to children", () => {
    expect(["payments", "payments-network", "bucket"].map((name) => named(result, name).protect)).toEqual([
      true,
      true,
      false,
    ]);
  });

  it("keeps secrets marked, at every depth", () => {
    const { inputs } = named(result, "bucket");
    expect(inputs["password"]).toEqual(new SecretValue("correct horse"));
    expect(inputs["nested"]).toEqual({ list: ["a", new SecretValue("battery staple")] });
    expect(Object.keys(inputs)).not.toContain("nothing");
  });

  it("lets secretness reach outputs, dependents and the program", () => {
    expect(named(result, "bucket").outputs).toMatchObject({
      password: new SecretValue("correct horse"),
      name: new SecretValue("plain"),
    });
    expect(named(result, "reader").inputs).toMatchObject({
      password: new SecretValue("correct horse"),
      label: new SecretValue("of plain"),
    });
    expect(result.outputs).toMatchObject({
      password: new SecretValue("correct horse"),
      passwordIsSecret: true,
      nameIsSecret: true,
      sizeIsSecret: false,
    });
  });

  it("leaves ids and computed outputs unknown", () => {
    expect(result.outputs).toMatchObject({ arn: UNKNOWN, id: UNKNOWN });
    expect(named(result, "reader").inputs["arn"]).toBe(UNKNOWN);
    expect(named(result, "bucket").id).toBeUndefined();
    expect(named(result, "bucket").outputs).not.toHaveProperty("arn");
  });

  it("knows what a resource and each of its inputs came from", () => {
    const bucket = urn("store:index:Bucket::bucket");
    const network = urn("demo:teams:Team$cloud:net:Network::payments-network");
    expect(named(result, "reader").dependencies).toEqual([network, bucket].sort());
    expect(named(result, "reader").propertyDependencies).toEqual({
      arn: [bucket],
      password: [bucket],
      label: [bucket],
      bucket: [bucket],
      // The SDK names a component's children in its place.
      team: [network],
    });
  });

  it("hands over references and assets", () => {
    expect(named(result, "reader").inputs).toMatchObject({
      bucket: new ResourceReference(urn("store:index:Bucket::bucket"), UNKNOWN),
      team: new ResourceReference(urn("demo:teams:Team::payments")),
    });
    const { file } = named(result, "reader").inputs;
    expect(file).toBeInstanceOf(Asset);
    expect((file as Asset).content).toMatchObject({ text: "content" });
  });

  it("takes the outputs that a component registers", () => {
    expect(named(result, "payments").outputs).toEqual({
      network: new ResourceReference(urn("demo:teams:Team$cloud:net:Network::payments-network"), UNKNOWN),
      size: 1,
    });
  });

  it("answers invokes, and what was asked with a secret is secret", () => {
    expect(result.outputs["answer"]).toEqual(new SecretValue("k asked"));
  });

  it("leaves unknown what it cannot read of an existing resource", () => {
    expect(result.outputs).toMatchObject({ existingId: "existing-id", existingArnIsKnown: false });
    expect(named(result, "existing")).toMatchObject({ id: "existing-id", inputs: { tag: "t" } });
  });

  it("reads what RunOptions.invokes answers for other stacks", () => {
    expect(result.outputs).toMatchObject({
      vpc: "vpc of acme/network/prod",
      vpcToken: new SecretValue("network token"),
    });
  });

  it("gets configuration, names, mode and environment as from Pulumi", () => {
    expect(result.outputs["config"]).toEqual(["3", "demo", "dev", "acme", true, "given"]);
  });

  it("passes the program's output and logs on, without secrets", () => {
    expect(result.events).toContainEqual({
      kind: "output",
      stream: "stdout",
      text: `registered ${urn("store:index:Reader::reader")}\n`,
    });
    expect(result.events).toContainEqual({ kind: "log", severity: "warning", message: "beware of [secret]" });
  });
});
