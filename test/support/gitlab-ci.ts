import { execFile } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { root } from "../../local/lib/project";

const run = promisify(execFile);
const gitlabCi = join(root, "node_modules/.bin/gitlab-ci-local");

export type Variables = Record<string, string>;

/** Git as somebody of these tests. @returns what it printed */
export async function git(cwd: string, ...args: string[]): Promise<string> {
  const somebody = ["-c", "user.name=ci", "-c", "user.email=ci@example.com"];
  return (await run("git", [...somebody, ...args], { cwd })).stdout.trim();
}

/** A repository as a runner has it: with an origin whose default branch is main. @returns its folder */
export async function checkout(project: string, fill: (directory: string) => void): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), "pipeline-"));
  await git(directory, "init", "--quiet", "--initial-branch", "main");
  fill(directory);
  await git(directory, "remote", "add", "origin", `git@gitlab.com:${project}.git`);
  await git(directory, "add", "--all");
  await git(directory, "commit", "--quiet", "--message", "Change the colour");
  await git(directory, "update-ref", "refs/remotes/origin/main", "HEAD");
  await git(directory, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main");
  return directory;
}

/** gitlab-ci-local, which parses with GitLab's schema. @throws Error with the end of what the jobs said */
export async function gitlabCiLocal(
  cwd: string,
  args: string[],
  variables: Variables,
  env: NodeJS.ProcessEnv = {},
): Promise<string> {
  const given = Object.entries(variables).flatMap(([name, value]) => ["--variable", `${name}=${value}`]);
  const predefined = ["--ignore-predefined-vars", Object.keys(variables).join(",")];
  try {
    const options = { cwd, env: { ...process.env, ...env }, maxBuffer: 64 * 1024 * 1024 };
    return (await run(gitlabCi, [...args, ...given, ...predefined], options)).stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout: string; stderr: string };
    throw new Error(`${stdout.slice(-4000)}\n${stderr.slice(-4000)}`, { cause: error });
  }
}

/** `JOB`, or `JOB manual`, of every job that starts. */
export async function jobsOf(cwd: string, variables: Variables): Promise<string[]> {
  const [header, ...lines] = (await gitlabCiLocal(cwd, ["--list-csv"], variables)).trim().split("\n");
  if (header !== "name;description;stage;when;allowFailure;needs") throw new Error(`another table: ${header}`);
  return lines.map((line) => {
    const [name, , , when] = line.split(";");
    return when === "manual" ? `${name} manual` : name!;
  });
}
