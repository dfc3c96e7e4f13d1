import { z } from "zod";
import { UserError } from "../lib/errors";

/** A project on a GitLab server, as one of its own pipelines sees it. */
export interface GitLabProject {
  /** Address of the API, such as `https://gitlab.com/api/v4`. */
  api: string;
  /** Number of the project. */
  project: string;
  token: string;
}

const note = z.object({ id: z.number(), body: z.string(), system: z.boolean().default(false) });
const issue = z.object({ iid: z.number(), title: z.string(), web_url: z.string() });

export type Note = z.output<typeof note>;
export type Issue = z.output<typeof issue>;

const pageSize = 100;
const timeoutMs = 30_000;

/**
 * The few calls that pipelines make about their own project.
 * @see https://docs.gitlab.com/api/notes/#merge-requests and https://docs.gitlab.com/api/issues/
 */
export class GitLabApi {
  constructor(private readonly server: GitLabProject) {}

  /** What people and pipelines wrote to a merge request, oldest first. */
  async notes(mergeRequest: string): Promise<Note[]> {
    const all = await this.pages(`merge_requests/${mergeRequest}/notes?sort=asc`, z.array(note));
    return all.filter(({ system }) => !system);
  }

  async addNote(mergeRequest: string, body: string): Promise<void> {
    await this.ask("POST", `merge_requests/${mergeRequest}/notes`, { body });
  }

  async changeNote(mergeRequest: string, id: number, body: string): Promise<void> {
    await this.ask("PUT", `merge_requests/${mergeRequest}/notes/${id}`, { body });
  }

  /** Open issues with the label. */
  async openIssues(label: string): Promise<Issue[]> {
    return await this.pages(`issues?state=opened&labels=${encodeURIComponent(label)}`, z.array(issue));
  }

  async addIssue(fields: { title: string; description: string; labels: string }): Promise<Issue> {
    return issue.parse(await (await this.ask("POST", "issues", fields)).json());
  }

  async changeIssue(iid: number, fields: { description?: string; state_event?: "close" }): Promise<void> {
    await this.ask("PUT", `issues/${iid}`, fields);
  }

  async commentIssue(iid: number, body: string): Promise<void> {
    await this.ask("POST", `issues/${iid}/notes`, { body });
  }

  private async pages<T>(path: string, schema: z.ZodType<T[]>): Promise<T[]> {
    const all: T[] = [];
    for (let page = "1"; page !== "";) {
      const answer = await this.ask("GET", `${path}&per_page=${pageSize}&page=${page}`);
      all.push(...schema.parse(await answer.json()));
      page = answer.headers.get("x-next-page") ?? "";
    }
    return all;
  }

  private async ask(method: string, path: string, fields?: Record<string, string>): Promise<Response> {
    const { api, project, token } = this.server;
    const url = `${api}/projects/${encodeURIComponent(project)}/${path}`;
    const answer = await fetch(url, {
      method,
      headers: { "private-token": token, ...(fields ? { "content-type": "application/json" } : {}) },
      body: fields && JSON.stringify(fields),
      signal: AbortSignal.timeout(timeoutMs),
    }).catch((error: Error) => {
      throw new UserError(
        `CI_API_V4_URL must be an address that answers, got ${api} (${error.cause instanceof Error ? error.cause.message : error.message}); is GitLab reachable from this runner?`,
      );
    });
    if (answer.ok) return answer;
    const who = "PLATFORM_BOT_TOKEN must be a project access token with scope api and role Reporter";
    const { pathname } = new URL(url);
    throw new UserError(`${who}, got ${answer.status} for ${method} ${pathname}; make a new one or mend its rights`);
  }
}

/** The project of this pipeline. @throws UserError that names what is missing */
export function ownProject(env: NodeJS.ProcessEnv): GitLabProject {
  const { CI_API_V4_URL: api, CI_PROJECT_ID: project, PLATFORM_BOT_TOKEN: token } = env;
  if (!api || !project) {
    throw new UserError(
      "CI_API_V4_URL and CI_PROJECT_ID must be set, got neither or one of them; run this in a GitLab pipeline",
    );
  }
  if (!token) {
    throw new UserError(
      "PLATFORM_BOT_TOKEN must be set, got nothing; add a masked CI/CD variable with a project access token, scope api, role Reporter",
    );
  }
  return { api, project, token };
}
