import { z } from "zod";

const text = (what: string) => z.string().min(1, "must not be empty; write a name").describe(what);

/** Where a state of Terraform lies. Credentials come from the environment, as for the cloud itself. */
export const terraformState = z.discriminatedUnion("backend", [
  z.strictObject({
    backend: z.literal("local").describe("A file on this machine"),
    path: text("Path of the file, from the project's folder"),
  }),
  z.strictObject({
    backend: z.literal("s3").describe("A bucket on AWS"),
    bucket: text("Name of the bucket"),
    key: text("Key of the state in the bucket"),
    region: text("Region of the bucket"),
  }),
  z.strictObject({
    backend: z.literal("azurerm").describe("A container on Azure"),
    resourceGroupName: text("Resource group of the storage account"),
    storageAccountName: text("Storage account"),
    containerName: text("Container"),
    key: text("Name of the blob"),
  }),
]);
