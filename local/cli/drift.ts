import { parseArgs } from "node:util";
import { driftText } from "../../report/drift";
import { GitLabApi, ownProject, type Issue } from "../gitlab/api";
import { readPreview, type Preview } from "../gitlab/preview";
import { runCommand } from "../lib/command";
import { UserError } from "../lib/errors";

const usage = `usage: npm run drift -- STACK --preview FILE [options]

Says whether what is deployed is still what the program makes, and keeps one GitLab issue about it: opens it, brings it up
to date, closes it when nothing differs any more. FILE is the output of:
  npm run --silent preview -- --stack STACK --refresh --json > FILE

  --preview FILE
  --print          print the text instead of keeping an issue; needs no GitLab
  --help

Variables, which GitLab sets: CI_API_V4_URL, CI_PROJECT_ID, CI_JOB_URL.
PLATFORM_BOT_TOKEN: a project access token, scope api, role Reporter.

Exit status: 0 nothing differs, 1 something does, 2 usage, a preview that failed, or GitLab refuses.
`;

/** The command with its arguments. @returns the exit status */
export async function drift(args: string[], env: NodeJS.ProcessEnv = process.env): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      preview: { type: "string" },
      print: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  const [stack, ...rest] = positionals;
  if (stack === undefined || rest.length > 0) {
    throw new UserError(
      `STACK must be one stack, got ${positionals.length}; write npm run drift -- dev --preview FILE`,
    );
  }
  if (values.preview === undefined) {
    throw new UserError("--preview must be a file, got nothing; --help says which command writes it");
  }
  const preview = readPreview(values.preview);
  const [error] = preview.errors;
  // A preview that failed says nothing about drift: neither a new issue nor a closed one.
  if (error !== undefined) throw new UserError(`${values.preview} must be of a preview that succeeded, got: ${error}`);
  const text = driftText(stack, preview, env["CI_JOB_URL"] ?? "");
  if (values.print) process.stdout.write(text);
  else process.stdout.write(`${stack}: ${await keepIssue(new GitLabApi(ownProject(env)), stack, preview, text)}\n`);
  return preview.changes.length > 0 ? 1 : 0;
}

/** @returns what was done */
async function keepIssue(gitlab: GitLabApi, stack: string, { changes }: Preview, text: string): Promise<string> {
  const label = `drift::${stack}`;
  const [open] = await gitlab.openIssues(label);
  const differ = `${changes.length} ${changes.length === 1 ? "resource differs" : "resources differ"}`;
  if (changes.length === 0) {
    if (!open) return "nothing differs";
    await gitlab.commentIssue(open.iid, "Nothing differs any more.");
    await gitlab.changeIssue(open.iid, { state_event: "close" });
    return `nothing differs any more, closed ${place(open)}`;
  }
  if (open) {
    await gitlab.changeIssue(open.iid, { description: text });
    return `${differ}, see ${place(open)}`;
  }
  const made = await gitlab.addIssue({ title: `Drift: ${stack}`, description: text, labels: label });
  return `${differ}, opened ${place(made)}`;
}

function place({ iid, web_url }: Issue): string {
  return `issue #${iid} (${web_url})`;
}

if (require.main === module) void runCommand(drift);
