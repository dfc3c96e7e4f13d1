import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { ensureTools } from "../../../local/toolchain";
import { imagePolicySpec, policyName, type TeamTrust } from "../../../components/image-trust/policies";

/** A request to the API server; an old object makes it an update. */
export interface Question {
  object: { apiVersion: string; kind: string; metadata: { name: string; namespace: string }; spec: object };
  old?: Question["object"];
  resource: string;
  subresource?: string;
}

export interface Verdict {
  policy: string;
  status: "pass" | "fail" | "error";
  message: string;
}

/** What Kyverno's engine says of requests, under the policies of teams. @param namespaces their labels */
export async function verdicts(
  teams: TeamTrust[],
  namespaces: Record<string, Record<string, string>>,
  requests: Question[],
): Promise<Verdict[][]> {
  const { "verify-images": engine } = await ensureTools(["verify-images"], { log: () => undefined });
  const policies = teams.map((team) => ({ metadata: { name: policyName(team.team) }, spec: imagePolicySpec(team) }));
  // Not spawnSync: the registry that it asks is in this process.
  const child = spawn(engine, { stdio: ["pipe", "pipe", "pipe"] });
  child.stdin.end(JSON.stringify({ policies, namespaces, requests }));
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  try {
    // The engine asks policies at the same time.
    const byPolicy = (a: Verdict, b: Verdict) => a.policy.localeCompare(b.policy);
    return (JSON.parse(stdout) as Verdict[][]).map((answers) => answers.sort(byPolicy));
  } catch {
    throw new Error(stderr);
  }
}
