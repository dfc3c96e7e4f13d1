import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { FirstStart } from "../../local/vault/folder";
import { Keyrings } from "../support/vault-init/keyrings";
import { TestOpenbao } from "../support/vault-init/openbao";
import { VaultProject } from "../support/vault-init/project";

// Sockets of GnuPG's agents lie in the keyrings: their paths must be short.
const top = mkdtempSync(join(tmpdir(), "vi-"));
const people = ["ada", "bob", "eve"];
const keyrings = new Keyrings(join(top, "k"));
const keyFiles: Record<string, string> = {};
const passphrase = "planted passphrase";
let project: VaultProject;
let openbao: TestOpenbao;
let folder: string;
let count = 0;

beforeAll(async () => {
  mkdirSync(join(top, "k"));
  keyFiles["ada"] = keyrings.add("ada", { algorithm: "default" });
  keyFiles["bob"] = keyrings.add("bob", { armor: false });
  keyFiles["eve"] = keyrings.add("eve", { passphrase });
  project = await VaultProject.make(join(top, "p"));
});
afterAll(() => {
  project.end();
  keyrings.end(...people);
  rmSync(top, { recursive: true });
});
beforeEach(() => {
  folder = join(top, `folder-${++count}`);
  rmSync(project.record, { force: true });
});
afterEach(() => openbao.stop());

async function withServer(seal: "static" | "shamir", settings: object = {}): Promise<void> {
  openbao = await TestOpenbao.start(join(top, `s${count}`), seal);
  const operators = people.map((name) => ({ name, pgpKeyFile: keyFiles[name] }));
  project.configure({ address: openbao.address, configure: true, operators, threshold: 2, ...settings });
}

/** The command at the machine of a person, as they would give it. */
function command(name: string, person: string, more: string[] = [], env: Record<string, string> = {}) {
  const args = [name, "dev", "--cwd", project.directory, "--folder", folder, "--ca-file", openbao.caFile];
  const as = name === "status" || name === "revoke" ? [] : ["--as", person];
  const own = { GNUPGHOME: keyrings.home(person), TEST_VAULT: openbao.address };
  return project.start([...args, ...as, ...more], { ...own, ...env });
}
const run = (...args: Parameters<typeof command>) => command(...args).ended;
const init = (...more: string[]) => run("init", "ada", more);

const state = () => JSON.parse(readFileSync(join(folder, "first-start.json"), "utf8")) as FirstStart;
const statusOf = async (token: string) => (await openbao.server.ask("GET", "auth/token/lookup-self", { token })).status;
function rootToken(): string {
  const file = join(top, "root.gpg");
  writeFileSync(file, Buffer.from(state().rootToken ?? "", "base64"));
  return keyrings.decrypt("ada", file);
}
const share = (name: string) => keyrings.decrypt(name, join(folder, `share-${name}.gpg`));

describe("a first start with auto-unseal", () => {
  it("ends with a configured server, a dead root token and parts that only their owners decrypt", async () => {
    await withServer("static", { configure: false });
    const before = await run("init", "ada");
    expect(before.output).toContain(
      `not done yet: set platform:vault.configure to true in Pulumi.dev.yaml, and run npm run vault -- init dev again; its root token lives until then, encrypted to ada in ${folder}`,
    );
    expect(before.status).toBe(1);
    const root = rootToken();
    expect(await statusOf(root)).toBe(200);
    expect(existsSync(project.record)).toBe(false);

    project.configure({
      address: openbao.address,
      configure: true,
      operators: people.map((name) => ({ name, pgpKeyFile: keyFiles[name] })),
      threshold: 2,
    });
    const { status, output } = await init("--", "--yes", "--diff");
    expect(output).toContain(`the first start is over: its root token is dead. Keep copies of ${folder}`);
    expect(status).toBe(0);

    const record = project.readRecord();
    expect(record.args.slice(0, 3)).toEqual(["up", "--stack", "dev"]);
    expect(record.args.slice(-2)).toEqual(["--yes", "--diff"]);
    expect(record.self.data.policies).toEqual(["default", "platform-deployer"]);
    expect(record.self.data.ttl).toBeLessThanOrEqual(7200);
    expect([record.mount, record.seals]).toEqual([204, 403]);
    expect([await statusOf(root), await statusOf(record.token)]).toEqual([403, 403]);

    expect(state()).toMatchObject({ parts: "recovery", threshold: 2, rootTokenFor: "ada", operators: people });
    expect(state()).not.toHaveProperty("rootToken");
    const files = ["first-start.json", "share-ada.gpg", "share-bob.gpg", "share-eve.gpg"];
    expect(readdirSync(folder).sort()).toEqual(files);
    expect(statSync(folder).mode & 0o777).toBe(0o700);
    for (const file of files) expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
    expect(() => keyrings.decrypt("bob", join(folder, "share-ada.gpg"))).toThrow();

    const secrets = [root, record.token, share("ada"), share("bob")];
    const places = [
      before.output,
      output,
      openbao.logs(),
      ...files.map((file) => readFileSync(join(folder, file), "latin1")),
    ];
    places.push(...record.processes.map(({ cmdline }) => cmdline));
    for (const secret of secrets) {
      expect(secret.length).toBeGreaterThan(20);
      for (const place of places) expect(place).not.toContain(secret);
    }
    const withRoot = record.processes.filter(({ environ }) => environ.includes(root));
    expect(withRoot).toEqual([]);
    // The compiler that tsx starts for a file which it has not cached yet inherits all that its parent has.
    const withToken = record.processes
      .filter(({ environ, cmdline }) => environ.includes(record.token) && !cmdline.includes("esbuild"))
      .map(({ pid }) => pid);
    expect(withToken.sort()).toEqual(record.parents.sort());

    rmSync(project.record);
    const again = await init();
    expect(again.status).toBe(0);
    expect(existsSync(project.record)).toBe(false);
    const shown = await run("status", "bob");
    expect(shown.output).toBe(
      [
        "dev",
        `  server      ${openbao.address}: unsealed, seal static`,
        `  key         3 recovery parts in ${folder} (ada, bob, eve), 2 are needed`,
        `  root token  revoked on ${state().finished}`,
        "  next        nothing: the first start is over",
        "",
      ].join("\n"),
    );
    expect(shown.status).toBe(0);

    // The parts are worth something: two of them make a root token, and one does not.
    await openbao.stop();
    await openbao.start(true);
    await openbao.active();
    const attempt = (await openbao.server.must("begin", "PUT", "sys/generate-root/attempt", { body: {} })) as {
      nonce: string;
      otp: string;
    };
    const give = async (key: string) =>
      (await openbao.server.must("take a part", "PUT", "sys/generate-root/update", {
        body: { nonce: attempt.nonce, key },
      })) as { complete: boolean; encoded_token: string };
    expect(await give(share("ada"))).toMatchObject({ complete: false, encoded_token: "" });
    const made = await give(share("bob"));
    expect(made.complete).toBe(true);
    const bytes = Buffer.from(made.encoded_token, "base64").map((byte, i) => byte ^ attempt.otp.charCodeAt(i));
    expect(await statusOf(Buffer.from(bytes).toString())).toBe(200);
  });

  it("goes on where it was killed, at every step", async () => {
    await withServer("static");
    const steps = [
      "asking https",
      "proving that",
      "waiting until it serves",
      "decrypting the root token",
      "making sure that an audit log",
      "making a short-lived token",
      "deploying the stack",
      "revoking the root token",
    ];
    const tokens: string[] = [];
    for (const step of steps) {
      const killed = command("init", "ada");
      await killed.says(step);
      killed.child.kill("SIGKILL");
      const { status, output } = await killed.ended;
      expect(output).toContain(step);
      expect(status, output).toBe(null);
      if (existsSync(folder) && state().rootToken) tokens.push(rootToken());
    }
    const { status, output } = await init();
    expect(status, output).toBe(0);
    expect(new Set(tokens).size).toBe(1);
    expect(await statusOf(tokens[0] as string)).toBe(403);
    expect(await statusOf(project.readRecord().token)).toBe(403);
  });

  it("says that the parts are lost when it was killed while the server told them", async () => {
    await withServer("static");
    // Stands between the two and swallows the answer.
    const between = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const text = Buffer.concat(chunks).toString();
        const body = text === "" ? undefined : (JSON.parse(text) as object);
        void openbao.server.ask(request.method as "GET", (request.url ?? "").slice(4), { body }).then((answer) => {
          if (request.url === "/v1/sys/init") request.socket.destroy();
          else response.writeHead(answer.status).end(JSON.stringify(answer.body));
        });
      });
    });
    await new Promise<void>((done) => between.listen(0, "127.0.0.1", done));
    const address = `http://127.0.0.1:${(between.address() as AddressInfo).port}`;
    const first = await init("--address", address);
    between.close();
    expect(first.output).toContain(`error: Vault must answer at ${address}, got: socket hang up; check that`);
    const { status, output } = await init();
    expect(output).toContain(
      `error: the parts of dev's key must be in ${folder}, got none: the first start was stopped while Vault initialised, or somebody else initialised it; if nobody has them and nothing is stored yet, begin again with empty volumes (docs/runbooks/vault-first-start.md)\n`,
    );
    expect(status).toBe(2);
  });

  it("revokes the deployment's token when it is stopped or the deployment fails, and can go on", async () => {
    await withServer("static");
    const stopped = command("init", "ada", [], { TEST_HANG: "yes" });
    await stopped.says("deploying the stack");
    while (!existsSync(project.record) || readFileSync(project.record, "utf8") === "")
      await new Promise((r) => setTimeout(r, 50));
    await new Promise((done) => setTimeout(done, 200));
    stopped.child.kill("SIGTERM");
    const { status, output } = await stopped.ended;
    expect(output).toMatch(
      /error: the deployment of dev must succeed, got exit status 130; correct what it says and run npm run vault -- init dev again; the root token lives until then, encrypted in /,
    );
    expect(status).toBe(1);
    expect(await statusOf(project.readRecord().token)).toBe(403);
    expect(await statusOf(rootToken())).toBe(200);

    expect((await run("init", "ada", [], { TEST_EXIT: "7" })).output).toContain("got exit status 7");
    expect(await statusOf(project.readRecord().token)).toBe(403);
    expect((await run("status", "ada")).output).toContain(
      "  root token  lives, encrypted to ada\n  next        npm run vault -- init dev\n",
    );

    const root = rootToken();
    expect((await run("revoke", "ada")).output).toContain("the root token is revoked\n");
    expect(await statusOf(root)).toBe(403);
    const dead = await init();
    expect(dead.output).toContain(
      `error: the root token in ${folder} must live until dev is configured, got a dead one: somebody revoked it; make another together (docs/runbooks/vault-first-start.md) and run npm run vault -- init dev with it in VAULT_TOKEN`,
    );
    expect(dead.status).toBe(2);
  });
});

describe("a first start that people unseal", () => {
  it("takes as many of them as the threshold says, and no fewer", async () => {
    await withServer("shamir");
    const first = await init();
    expect(first.output).toContain(
      "not done yet: 1 more of bob, eve must run npm run vault -- unseal dev --as NAME, then run npm run vault -- init dev again",
    );
    expect(first.status).toBe(1);
    expect((await run("status", "ada")).output).toContain(
      `  server      ${openbao.address}: sealed, 1 of 2 parts given\n`,
    );
    // A passphrase: the command that decrypts is theirs to choose.
    const file = join(top, "passphrase");
    writeFileSync(file, passphrase, { mode: 0o600 });
    const gpg = `gpg --batch --quiet --pinentry-mode loopback --passphrase-file ${file} --decrypt`;
    const other = await run("unseal", "eve", ["--decrypt", gpg]);
    expect(other.output).toContain("unsealed\n");
    expect(other.status).toBe(0);
    const { status, output } = await init();
    expect(status, output).toBe(0);
    expect(await statusOf(project.readRecord().token)).toBe(403);

    await openbao.stop();
    await openbao.start();
    const sealed = await run("unseal", "bob");
    expect(sealed.output).toContain("sealed: it takes 1 more\n");
    expect(sealed.status).toBe(1);
    // The same part twice is one part.
    expect((await run("unseal", "bob")).output).toContain("sealed: it takes 1 more\n");
    expect((await run("unseal", "ada")).output).toContain("unsealed\n");
  });

  it("needs nobody else where there is one operator", async () => {
    await withServer("shamir", { operators: [{ name: "bob", pgpKeyFile: keyFiles["bob"] }], threshold: 1 });
    const { status, output } = await run("init", "bob");
    expect(status, output).toBe(0);
    expect(state()).toMatchObject({ parts: "unseal", operators: ["bob"], threshold: 1 });
    // No audit device was declared: the first start made one before it did anything.
    for (const path of ["sys/policies/acl/platform-deployer", "auth/token/revoke-self"]) {
      expect(openbao.logs()).toContain(`"path":"${path}"`);
    }
  });
});

describe("fails before anything happens when", () => {
  const nothing = async () => {
    const { body } = await openbao.server.ask("GET", "sys/init");
    expect(body).toEqual({ initialized: false });
    expect(existsSync(join(folder, "first-start.json"))).toBe(false);
  };

  it.each<[string, object, string[], Record<string, string>, RegExp]>([
    [
      "the operator has no private key",
      {},
      [],
      { GNUPGHOME: join(top, "k", "bob") },
      /error: gpg --quiet --decrypt must decrypt what is encrypted to ada, got: .*; check that the private key is on this machine \(gpg --list-secret-keys\) and that --as names its owner; in a terminal/,
    ],
    [
      "the threshold is too high",
      { threshold: 4 },
      [],
      {},
      /platform:vault\.threshold must be at most the number of vault\.operators \(3\), got 4; lower it or name more people/,
    ],
    [
      "somebody else is named",
      {},
      ["--as", "mallory"],
      {},
      /error: --as must name the operator at this machine \(ada, bob, eve\), got mallory\n/,
    ],
    [
      "the server does not answer",
      {},
      ["--address", "https://127.0.0.1:1"],
      {},
      /error: Vault must answer at https:\/\/127\.0\.0\.1:1, got: connect ECONNREFUSED 127\.0\.0\.1:1; check that its pods run and that this machine may reach it; kubectl -n vault port-forward/,
    ],
    [
      "it would go over the network in clear",
      {},
      ["--address", "http://vault.example.com"],
      {},
      /error: --address must be an https URL, got "http:\/\/vault\.example\.com"; write for example https:\/\/127\.0\.0\.1:8200\n/,
    ],
    [
      "the certificate has another name",
      {},
      ["--server-name", "vault.example.com"],
      {},
      /got: Hostname\/IP does not match certificate's altnames.*; give a name that its certificate has with --server-name\n/,
    ],
  ])("%s", async (_, settings, more, env, message) => {
    await withServer("static");
    if (Object.keys(settings).length > 0) {
      const operators = people.map((name) => ({ name, pgpKeyFile: keyFiles[name] }));
      project.configure({ address: openbao.address, configure: true, operators, ...settings });
    }
    const { status, output } = await run("init", "ada", more, env);
    expect(output).toMatch(message);
    expect(status).toBe(2);
    await nothing();
  });

  it("the authority of the certificate is unknown", async () => {
    await withServer("static");
    const args = ["init", "dev", "--cwd", project.directory, "--folder", folder, "--as", "ada"];
    const { output } = await project.start(args, { GNUPGHOME: keyrings.home("ada") }).ended;
    expect(output).toMatch(
      /got: self-signed certificate; give the authority of its certificate with --ca-file \(or in VAULT_CACERT\)\n/,
    );
    await nothing();
  });
});

it("leaves alone what somebody else initialised, and folders of another server", async () => {
  await withServer("static");
  expect((await init()).status).toBe(0);
  const theirs = folder;
  const kept = readFileSync(join(theirs, "first-start.json"), "utf8");
  folder = join(top, "elsewhere");
  const { status, output } = await init();
  expect(output).toContain(
    `error: Vault at ${openbao.address} is initialised, so the parts of its key must be in ${folder}, got none; copy that folder from whoever initialised it, or give it with --folder; if nobody has them`,
  );
  expect(status).toBe(2);
  expect(existsSync(folder)).toBe(false);

  await openbao.stop();
  folder = theirs;
  count++;
  await withServer("static");
  const other = await init();
  expect(other.output).toContain(
    `error: Vault at ${openbao.address} must be the one whose parts are in ${folder}, got one that is not initialised; move that folder away if its Vault is gone, or correct --address\n`,
  );
  expect(readFileSync(join(theirs, "first-start.json"), "utf8")).toBe(kept);
});
