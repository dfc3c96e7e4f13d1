import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SecretValue } from "../../local/engine/types";
import { root } from "../../local/lib/project";
import { outputsOf } from "../../local/lib/terraform-state";
import { ensureTools } from "../../local/toolchain";
import { wrongArguments, type Block } from "../support/aws-arguments";
import { awsCluster, messageFor } from "../support/config";
import { runScript } from "../support/python";
import { lintIam, type IamDocument } from "../support/python/iam";

const fixtures = join(root, "test/fixtures/terraform");
const bootstrap = join(root, "terraform/bootstrap");
let terraform: string;
let folder: string;

beforeAll(async () => {
  ({ terraform } = await ensureTools(["terraform"], { log: () => undefined }));
  folder = mkdtempSync(join(tmpdir(), "platform-terraform-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A configuration without providers, applied. @returns the path of its state */
function applied(name: string, files: Record<string, string>, ...variables: string[]): string {
  const directory = join(folder, name);
  mkdirSync(directory);
  for (const [file, text] of Object.entries(files)) writeFileSync(join(directory, file), text);
  const env = { ...process.env, CHECKPOINT_DISABLE: "1", TF_IN_AUTOMATION: "1" };
  for (const args of [["init"], ["apply", "-auto-approve", ...variables.map((variable) => `-var=${variable}`)]]) {
    execFileSync(terraform, [...args, "-input=false", "-no-color"], { cwd: directory, env, stdio: "pipe" });
  }
  return join(directory, "terraform.tfstate");
}

describe("files of Terraform", () => {
  const check = (directory: string) =>
    spawnSync(terraform, ["fmt", "-check", "-recursive", "-no-color", directory], { encoding: "utf8" });

  it.each(["terraform", "test/fixtures/terraform"])("in %s are formatted", (directory) => {
    const { status, stdout } = check(join(root, directory));
    expect({ status, stdout }).toEqual({ status: 0, stdout: "" });
  });

  it("would be found when they are not, or are no HCL", () => {
    const directory = join(folder, "unformatted");
    mkdirSync(directory);
    writeFileSync(join(directory, "main.tf"), "locals {\n a = 1\n}\n");
    expect(check(directory).status).toBe(3);
    writeFileSync(join(directory, "main.tf"), "locals {");
    expect(check(directory).status).toBe(2);
  });
});

describe("a state that Terraform writes", () => {
  let state: string;
  beforeAll(() => {
    state = applied("network", { "main.tf": readFileSync(join(fixtures, "network/main.tf"), "utf8") });
  });

  it("holds what the committed one holds, which the other tests read", () => {
    const outputs = (file: string) =>
      (JSON.parse(readFileSync(file, "utf8")) as { version: 4; outputs: object }).outputs;
    expect(outputs(state)).toEqual(outputs(join(fixtures, "network.tfstate")));
  });

  it("is read with its secrets as secrets", () => {
    const { vpn_password: password, ...network } = outputsOf(state);
    expect(password).toBeInstanceOf(SecretValue);
    expect(network).toMatchObject({ vpc_id: "vpc-0a1b2c3d", private_subnet_ids: { length: 3 } });
  });

  it("is accepted by the configuration, and one without the outputs is not", () => {
    const cluster = (path: string) => ({
      ...awsCluster,
      network: { terraformState: { backend: "local", path }, controlPlaneCidrs: ["10.0.0.0/24"] },
      bootstrapState: { backend: "local", path },
    });
    expect(messageFor({ cluster: cluster(state) })).toBe("no mistake");
    const other = applied("other", { "main.tf": 'output "vpc_id" {\n  value = "vpc-1"\n}\n' });
    const message = messageFor({ cluster: cluster(other) });
    expect(message).toContain(
      'platform:cluster.network.terraformState.path must be a state with the outputs public_subnet_ids, private_subnet_ids, intra_subnet_ids, got "vpc_id"',
    );
    expect(message).toContain(
      'platform:cluster.bootstrapState.path must be a state with the output ci_role_arn, got "vpc_id"',
    );
  });
});

type Blocks = Record<string, Record<string, Record<string, unknown>>>[];
interface Configuration {
  resource?: Blocks;
  locals?: Record<string, unknown>[];
  variable?: Record<string, unknown>[];
}

describe("the bootstrap for AWS", () => {
  let files: Configuration[];
  let blocks: Block[];
  beforeAll(async () => {
    const names = readdirSync(join(bootstrap, "aws")).filter((name) => name.endsWith(".tf"));
    files = await runScript<Configuration[]>(
      "read_hcl.py",
      names.map((name) => join(bootstrap, "aws", name)),
    );
    blocks = files.flatMap(({ resource = [] }) =>
      resource.flatMap((kinds) =>
        Object.entries(kinds).flatMap(([kind, named]) =>
          Object.entries(named).map(([name, body]) => ({ kind, name, body })),
        ),
      ),
    );
  });

  it("has no argument that the provider does not know, and lacks none", () => {
    expect(blocks.length).toBeGreaterThan(10);
    expect(wrongArguments(blocks)).toEqual([]);
  });

  it("would be found with wrong arguments, nested ones too", () => {
    const wrong = [
      { kind: "aws_kms_key", name: "k", body: { enable_key_rotations: true } },
      { kind: "aws_kms_alias", name: "a", body: {} },
      { kind: "aws_s3_bucket_versioning", name: "v", body: { bucket: "b", versioning_configuration: [{ state: "" }] } },
      { kind: "aws_sqs_queue", name: "q", body: {} },
    ];
    expect(wrongArguments(wrong.slice(0, 3))).toEqual([
      "aws_kms_key.k.enable_key_rotations does not exist",
      "aws_kms_alias.a: targetKeyId is missing",
      "aws_s3_bucket_versioning.v.versioning_configuration: status is missing",
      "aws_s3_bucket_versioning.v.versioning_configuration.state does not exist",
    ]);
    expect(wrongArguments(wrong)).toEqual(["aws_sqs_queue: no arguments are known of this kind"]);
  });

  describe("has policies, as Terraform computes them, which", () => {
    let policies: Record<string, IamDocument>;
    beforeAll(() => {
      policies = computed(files, blocks);
    });

    it("have no finding of the linter, but that the pipeline makes all of its services", async () => {
      expect(Object.keys(policies).sort()).toEqual([
        "aws_iam_role_deploy_assume_role_policy",
        "aws_iam_role_policy_deploy_policy",
        "aws_iam_role_policy_preview_policy",
        "aws_iam_role_preview_assume_role_policy",
        "aws_kms_key_state_policy",
        "aws_s3_bucket_policy_state_policy",
      ]);
      const findings = await lintIam(policies);
      const services = "aws_iam_role_policy_deploy_policy: RESOURCE_STAR: autoscaling:";
      expect(findings.filter((finding) => !finding.startsWith(services))).toEqual([]);
    });

    it("let one branch of one project deploy", () => {
      expect(policies["aws_iam_role_deploy_assume_role_policy"]!.Statement).toEqual([
        {
          Effect: "Allow",
          Principal: { Federated: "arn:aws:iam::111122223333:oidc-provider/gitlab.example.com" },
          Action: "sts:AssumeRoleWithWebIdentity",
          Condition: {
            StringEquals: {
              "gitlab.example.com:aud": "https://gitlab.example.com",
              "gitlab.example.com:sub": ["project_path:acme/platform:ref_type:branch:ref:main"],
            },
          },
        },
      ]);
    });

    it("keep the pipeline's hands off its own role and off what backups are locked with, and the preview's off everything", () => {
      const deploy = policies["aws_iam_role_policy_deploy_policy"]!.Statement;
      expect(deploy).toContainEqual({
        Sid: "NotItself",
        Effect: "Deny",
        Action: ["iam:*"],
        Resource: "arn:aws:iam::111122223333:role/platform-ci-*",
      });
      expect(deploy).toContainEqual({
        Sid: "NotOldVersions",
        Effect: "Deny",
        Action: ["s3:BypassGovernanceRetention", "s3:DeleteObjectVersion"],
        Resource: "*",
      });
      const actions = policies["aws_iam_role_policy_preview_policy"]!.Statement.flatMap(
        ({ Action }) => Action as string,
      );
      expect(actions.filter((action) => !/:(Get|List|Describe|Decrypt)/.test(action))).toEqual([]);
    });
  });
});

/** Values of the attributes that policies name, which a provider would compute. */
const attributes: Record<string, string> = {
  "aws_s3_bucket.state.arn": "arn:aws:s3:::platform-state-111122223333",
  "aws_kms_key.state.arn": "arn:aws:kms:eu-central-1:111122223333:key/00000000-0000-0000-0000-000000000001",
  "aws_iam_openid_connect_provider.gitlab.arn": "arn:aws:iam::111122223333:oidc-provider/gitlab.example.com",
};

/** Every policy of the configuration, evaluated by Terraform itself in a configuration without resources. */
function computed(files: Configuration[], blocks: Block[]): Record<string, IamDocument> {
  const expressions = blocks.flatMap(({ kind, name, body }) =>
    ["policy", "assume_role_policy"].flatMap((key) =>
      typeof body[key] === "string" ? [[`${kind}_${name}_${key}`, { value: body[key] }]] : [],
    ),
  );
  let text = JSON.stringify({
    variable: files.flatMap(({ variable = [] }) => variable),
    locals: files.flatMap(({ locals = [] }) => locals),
    output: Object.fromEntries(expressions) as object,
  });
  for (const [attribute, value] of Object.entries(attributes)) {
    text = text.replaceAll(`\${${attribute}}`, value).replaceAll(attribute, `\\"${value}\\"`);
  }
  const variables = ["account_id=111122223333", "region=eu-central-1", "gitlab_project=acme/platform"];
  const state = applied("policies", { "main.tf.json": text }, ...variables, "gitlab_url=https://gitlab.example.com");
  return Object.fromEntries(
    Object.entries(outputsOf(state)).map(([name, value]) => [name, JSON.parse(value as string) as IamDocument]),
  );
}
