import { runCommand } from "../lib/command";
import { corpus } from "../corpus/command";
import { judgeFiles } from "../judge/command";

/** The command with its arguments. @returns the exit status */
export async function policies(args: string[]): Promise<number> {
  const [first, ...rest] = args;
  return first === "corpus" ? corpus(rest) : judgeFiles(args);
}

if (require.main === module) void runCommand(policies);
