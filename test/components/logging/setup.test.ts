import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { setupFiles, setupScript } from "../../../components/logging/setup";
import { setupRequests, type SetupRequest } from "../../../components/logging/setup-requests";

const streams = [
  { name: "logs.team.payments.dev", retentionDays: 7, namespaces: ["payments"] },
  { name: "logs.audit.vault", retentionDays: 30, namespaces: [] },
];
const requests = setupRequests({ streams, teams: ["payments"], snapshots: { retentionDays: 30 } });
const elasticsearch = "https://logs-es-http.logging.svc:9200";
const kibana = "https://logs-kb-http.logging.svc:5601";
const bodyOf = (url: string) => requests.find((request) => request.url === url)!.body;

describe("what is set in Elasticsearch and Kibana", () => {
  it("is a lifecycle per retention, a template per stream, snapshots, and a space per team", () => {
    expect(requests.map(({ method, url, done }) => [method, url, ...(done === undefined ? [] : [done])])).toEqual([
      ["PUT", `${elasticsearch}/_ilm/policy/platform-7d`],
      ["PUT", `${elasticsearch}/_ilm/policy/platform-30d`],
      ["PUT", `${elasticsearch}/_component_template/platform-logs`],
      ["PUT", `${elasticsearch}/_index_template/logs.team.payments.dev`],
      ["PUT", `${elasticsearch}/_index_template/logs.audit.vault`],
      ["PUT", `${elasticsearch}/_snapshot/platform`],
      ["PUT", `${elasticsearch}/_slm/policy/nightly`],
      ["POST", `${kibana}/api/data_views/data_view`],
      ["POST", `${kibana}/api/spaces/space`, 409],
      ["POST", `${kibana}/s/team-payments/api/data_views/data_view`],
    ]);
  });

  it("deletes logs a day after their time at the latest", () => {
    expect(bodyOf(`${elasticsearch}/_ilm/policy/platform-7d`)).toEqual({
      policy: {
        phases: {
          hot: { actions: { rollover: { max_age: "1d", max_primary_shard_size: "20gb" } } },
          delete: { min_age: "7d", actions: { delete: {} } },
        },
      },
    });
  });

  it("makes a data stream of each name, with a copy on another node, and of no other name", () => {
    expect(bodyOf(`${elasticsearch}/_index_template/logs.team.payments.dev`)).toEqual({
      index_patterns: ["logs.team.payments.dev"],
      data_stream: {},
      priority: 500,
      composed_of: ["platform-logs"],
      template: {
        settings: {
          "index.lifecycle.name": "platform-7d",
          "index.number_of_shards": 1,
          "index.number_of_replicas": 1,
          "index.codec": "best_compression",
        },
      },
    });
  });

  it("knows every field, so that two programs cannot disagree about one", () => {
    expect(bodyOf(`${elasticsearch}/_component_template/platform-logs`)).toMatchObject({
      template: {
        mappings: { dynamic: false, _source: { excludes: ["_hash"] }, properties: { json: { type: "flattened" } } },
      },
    });
  });

  it("takes a snapshot of all logs every night, and keeps it", () => {
    expect(bodyOf(`${elasticsearch}/_snapshot/platform`)).toEqual({
      type: "fs",
      settings: { location: "/usr/share/elasticsearch/snapshots" },
    });
    expect(bodyOf(`${elasticsearch}/_slm/policy/nightly`)).toEqual({
      schedule: "0 30 0 * * ?",
      name: "<nightly-{now/d}>",
      repository: "platform",
      config: { indices: ["logs.*"], include_global_state: false },
      retention: { expire_after: "30d", min_count: 3 },
    });
  });

  it("leaves snapshots out where there is no volume for them", () => {
    const urls = setupRequests({ streams, teams: [] }).map(({ url }) => url);
    expect(urls.filter((url) => /_snapshot|_slm/.test(url))).toEqual([]);
  });

  it("shows a team its own streams in its space", () => {
    expect(bodyOf(`${kibana}/s/team-payments/api/data_views/data_view`)).toEqual({
      override: true,
      data_view: { id: "logs", name: "logs of payments", title: "logs.team.payments.*", timeFieldName: "@timestamp" },
    });
  });
});

describe("the script of the setup", () => {
  let folder: string;
  let answer: (request: IncomingMessage, asked: number) => number;
  let asked: string[];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (data: Buffer) => (body += data.toString()));
    request.on("end", () => {
      const { method, url, headers } = request;
      asked.push(`${method} ${url} ${headers.authorization} ${String(headers["kbn-xsrf"])} ${body}`);
      response.statusCode = answer(request, asked.length);
      response.end('{"error":"no"}');
    });
  });

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "platform-logs-setup-"));
    asked = [];
    answer = () => 200;
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterEach(async () => {
    rmSync(folder, { recursive: true });
    await new Promise((resolve) => server.close(resolve));
  });

  /** In a folder instead of the pod's volumes, and over HTTP, since there is no certificate here. */
  async function run(list: Omit<SetupRequest, "url">[]) {
    const { port } = server.address() as AddressInfo;
    const made = list.map((request, i) => ({ ...request, url: `http://127.0.0.1:${port}/${i}` }));
    const files = { ...setupFiles(made), password: "s3cret", "ca.crt": "" };
    for (const [name, content] of Object.entries(files)) writeFileSync(`${folder}/${name}`, content);
    const script = setupScript(made)
      .replaceAll(/\/(requests|tls|user|work)\//g, `${folder}/`)
      .replace("--retry-delay 10", "--retry-delay 1")
      .replace(` --cacert ${folder}/ca.crt`, "");
    return promisify(execFile)("bash", ["-c", script]);
  }

  it("believes nobody without a certificate of ours", () => {
    expect(setupScript([])).toContain(" --config /work/user --cacert /tls/ca.crt ");
  });

  const basic = `Basic ${Buffer.from("setup:s3cret").toString("base64")}`;

  it("makes each request once, with the password that only a file holds", async () => {
    const { stdout } = await run([
      { method: "PUT", body: { a: 1 } },
      { method: "POST", body: { b: "it's" } },
    ]);
    expect(asked).toEqual([`PUT /0 ${basic} platform {"a":1}`, `POST /1 ${basic} platform {"b":"it's"}`]);
    expect(stdout).not.toContain("s3cret");
  });

  it("takes for done what was done before", async () => {
    answer = () => 409;
    await run([{ method: "POST", body: {}, done: 409 }]);
    expect(asked).toHaveLength(1);
  });

  it("waits while nobody can answer", async () => {
    answer = (_, count) => (count < 3 ? 503 : 200);
    await run([{ method: "PUT", body: {} }]);
    expect(asked).toHaveLength(3);
  });

  it("fails when a request is refused, and says why", async () => {
    answer = () => 400;
    const failed = await run([
      { method: "PUT", body: {} },
      { method: "PUT", body: {} },
    ]).catch((error: { code: number; stdout: string }) => error);
    expect(failed).toMatchObject({ code: 1 });
    expect((failed as { stdout: string }).stdout).toMatch(/answered 400: \{"error":"no"\}\n$/);
    expect(asked).toHaveLength(1);
  });
});
