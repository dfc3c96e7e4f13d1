import { RunError } from "@pulumi/pulumi";
import { parseConfig, type PlatformConfig } from "../../src/config";
import { loadStack } from "../engine/project";
import { UserError } from "./errors";

/** The configuration of a stack as the program would read it. @throws UserError with every mistake */
export function stackConfig(directory: string, stack: string): PlatformConfig {
  const raw = loadStack(directory, stack);
  try {
    return parseConfig(stack, raw);
  } catch (error) {
    throw RunError.isInstance(error) ? new UserError(error.message) : error;
  }
}
