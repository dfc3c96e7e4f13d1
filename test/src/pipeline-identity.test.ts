import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, it } from "vitest";
import type { ClusterArgs } from "../../components/cluster";
import { pipelineIdentity } from "../../src/parts/pipeline-identity";
import { awsCluster, azureCluster, existingCluster, parse } from "../support/config";

const arn = "arn:aws:iam::111122223333:role/platform-ci-deploy";
const bootstrapState = { backend: "s3", bucket: "state", key: "bootstrap.tfstate", region: "eu-central-1" };

beforeAll(async () => {
  await pulumi.runtime.setMocks({
    newResource: ({ inputs }) => ({ id: "id", state: inputs as object }),
    call: () => ({
      outputs: {
        ci_role_arn: arn,
        ci_preview_role_arn: `${arn}-preview`,
        ci_client_id: "client",
        ci_principal_id: "principal",
      },
    }),
  });
});

const identity = (cluster: ClusterArgs) =>
  new Promise<object>((resolve) => {
    pulumi.output(pipelineIdentity(cluster)).apply(resolve);
  });

describe("pipelines sign in to the cloud", () => {
  it("as the roles that terraform/bootstrap made on AWS", async () => {
    const { cluster } = parse({ cluster: { ...awsCluster, bootstrapState } });
    expect(await identity(cluster)).toEqual({
      deploy: { AWS_ROLE_ARN: arn },
      preview: { AWS_ROLE_ARN: `${arn}-preview` },
    });
  });

  it("as the identity that it made on Azure", async () => {
    const { cluster } = parse({ cluster: { ...azureCluster, bootstrapState } });
    expect(await identity(cluster)).toEqual({ deploy: { ARM_CLIENT_ID: "client" }, preview: {} });
  });

  it("as nobody where no state says who", () => {
    const nobody = { deploy: {}, preview: {} };
    expect(pipelineIdentity(parse({ cluster: awsCluster }).cluster)).toEqual(nobody);
    expect(pipelineIdentity(parse({ cluster: existingCluster }).cluster)).toEqual(nobody);
  });
});
