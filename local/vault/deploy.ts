import { spawn } from "node:child_process";
import { join } from "node:path";
import { root } from "../lib/project";

export interface DeployOptions {
  /** Folder of the Pulumi project. */
  directory: string;
  stack: string;
  /** Options of `npm run up`. */
  args: string[];
  /** Only ever in the environment of the child. */
  token: string;
  caFile?: string;
}

/** `npm run up` for a stack. Interrupted, it ends in good order, which takes as long as it takes. */
export function deployStack({ directory, stack, args, token, caFile }: DeployOptions): Promise<number> {
  const up = [join(root, "local", "cli", "deploy.ts"), "up", "--stack", stack, "--cwd", directory];
  const command = ["--import", "tsx", ...up, ...args];
  const env = { ...process.env, VAULT_TOKEN: token, ...(caFile === undefined ? {} : { VAULT_CACERT: caFile }) };
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, command, { cwd: root, env, stdio: "inherit" });
    // Ctrl-C reaches it as well, and twice would be once too often.
    const stop = () => child.kill("SIGTERM");
    process.on("SIGTERM", stop);
    child.on("error", reject);
    child.on("exit", (code) => {
      process.off("SIGTERM", stop);
      resolve(code ?? 1);
    });
  });
}
