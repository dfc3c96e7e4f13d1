import { describe, expect, it } from "vitest";
import { execute, pack, program, urn } from "./support/project";

describe.concurrent("a program that fails", () => {
  it("keeps what it registered and gives the message without a stack", async () => {
    const result = await execute(
      program(`
        const first = resource("store:index:Bucket", "first");
        first.urn.apply(() => {
          resource("store:index:Bucket", "second");
          throw new TypeError("half way\\nand more of it: " + "hunter2hunter2");
        });
        pulumi.secret("hunter2hunter2").apply(() => undefined);
        resource("store:index:Bucket", "secret", { password: pulumi.secret("hunter2hunter2") });`),
    );
    expect(result.events).not.toContainEqual({ kind: "phase", message: "judging the stack as a whole" });
    expect(result.status).toBe("failed");
    expect(result.resources.map(({ name }) => name)).toEqual(["demo-dev", "default", "first", "secret", "second"]);
    expect(result.errors).toEqual(["TypeError: half way\nand more of it: [secret]"]);
  });

  it("gives the whole message of a RunError, and no name before it", async () => {
    const result = await execute(
      program(`throw new pulumi.RunError("platform:teams must be a list\\n    at least one");`),
    );
    expect(result).toMatchObject({ status: "failed", errors: ["platform:teams must be a list\n    at least one"] });
  });

  it("is ended when it hangs after an error", async () => {
    const result = await execute(
      program(`setTimeout(() => undefined, 600000); Promise.reject(new Error("nobody caught me"));`),
    );
    expect(result).toMatchObject({ status: "failed", errors: ["nobody caught me"] });
  });

  it("fails when its process ends by itself, with the last words or the exit status", async () => {
    const [silent, loud] = await Promise.all([
      execute(program(`process.exit(3);`)),
      execute(program(`process.stderr.write("no more memory\\n", () => process.kill(process.pid, "SIGKILL"));`)),
    ]);
    expect(silent).toMatchObject({
      status: "failed",
      errors: ["the program ended with exit status 3 without a message"],
    });
    expect(loud).toMatchObject({ status: "failed", errors: ["no more memory"] });
  });

  it("fails when its source is no JavaScript", async () => {
    const result = await execute(program(`const = 1;`));
    expect(result.status).toBe("failed");
    expect(result.errors[0]).toMatch(/SyntaxError: .*'='/);
    expect(result.errors[0]).not.toMatch(/\n\s+at /);
  });

  it("fails when it logs an error but goes on", async () => {
    const result = await execute(program(`pulumi.log.error("not good"); resource("store:index:Bucket", "bucket");`));
    expect(result).toMatchObject({ status: "failed", errors: ["not good"] });
    expect(result.resources.map(({ name }) => name)).toContain("bucket");
  });
});

describe.concurrent("what Pulumi's engine refuses", () => {
  it("fails when two resources have one URN, in the engine's own words and without the SDK's", async () => {
    const result = await execute(program(`resource("a:b:C", "twin"); resource("a:b:C", "twin");`));
    expect(result.errors).toEqual([`Duplicate resource URN '${urn("a:b:C::twin")}'; try giving it a unique name`]);
  });

  it("tells the program what this engine cannot answer", async () => {
    const result = await execute(
      program(`
        const caught = {};
        const attempt = (name, work) => work.then(() => undefined, (error) => { caught[name] = error.message; });
        const stack = new pulumi.StackReference("acme/network/prod");
        module.exports = (async () => {
          await attempt("invoke", pulumi.runtime.invoke("aws:index/getRegion:getRegion", {}, {}));
          await attempt("denied", pulumi.runtime.invoke("store:index:lookup", {}, {}));
          console.log(JSON.stringify(caught));
        })();`),
      { config: { "pulumi:disable-default-providers": '["store"]' } },
    );
    const output = result.events.find((event) => event.kind === "output");
    expect(output?.text).toContain(
      "invoke of aws:index/getRegion:getRegion has no answer: this engine asks no provider; answer it in RunOptions.invokes",
    );
    expect(output?.text).toContain(
      "Default provider for 'store' disabled. 'store:index:lookup' must use an explicit provider.",
    );
    expect(result.status).toBe("failed");
    expect(result.errors.join()).toContain(
      'pulumi:pulumi:StackReference "acme/network/prod" cannot be read: this engine reads nothing',
    );
  });
});

it.concurrent(
  "fails when a pack throws: nothing more is registered, the message names pack and policy and has no stack",
  async () => {
    const thrower = pack(
      "thrower",
      `{ name: "bug", description: "d", enforcementLevel: "advisory",
       validateResource: ({ name }) => { if (name === "bucket") throw new Error("cannot read " + name); } }`,
    );
    const result = await execute(program(`resource("store:index:Bucket", "bucket");`), { packs: [thrower] });
    expect(result.status).toBe("failed");
    expect(result.resources.map(({ name }) => name)).toEqual(["demo-dev", "default"]);
    expect(result.errors).toEqual([
      `policy pack "thrower" failed: Error validating resource with policy 'bug' from policy pack 'thrower@v1.0.0':\ncannot read bucket`,
    ]);
  },
);
