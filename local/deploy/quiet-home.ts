import { mkdirSync, mkdtempSync, readdirSync, symlinkSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";

/**
 * From version 3.249 on, the CLI writes a debug log of every property, some 100 MB a run: three quarters of the time of
 * a preview with CRDs, and no setting turns it off. It goes on without where `$PULUMI_HOME/logs` is no directory.
 * So it gets a home of its own with links to everything in the user's, and a file where the logs would go.
 * @returns the folder for PULUMI_HOME; the caller removes it
 */
export function quietHome(env: NodeJS.ProcessEnv = process.env): string {
  const own = env["PULUMI_HOME"] ?? join(homedir(), ".pulumi");
  // Plugins and workspaces that the CLI adds must land in the user's own home.
  for (const folder of ["plugins", "workspaces", "versions"]) mkdirSync(join(own, folder), { recursive: true });
  const directory = mkdtempSync(join(tmpdir(), "pulumi-home-"));
  for (const entry of readdirSync(own)) {
    if (entry !== "logs") symlinkSync(join(own, entry), join(directory, entry));
  }
  writeFileSync(join(directory, "logs"), "Not a folder, so that the CLI writes no debug log. See PULUMI_HOME.\n");
  return directory;
}
