import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { UNKNOWN, SecretValue, type RunOptions } from "../engine/types";
import { messageOf } from "./errors";

/** The part of a state file that is read. Its format has the version 4 since Terraform 0.12. */
interface StateFile {
  version?: number;
  outputs?: Record<string, { value: unknown; sensitive?: boolean }>;
}

/**
 * Answers what a program asks of Terraform states: files are read, and what lies in a cloud is unknown, since nothing
 * here has credentials.
 * @param warn told about each state that is not read
 */
export function terraformStates(
  directory: string,
  warn: (message: string) => void,
): NonNullable<RunOptions["invokes"]> {
  const elsewhere = (where: (args: Record<string, unknown>) => string) => (args: Record<string, unknown>) => {
    warn(`the Terraform state ${where(args)} is not read without an account: what comes from it is unknown here`);
    return { outputs: UNKNOWN };
  };
  return {
    "terraform:state:getLocalReference": (args) => ({ outputs: outputsOf(resolve(directory, String(args["path"]))) }),
    "terraform:state:getS3Reference": elsewhere(({ bucket, key }) => `s3://${String(bucket)}/${String(key)}`),
    "terraform:state:getAzureRMReference": elsewhere(
      ({ storageAccountName, containerName, key }) =>
        `${String(storageAccountName)}/${String(containerName)}/${String(key)}`,
    ),
  };
}

/** @throws Error that says what is wrong with the file; it never quotes it */
export function outputsOf(file: string): Record<string, unknown> {
  let state: StateFile;
  try {
    state = JSON.parse(readFileSync(file, "utf8")) as StateFile;
  } catch (error) {
    const why = (error as NodeJS.ErrnoException).code ?? (error instanceof SyntaxError ? "no JSON" : messageOf(error));
    throw new Error(`the Terraform state ${file} must be readable, got ${why}`);
  }
  if (state.version !== 4)
    throw new Error(`the Terraform state ${file} must have the version 4, got ${String(state.version)}`);
  const outputs = Object.entries(state.outputs ?? {});
  return Object.fromEntries(
    outputs.map(([name, { value, sensitive }]) => [name, sensitive ? new SecretValue(value) : value]),
  );
}
