import { beforeAll, describe, expect, it } from "vitest";
import { SecretValue } from "../../../local/engine";
import type { Adapter } from "../../../local/engine/types";
import { execute, named, type Outcome, pack, program, urn } from "./support/project";

const source = `
const provider = new pulumi.ProviderResource("kube", "cluster", { kubeconfig: pulumi.secret("kube-secret") });
const config = resource("kube:core:Config", "config", { size: 1, password: pulumi.secret("correct horse"), nested: { token: pulumi.secret("battery") } }, { provider }, ["uid"]);
const user = resource("kube:core:User", "user", { uid: config.uid, password: config.password, again: config }, { provider, additionalSecretOutputs: ["key"] }, ["key"]);
const cloud = resource("cloud:iam:Role", "role", { uid: config.uid }, {}, ["arn"]);
const waits = resource("kube:core:User", "waits", { arn: cloud.arn }, { provider }, ["key"]);
const missing = resource("kube:core:Missing", "missing", {}, { provider });
const afterwards = resource("kube:core:User", "afterwards", { note: waits.urn }, { provider, dependsOn: [missing] });
exports.uid = config.uid;
exports.id = config.id;
exports.providerId = provider.id;
exports.key = user.key;
exports.password = config.password;
exports.arnIsKnown = cloud.arn.isKnown;
exports.dryRun = pulumi.runtime.isDryRun();
`;

type Request = Parameters<Adapter["apply"]>[0];

function adapter(requests: Request[], answer: (request: Request) => ReturnType<Adapter["apply"]>): Adapter {
  return {
    name: "kubernetes",
    handles: (type) => type.startsWith("kube:"),
    apply: (request) => {
      requests.push(request);
      return answer(request);
    },
  };
}

describe("an adapter", () => {
  const requests: Request[] = [];
  let result: Outcome;

  beforeAll(async () => {
    const kubernetes = adapter(requests, ({ type, name, inputs }) =>
      Promise.resolve(
        type === "kube:core:Missing"
          ? { skipped: "the server has no kind Missing" }
          : { id: `id-of-${name}`, outputs: { ...inputs, uid: 42, key: `key of ${name}` }, changed: name !== "user" },
      ),
    );
    const witness = pack(
      "witness",
      `{ name: "stack", description: "d", enforcementLevel: "advisory",
      validateStack: ({ resources }, report) => report(JSON.stringify(resources.find(({ name }) => name === "config").props)) }`,
    );
    result = await execute(program(source), { dryRun: false, adapters: [kubernetes], packs: [witness] });
  });

  it("makes what it handles, in the order of dependencies", () => {
    expect(result).toMatchObject({ status: "succeeded", errors: [] });
    const order = requests.map(({ name }) => name);
    expect([...order].sort()).toEqual(["afterwards", "config", "missing", "user"]);
    expect(order.indexOf("config")).toBeLessThan(order.indexOf("user"));
    expect(order.indexOf("missing")).toBeLessThan(order.indexOf("afterwards"));
  });

  it("gets plain inputs, those of the provider, and no unknowns", () => {
    expect(requests.find(({ name }) => name === "config")).toEqual({
      urn: urn("kube:core:Config::config"),
      type: "kube:core:Config",
      name: "config",
      inputs: { size: 1, password: "correct horse", nested: { token: "battery" } },
      provider: { kubeconfig: "kube-secret" },
    });
    expect(requests.find(({ name }) => name === "user")?.inputs).toEqual({
      uid: 42,
      password: "correct horse",
      again: "id-of-config",
    });
  });

  it("has its answers reach the program, as secret as the inputs were", () => {
    expect(result.outputs).toMatchObject({
      uid: 42,
      id: "id-of-config",
      key: new SecretValue("key of user"),
      password: new SecretValue("correct horse"),
      dryRun: false,
    });
    expect(named(result, "config").outputs).toMatchObject({
      password: new SecretValue("correct horse"),
      nested: { token: new SecretValue("battery") },
    });
    expect(named(result, "config").id).toBe("id-of-config");
  });

  it("gives providers an id that stays the same", () => {
    expect(result.outputs["providerId"]).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(named(result, "config").provider).toBe(
      `${urn("pulumi:providers:kube::cluster")}::${String(result.outputs["providerId"])}`,
    );
  });

  it("leaves unknown what nobody made, and does not make what would need it", () => {
    expect(result.outputs["arnIsKnown"]).toBe(false);
    expect(result.notApplied).toEqual([
      urn("kube:core:Missing::missing"),
      urn("cloud:iam:Role::role"),
      urn("kube:core:User::waits"),
    ]);
    expect(result.events).toContainEqual({
      kind: "log",
      severity: "warning",
      message: 'kube:core:User "waits" is not applied: arn will never be known here',
      urn: urn("kube:core:User::waits"),
    });
  });

  it("tells what it changed", () => {
    expect(result.changed).toEqual([urn("kube:core:Config::config"), urn("kube:core:User::afterwards")]);
    const changes = result.events.flatMap((event) =>
      event.kind === "resource" ? [[event.resource.name, event.changed]] : [],
    );
    expect(changes).toContainEqual(["config", true]);
    expect(changes).toContainEqual(["user", false]);
  });

  it("has what it made judged with the stack", () => {
    expect(JSON.parse(result.findings[0]?.message ?? "")).toMatchObject({ uid: 42, password: "[secret]" });
  });
});

describe("an adapter that fails", () => {
  it("fails the run: what runs ends, nothing follows, secrets stay out of the message", async () => {
    const requests: Request[] = [];
    const kubernetes = adapter(requests, async ({ name, inputs }) => {
      if (name === "config") throw new Error(`the server refused ${String(inputs["password"])}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
      return { id: name, outputs: inputs, changed: true };
    });
    const failing = await execute(
      program(`
        const provider = new pulumi.ProviderResource("kube", "cluster", {});
        resource("kube:core:User", "beside", {}, { provider });
        const config = resource("kube:core:Config", "config", { password: pulumi.secret("correct horse") }, { provider });
        resource("kube:core:User", "after", { note: config.urn }, { provider });`),
      { dryRun: false, adapters: [kubernetes] },
    );
    expect(failing).toMatchObject({
      status: "failed",
      errors: ['kube:core:Config "config" could not be applied (kubernetes): the server refused [secret]'],
    });
    expect(failing.resources.map(({ name }) => name)).toEqual(["demo-dev", "cluster", "beside"]);
    expect(failing.changed).toEqual([urn("kube:core:User::beside")]);
    expect(requests.map(({ name }) => name)).toEqual(["beside", "config"]);
  });
});
