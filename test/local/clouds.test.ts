import { beforeAll, describe, expect, it } from "vitest";
import { run } from "../../local/engine";
import { UNKNOWN, type RunResult } from "../../local/engine/types";
import { ownPacks, root } from "../../local/lib/project";
import { terraformStates } from "../../local/lib/terraform-state";
import { awsCluster, full } from "../support/config";

const allPacks = ownPacks().map((directory) => ({ directory }));
const warnings: string[] = [];

/** A first preview of the whole program: nothing exists, so all that a cloud tells is unknown. */
function preview(
  stack: string,
  settings: Record<string, unknown>,
  packs: { directory: string }[] = [],
): Promise<RunResult> {
  const config = Object.fromEntries(
    Object.entries({ access: { admins: ["admins"] }, ...settings }).map(([key, value]) => [
      `platform:${key}`,
      JSON.stringify(value),
    ]),
  );
  const invokes = terraformStates(root, (message) => warnings.push(message));
  return run({ directory: root, stack, config, packs, invokes, dryRun: true, keepGoing: true });
}

/**
 * What the packs say of charts that are not here and of types without rules, not of a resource; and of waivers, which are
 * those of this project's own stacks, which have more parts.
 */
const aboutTheRun = ["advice", "charts-judged", "types-judged", "waivers-unchecked", "waivers-valid"];
const unwaived = ({ findings }: RunResult) =>
  findings
    .filter(({ policy, status }) => status !== "waived" && !aboutTheRun.includes(policy))
    .map(({ policy, message }) => `${policy}: ${message}`);
const ofType = ({ resources }: RunResult, type: string) => resources.filter((resource) => resource.type === type);

describe("a production cluster on Azure, before anything exists", () => {
  let result: RunResult;
  beforeAll(async () => {
    const environments = [{ name: "production", domain: "example.com" }];
    const cost = { kind: "opencost", budgetEmails: ["platform@example.com"] };
    result = await preview("production", { ...full.azure, environments, cost }, allPacks);
  });

  it("passes every rule, with nothing left undetermined", () => {
    expect(result.errors).toEqual([]);
    expect(unwaived(result)).toEqual([
      // Entra ID, where Vault signs in to unseal itself; the waivers here are for AWS, which has endpoints.
      expect.stringMatching(/^networkpolicy-not-open: spec\.egress\[0\]\.to\[0\]\.ipBlock\.cidr must be narrower/),
    ]);
  });

  it("has what the same cluster on AWS has", () => {
    for (const type of [
      "azure-native:containerservice:ManagedCluster",
      "azure-native:network:VirtualNetwork",
      "kubernetes:ceph.rook.io/v1:CephCluster",
      "kubernetes:velero.io/v1:Schedule",
      "kubernetes:velero.io/v1:BackupStorageLocation",
    ]) {
      expect(ofType(result, type).length, type).toBeGreaterThan(0);
    }
    expect(result.resources.filter(({ type }) => type.startsWith("aws:"))).toEqual([]);
  });

  it("protects Ceph, which holds everybody's data", () => {
    for (const kind of ["CephCluster", "CephBlockPool", "CephFilesystem"]) {
      expect(ofType(result, `kubernetes:ceph.rook.io/v1:${kind}`)).toMatchObject([{ protect: true }]);
    }
  });

  it("knows nothing of what Azure will tell", () => {
    expect(result.outputs["kubeconfig"]).toBe(UNKNOWN);
    const [account] = ofType(result, "kubernetes:core/v1:ServiceAccount").filter(
      ({ name }) => name === "backup-account",
    );
    expect(account?.inputs).toMatchObject({
      metadata: { annotations: { "azure.workload.identity/client-id": UNKNOWN } },
    });
  });
});

describe("a network that Terraform manages", () => {
  const cluster = (terraformState: object) => ({
    cluster: {
      ...awsCluster,
      network: { terraformState, controlPlaneCidrs: ["10.0.240.0/22"], endpointCidrs: ["10.0.9.0/26"] },
    },
  });

  it("gives the subnets of its state to the cluster and its nodes, and no network is made", async () => {
    const result = await preview("dev", cluster({ backend: "local", path: "test/fixtures/terraform/network.tfstate" }));
    expect(result.errors).toEqual([]);
    expect(ofType(result, "aws:ec2/vpc:Vpc")).toEqual([]);
    const [eks] = ofType(result, "aws:eks/cluster:Cluster");
    expect(eks?.inputs).toMatchObject({
      vpcConfig: { subnetIds: ["subnet-intra-a", "subnet-intra-b", "subnet-intra-c"] },
    });
    const subnets = ofType(result, "aws:eks/nodeGroup:NodeGroup").map(({ inputs }) => inputs["subnetIds"]);
    expect(subnets).toContainEqual(["subnet-private-b"]);
    expect(JSON.stringify(result)).not.toContain("correct-horse-battery-staple"); // another output of that state
  });

  it("is unknown where its state lies in a cloud, and the plan says so", async () => {
    const state = { backend: "s3", bucket: "states", key: "network.tfstate", region: "eu-central-1" };
    const result = await preview("dev", cluster(state));
    expect(result.errors).toEqual([]);
    const [eks] = ofType(result, "aws:eks/cluster:Cluster");
    expect(eks?.inputs).toMatchObject({ vpcConfig: { subnetIds: [UNKNOWN, UNKNOWN, UNKNOWN] } });
    expect(warnings).toContain(
      "the Terraform state s3://states/network.tfstate is not read without an account: what comes from it is unknown here",
    );
  });

  it("fails before any resource when an output is missing", async () => {
    const wrong = { backend: "local", path: "test/fixtures/terraform/empty.tfstate" };
    const result = await preview("dev", cluster(wrong));
    expect(result.status).toBe("failed");
    expect(result.resources.filter(({ custom }) => custom)).toEqual([]);
    expect(result.errors.join("\n")).toContain(
      'platform:cluster.network.terraformState.path must be a state with the outputs vpc_id, public_subnet_ids, private_subnet_ids, intra_subnet_ids, got "none"; add them to that Terraform configuration and apply it',
    );
  });
});
