import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { comment, commentMark, type StackReport } from "../../report/comment";
import { readPlan } from "../../report/last";
import { GitLabApi, ownProject } from "../gitlab/api";
import { readPreview } from "../gitlab/preview";
import { runCommand } from "../lib/command";
import { UserError } from "../lib/errors";
import { root } from "../lib/project";

const usage = `usage: npm run comment -- [options]

Writes what \`npm run plan\` found to the merge request of this GitLab pipeline, as one comment that later pipelines
replace. Reads OUT/STACK/plan.json and plan.md, and OUT/STACK/preview.json (output of \`pulumi preview --json\`) where
there is one.

  --out DIR    where the plans are (default: out)
  --print      print the comment instead of sending it; needs no GitLab
  --help

Variables, which GitLab sets: CI_API_V4_URL, CI_PROJECT_ID, CI_MERGE_REQUEST_IID, CI_PIPELINE_URL, CI_COMMIT_SHORT_SHA.
PLATFORM_BOT_TOKEN: a project access token, scope api, role Reporter.

Exit status: 0 written, 2 a plan or a variable is missing, or GitLab refuses.
`;

/** The command with its arguments. @returns the exit status */
export async function writeComment(args: string[], env: NodeJS.ProcessEnv = process.env): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      out: { type: "string", default: join(root, "out") },
      print: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return 0;
  }
  const body = comment(reports(resolve(values.out)), {
    url: env["CI_PIPELINE_URL"] ?? "",
    commit: env["CI_COMMIT_SHORT_SHA"] ?? "HEAD",
  });
  if (values.print) {
    process.stdout.write(body);
    return 0;
  }
  const gitlab = new GitLabApi(ownProject(env));
  const mergeRequest = env["CI_MERGE_REQUEST_IID"];
  if (!mergeRequest) {
    throw new UserError(
      "CI_MERGE_REQUEST_IID must be set, got nothing; run this in a pipeline of a merge request, or with --print",
    );
  }
  const earlier = (await gitlab.notes(mergeRequest)).find((note) => note.body.startsWith(commentMark));
  if (earlier) await gitlab.changeNote(mergeRequest, earlier.id, body);
  else await gitlab.addNote(mergeRequest, body);
  process.stdout.write(`${earlier ? "Replaced" : "Wrote"} the comment on merge request !${mergeRequest}\n`);
  return 0;
}

/** What was written for each stack, by name. */
function reports(out: string): StackReport[] {
  const stacks = existsSync(out) ? readdirSync(out).filter((stack) => existsSync(join(out, stack, "plan.json"))) : [];
  if (stacks.length === 0) {
    throw new UserError(`--out must be a folder with STACK/plan.json, got "${out}"; run npm run plan first`);
  }
  return stacks.sort().map((stack) => {
    const file = (name: string) => join(out, stack, name);
    return {
      plan: readPlan(file("plan.json")),
      markdown: readFileSync(file("plan.md"), "utf8"),
      ...(existsSync(file("preview.json")) ? { preview: readPreview(file("preview.json")) } : {}),
    };
  });
}

if (require.main === module) void runCommand(writeComment);
