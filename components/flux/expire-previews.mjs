// Takes the label that asks for a preview from merge requests that are too old; the preview goes with it.
import { readFileSync } from "node:fs";

const { GITLAB, PROJECT, LABEL, MAX_AGE_DAYS, TOKEN_FILE } = process.env;
const headers = { "private-token": readFileSync(TOKEN_FILE, "utf8").trim(), "content-type": "application/json" };
const mergeRequests = `${GITLAB}/api/v4/projects/${encodeURIComponent(PROJECT)}/merge_requests`;
const oldest = new Date(Date.now() - Number(MAX_AGE_DAYS) * 24 * 60 * 60 * 1000).toISOString();

async function ask(method, url, body) {
  const signal = AbortSignal.timeout(30_000);
  const response = await fetch(url, { method, headers, signal, body: body && JSON.stringify(body) });
  if (!response.ok) throw new Error(`GitLab must answer ${method} with success, got ${response.status}`);
  return await response.json();
}

const query = new URLSearchParams({ state: "opened", labels: LABEL, created_before: oldest, per_page: "100" });
const expired = await ask("GET", `${mergeRequests}?${query}`);
for (const { iid } of expired) {
  await ask("PUT", `${mergeRequests}/${iid}`, { remove_labels: LABEL });
  console.log(`merge request ${iid} of ${PROJECT} is older than ${MAX_AGE_DAYS} days and loses its preview`);
}
