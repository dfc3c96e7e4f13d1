import { spawn } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { parse, stringify } from "yaml";
import { deploy, takeProject } from "../../../local/cli/deploy";
import { checkGitlabToken } from "../../../local/deploy/gitlab-token";
import { quietHome } from "../../../local/deploy/quiet-home";
import { vaultToken } from "../../../local/deploy/vault-token";
import { UserError } from "../../../local/lib/errors";
import type { GitlabPlan } from "../../../src/resolve/gitlab";
import type { VaultPlan } from "../../../src/resolve/vault";

const root = resolve(__dirname, "../../..");
const folder = mkdtempSync(join(tmpdir(), "deploy-test-"));
const record = join(folder, "record.json");
let apiServer: Server;

/** Writes down how it was called and what it found; the real CLI cannot be had here. */
const cli = `#!/usr/bin/env node
const fs = require("fs"), path = require("path"), home = process.env.PULUMI_HOME;
fs.writeFileSync(${JSON.stringify(record)}, JSON.stringify({
  args: process.argv.slice(2), home, logs: fs.statSync(path.join(home, "logs")).isFile(),
  credentials: fs.readFileSync(path.join(home, "credentials.json"), "utf8"),
}));
process.exit(Number(process.env.CLI_EXIT ?? 0));
`;

/** The stack dev of this project, which needs no server but the cluster's. */
function projectAlone(): string {
  const directory = mkdtempSync(join(folder, "project-"));
  const { config } = parse(readFileSync(join(root, "Pulumi.dev.yaml"), "utf8")) as { config: Record<string, object> };
  const changed = {
    "platform:vault": { ...config["platform:vault"], configure: false },
    "platform:gitlab": { kind: "none" },
    "platform:imageTrust": { kind: "none" },
    "platform:teams": (config["platform:teams"] as object[]).map((team) => ({ ...team, projects: [] })),
  };
  cpSync(join(root, "Pulumi.yaml"), join(directory, "Pulumi.yaml"));
  writeFileSync(join(directory, "Pulumi.dev.yaml"), stringify({ config: { ...config, ...changed } }));
  return directory;
}

function kubeconfig(server: string, context = "platform-dev"): string {
  const file = join(folder, `kubeconfig-${Math.random()}`);
  const config = {
    clusters: [{ name: "c", cluster: { server, "insecure-skip-tls-verify": true } }],
    users: [{ name: "u", user: { token: "planted-token" } }],
    contexts: [{ name: context, context: { cluster: "c", user: "u" } }],
  };
  writeFileSync(file, JSON.stringify(config));
  return file;
}

function npmRun(verb: string, args: string[], env: Record<string, string>) {
  rmSync(record, { force: true });
  const child = spawn(process.execPath, ["--import", "tsx", "local/cli/deploy.ts", verb, ...args], {
    cwd: root,
    env: { PATH: `${join(folder, "bin")}:${process.env["PATH"]}`, HOME: folder, ...env },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  return new Promise<{ status: number | null; output: string }>((done) =>
    child.on("close", (status) => done({ status, output })),
  );
}

/** The same in this process, which has loaded the program's settings already. */
async function deployed(verb: string, args: string[], env: Record<string, string>) {
  rmSync(record, { force: true });
  let output = "";
  const keep = (chunk: string | Uint8Array) => Boolean((output += String(chunk)));
  const spies = [process.stdout, process.stderr].map((stream) => vi.spyOn(stream, "write").mockImplementation(keep));
  const own = { PATH: `${join(folder, "bin")}:${process.env["PATH"]}`, HOME: folder, ...env };
  for (const [name, value] of Object.entries(own)) vi.stubEnv(name, value);
  try {
    return { status: await deploy([verb, ...args]), output };
  } finally {
    vi.unstubAllEnvs();
    for (const spy of spies) spy.mockRestore();
  }
}

const called = () =>
  JSON.parse(readFileSync(record, "utf8")) as Record<string, unknown> & { args: string[]; home: string };
const address = () => `http://127.0.0.1:${(apiServer.address() as AddressInfo).port}`;

beforeAll(async () => {
  mkdirSync(join(folder, "bin"));
  mkdirSync(join(folder, ".pulumi", "logs"), { recursive: true });
  writeFileSync(join(folder, ".pulumi", "credentials.json"), "mine");
  writeFileSync(join(folder, "bin", "pulumi"), cli);
  chmodSync(join(folder, "bin", "pulumi"), 0o755);
  apiServer = createServer((_, response) =>
    response.end(JSON.stringify({ gitVersion: "v1.35.4", groups: [], resources: [] })),
  );
  await new Promise<void>((done) => apiServer.listen(0, "127.0.0.1", done));
});

afterAll(() => {
  apiServer.close();
  rmSync(folder, { recursive: true });
});

describe("the CLI is called", () => {
  it("with the packs, the stack and everything else, and without the folder for its debug log", async () => {
    const { status, output } = await npmRun(
      "up",
      ["-s", "org/platform/dev", "--cwd", projectAlone(), "--yes", "--diff"],
      {
        KUBECONFIG: kubeconfig(address()),
      },
    );
    expect(status, output).toBe(0);
    const packs = ["cloud", "kubernetes", "platform"].flatMap((pack) => [
      "--policy-pack",
      join(root, "policies", pack),
    ]);
    expect(called().args).toEqual(["up", "--stack", "org/platform/dev", ...packs, "--yes", "--diff"]);
    expect(called()).toMatchObject({ logs: true, credentials: "mine" });
    expect(existsSync(called().home)).toBe(false);
    expect(output).toContain("dev: Kubernetes v1.35.4 at context platform-dev");
    expect(output).not.toContain("planted-token");
  });

  it("without packs where nothing is deployed, and its exit status is passed on", async () => {
    const { status } = await deployed("destroy", ["--stack=dev", `-C=${projectAlone()}`], {
      KUBECONFIG: kubeconfig(address()),
      CLI_EXIT: "255",
    });
    expect(status).toBe(255);
    expect(called().args).toEqual(["destroy", "--stack", "dev"]);
  });

  it("to destroy, after which what is left in an existing cluster is looked for", async () => {
    const { status, output } = await deployed("destroy", ["--stack=dev", `-C=${projectAlone()}`, "--yes"], {
      KUBECONFIG: kubeconfig(address()),
    });
    expect(status, output).toBe(0);
    expect(output).toContain("nothing is left");
  });

  it("to take protection off only with the stack's name once more, and no further when that fails", async () => {
    const args = ["--stack=dev", `-C=${projectAlone()}`, "--unprotect"];
    const env = { KUBECONFIG: kubeconfig(address()), CLI_EXIT: "3" };
    await expect(deployed("destroy", args, env)).rejects.toThrow(
      "--confirm must be the name of the stack for --prepare and --unprotect, got nothing",
    );
    expect(existsSync(record)).toBe(false);
    const { status } = await deployed("destroy", [...args, "--confirm", "dev"], env);
    expect(status).toBe(3);
    expect(called().args).toEqual(["state", "unprotect", "--all", "--yes", "--stack", "dev"]);
  });
});

describe("fails before the CLI when", () => {
  const missing = join(folder, "none");
  const cases: [what: string, args: string[], kubeconfig: () => string, message: string | RegExp][] = [
    ["no stack is named", [], () => missing, "--stack must name a stack; write for example npm run up -- --stack dev"],
    [
      "the stack has no file",
      ["--stack", "qa"],
      () => missing,
      /there is no stack "qa": Pulumi\.qa\.yaml does not exist; the stacks are dev, production, staging/,
    ],
    [
      "the kubeconfig is missing",
      ["--stack", "dev"],
      () => missing,
      `the kubeconfig must exist, got "${missing}"; write its path in platform:cluster.kubeconfig or in $KUBECONFIG; npm run local makes a cluster and its file`,
    ],
    [
      "the context is missing",
      ["--stack", "dev"],
      () => kubeconfig(address(), "minikube"),
      /platform:cluster\.context must be in .*, got "platform-dev"; its contexts are minikube/,
    ],
    [
      "the cluster does not answer",
      ["--stack", "dev"],
      () => kubeconfig("http://127.0.0.1:1"),
      "the API server of context platform-dev must answer at http://127.0.0.1:1, got: connect ECONNREFUSED 127.0.0.1:1; check that the cluster runs and that this machine may reach it (VPN, allowed addresses)",
    ],
  ];

  it.each(cases)("%s", async (_, args, file, message) => {
    vi.stubEnv("KUBECONFIG", file());
    const thrown = await deploy(["up", ...args]).catch((error: unknown) => error);
    vi.unstubAllEnvs();
    expect(thrown).toBeInstanceOf(UserError);
    expect((thrown as UserError).exitCode).toBe(2);
    if (typeof message === "string") expect((thrown as UserError).message).toBe(message);
    else expect((thrown as UserError).message).toMatch(message);
  });
});

it("finds the stack and the folder in each way that the CLI takes them", () => {
  const forms = [["--stack", "dev"], ["--stack=dev"], ["-s", "dev"], ["-s=dev"]];
  for (const form of forms) {
    expect(takeProject([...form, "--yes"], "up")).toEqual({ stack: "dev", directory: root, rest: ["--yes"] });
  }
  for (const form of [["--cwd", folder], [`--cwd=${folder}`], ["-C", folder]]) {
    expect(takeProject(["-s", "dev", ...form], "up")).toEqual({ stack: "dev", directory: folder, rest: [] });
  }
});

describe("a stack that configures Vault", () => {
  let vault: Server;
  const asked: { url?: string; token?: string | string[]; body: string }[] = [];
  beforeAll(async () => {
    vault = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        const token = request.headers["x-vault-token"];
        asked.push({ url: request.url, token, body });
        const [status, answer] =
          request.url === "/v1/auth/gitlab/login"
            ? body.includes("good")
              ? [200, { auth: { client_token: "planted-login" } }]
              : [400, { errors: ["error validating token: invalid audience (aud) claim"] }]
            : token === "planted-token"
              ? [200, { data: { policies: ["platform-deployer"] } }]
              : [403, { errors: ["permission denied"] }];
        response.writeHead(status).end(JSON.stringify(answer));
      });
    });
    await new Promise<void>((done) => vault.listen(0, "127.0.0.1", done));
  });
  afterAll(() => vault.close());
  const plan = () => ({
    configure: true,
    address: `http://127.0.0.1:${(vault.address() as AddressInfo).port}`,
  });
  const tokenWith = (env: NodeJS.ProcessEnv) => vaultToken("dev", plan() as VaultPlan, env);

  it("takes VAULT_TOKEN that the server knows", async () => {
    expect(await tokenWith({ VAULT_TOKEN: "planted-token", VAULT_ID_TOKEN: "good" })).toBe("planted-token");
  });

  it("signs in with the pipeline's token", async () => {
    expect(await tokenWith({ VAULT_ID_TOKEN: "good" })).toBe("planted-login");
    expect(asked.at(-1)).toEqual({
      url: "/v1/auth/gitlab/login",
      token: undefined,
      body: JSON.stringify({ role: "platform-deployer", jwt: "good" }),
    });
  });

  it("needs none where the program configures nothing", async () => {
    expect(await vaultToken("dev", { ...plan(), configure: false } as VaultPlan, {})).toBe(undefined);
    expect(await vaultToken("dev", undefined, {})).toBe(undefined);
  });

  it.each<[string, NodeJS.ProcessEnv, () => string]>([
    [
      "there is neither",
      {},
      () =>
        "VAULT_TOKEN must be set, because stack dev configures Vault (platform:vault.configure), got neither it nor VAULT_ID_TOKEN; people: export VAULT_TOKEN=$(bao login -method=oidc -token-only role=platform-admin), pipelines: id_tokens with VAULT_ID_TOKEN, first start: npm run vault -- init dev",
    ],
    [
      "the token is dead",
      { VAULT_TOKEN: "old" },
      () =>
        `VAULT_TOKEN must be one that Vault at ${plan().address} knows, got one that is expired, revoked or another server's; sign in again`,
    ],
    [
      "the pipeline is not let in",
      { VAULT_ID_TOKEN: "bad" },
      () =>
        "Vault must let this pipeline in as platform-deployer, got HTTP status 400: error validating token: invalid audience (aud) claim; is it one of platform:vault.pipelines (project, protected branch, environment), and the audience of its id_token that of the stack?",
    ],
  ])("fails when %s", async (_, env, message) => {
    await expect(tokenWith(env)).rejects.toThrow(new UserError(message()));
  });
});

describe("a stack that manages GitLab", () => {
  let server: Server;
  const asked: (string | undefined)[] = [];
  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(`${request.url} ${request.headers.authorization}`);
      const status = { "Bearer planted-token": 200, "Bearer old": 401 }[request.headers.authorization!] ?? 403;
      response.writeHead(status).end("{}");
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  });
  afterAll(() => server.close());
  const baseUrl = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v4/`;
  const check = (token?: string, base = baseUrl()) =>
    checkGitlabToken("dev", { baseUrl: base, group: "example" } as GitlabPlan, { GITLAB_TOKEN: token });

  it("takes GITLAB_TOKEN that the server knows", async () => {
    await check("planted-token");
    expect(asked).toEqual(["/api/v4/user Bearer planted-token"]);
  });

  it("needs none where the program manages nothing there", async () => {
    await checkGitlabToken("dev", undefined, {});
  });

  it.each<[string, string | undefined, string | undefined, () => string]>([
    [
      "there is none",
      undefined,
      undefined,
      () =>
        "GITLAB_TOKEN must be set, because stack dev manages GitLab (platform:gitlab), got nothing; make a token with the scope api for an owner of group example, and keep it in Vault",
    ],
    [
      "the token is dead",
      "old",
      undefined,
      () =>
        `GITLAB_TOKEN must be one that GitLab at ${baseUrl()} knows, got one that is expired, revoked or another server's; make another`,
    ],
    [
      "the token may not even ask",
      "planted-narrow",
      undefined,
      () =>
        `GitLab at ${baseUrl()} must say whose GITLAB_TOKEN is, got status 403; is platform:gitlab.baseUrl right, and the token's scope api?`,
    ],
    [
      "GitLab does not answer",
      "planted-token",
      "http://127.0.0.1:1/api/v4/",
      () =>
        "GitLab at http://127.0.0.1:1/api/v4/user must answer, got bad port; check platform:gitlab.baseUrl and the network",
    ],
  ])("fails when %s", async (_, token, base, message) => {
    await expect(check(token, base)).rejects.toThrow(new UserError(message()));
  });
});

it("lets plugins that the CLI fetches land in the user's own home", () => {
  const own = join(folder, "home");
  const home = quietHome({ PULUMI_HOME: own });
  writeFileSync(join(home, "plugins", "kubernetes"), "");
  expect(existsSync(join(own, "plugins", "kubernetes"))).toBe(true);
  rmSync(home, { recursive: true });
});
