import { createHmac } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { receiverPath } from "../../components/lib/delivery";
import { run, SecretValue, type Adapter, type RunResult } from "../../local/engine";
import { loadStack } from "../../local/engine/project";
import { ownPacks, root } from "../../local/lib/project";
import { reportOf } from "../../report/report";
import { summary } from "../../report/summary";
import { writeReports } from "../../report/write";

/** What the provider of keys would answer. */
const keys = {
  privateKeyOpenssh: "planted-openssh",
  privateKeyPem: "planted-pem",
  privateKeyPemPkcs8: "planted-pkcs8",
  publicKeyOpenssh: "ssh-ed25519 AAAA",
};
const webhookToken = createHmac("sha256", keys.privateKeyPem).update("Flux webhook").digest("hex");
const webhookPath = receiverPath(webhookToken);
/** As they are, and as a Secret holds them. */
const secrets = [
  ...Object.values(keys).slice(0, 3),
  "planted-runner",
  "planted-access-token",
  webhookToken,
  webhookPath,
]
  .flatMap((secret) => [secret, Buffer.from(secret).toString("base64").slice(0, -4)])
  .concat("planted");

/** Properties that only a deployment tells, by type. */
const computed: Record<string, object> = {
  "tls:index/privateKey:PrivateKey": keys,
  "gitlab:index/group:Group": { runnersToken: "planted-runners" },
  "gitlab:index/project:Project": { runnersToken: "planted-runners" },
  "gitlab:index/projectAccessToken:ProjectAccessToken": { token: "planted-access-token" },
  "gitlab:index/userRunner:UserRunner": { token: "planted-runner-token" },
  "gitlab:index/pipelineSchedule:PipelineSchedule": { pipelineScheduleId: 8 },
};

/** Takes everything, and answers what it was given. */
const answers: Adapter = {
  name: "anything",
  handles: () => true,
  apply: ({ type, name, inputs }) => {
    const id = type === "gitlab:index/group:Group" ? "42" : name;
    return Promise.resolve({ id, outputs: { ...computed[type], ...inputs }, changed: true });
  },
};

/** The dev stack, which owns GitLab here and runs jobs. */
function config(): Record<string, string> {
  const loaded = loadStack(root, "dev");
  const gitlab = JSON.parse(loaded["platform:gitlab"]!) as object;
  return {
    ...loaded,
    "platform:gitlab": JSON.stringify({ ...gitlab, owner: true, runner: { enabled: true } }),
  };
}

describe("the dev stack, deployed with planted secrets", () => {
  const folder = mkdtempSync(join(tmpdir(), "gitlab-test-"));
  const events: string[] = [];
  let result: RunResult;
  const the = (kind: string, name: string) =>
    result.resources.find((resource) => resource.type.endsWith(`:${kind}`) && resource.name === name)!.inputs;
  beforeAll(async () => {
    result = await run({
      directory: root,
      stack: "dev",
      config: config(),
      dryRun: false,
      adapters: [answers],
      packs: ownPacks().map((directory) => ({ directory })),
      onEvent: (event) => events.push(JSON.stringify(event)),
    });
    expect(result.errors).toEqual([]);
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("hands the keys to Flux, and the runner its token", () => {
    const data = (name: string) => {
      const { value } = (the("Secret", name) as { data: SecretValue }).data as { value: Record<string, string> };
      return Object.fromEntries(
        Object.entries(value).map(([key, text]) => [key, Buffer.from(text, "base64").toString()]),
      );
    };
    const known = "gitlab.com ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAfuCHKVTjquxvt6CM6tdG4SLp1Btn/nOeHHE5UOzRdf\n";
    expect(data("flux-fleet-ssh")).toEqual({ identity: keys.privateKeyOpenssh, known_hosts: known });
    expect(data("flux-fleet-writer-ssh")).toEqual({ identity: keys.privateKeyOpenssh, known_hosts: known });
    expect(data("flux-gitlab-webhook")).toEqual({ token: webhookToken });
    expect(data("gitlab-runner-token")).toEqual({
      "runner-token": "planted-runner-token",
      "runner-registration-token": "",
    });
    expect(the("ProjectHook", "fleet-access-webhook")).toMatchObject({
      url: new SecretValue(`https://flux.dev.example.com${webhookPath}`),
      token: new SecretValue(webhookToken),
    });
    expect(the("GroupVariable", "gitlab/payments-fleet-token")["value"]).toEqual(
      new SecretValue("planted-access-token"),
    );
  });

  it("shows none of them in any report, log or event", async () => {
    const report = reportOf("dev", result);
    await writeReports(join(folder, "dev"), report);
    const files = readdirSync(join(folder, "dev"));
    expect(files.sort()).toEqual(["architecture.svg", "manifests.yaml", "plan.json", "plan.md", "report.html"]);
    const texts = [
      ...files.map((file) => readFileSync(join(folder, "dev", file), "utf8")),
      summary(report, "out/dev"),
      ...events,
    ];
    for (const text of texts) for (const secret of secrets) expect(text.includes(secret), secret).toBe(false);
  });

  it("gives groups and keys no more than is declared", () => {
    expect(the("Group", "gitlab/payments")).toMatchObject({
      parentId: 1000001,
      path: "payments",
      projectCreationLevel: "noone",
    });
    expect(the("Project", "gitlab/payments/api")).toMatchObject({
      namespaceId: 42,
      publicJobs: false,
      mergeMethod: "ff",
    });
    expect(the("DeployKey", "fleet-access-reader")).toEqual({
      project: "example/platform/fleet",
      title: "Flux of dev",
      key: keys.publicKeyOpenssh,
      canPush: false,
      expiresAt: "2027-01-30T00:00:00Z",
    });
  });
});
