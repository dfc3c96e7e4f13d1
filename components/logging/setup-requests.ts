import { idField } from "./aggregator-config";
import { addresses, snapshots } from "./names";
import { everyStream, teamStreams, type LogStream } from "./streams";
import { teamSpace } from "./users";

/** One request to Elasticsearch or Kibana that may be made again and again. */
export interface SetupRequest {
  method: "PUT" | "POST";
  url: string;
  body: object;
  /** Status that says it was done before. @default none */
  done?: number;
}

export interface SetupArgs {
  streams: LogStream[];
  teams: string[];
  /** @default absent - no snapshots */
  snapshots?: { retentionDays: number };
}

const mappings = "platform-logs";
const repository = "platform";

/** Lifecycles, templates, snapshots and spaces: what Elastic's operator does not set without its paid licence. */
export function setupRequests({ streams, teams, snapshots: kept }: SetupArgs): SetupRequest[] {
  const { elasticsearch } = addresses;
  const days = [...new Set(streams.map(({ retentionDays }) => retentionDays))].sort((a, b) => a - b);
  return [
    ...days.map((each) => put(`${elasticsearch}/_ilm/policy/${policyName(each)}`, lifecycle(each))),
    put(`${elasticsearch}/_component_template/${mappings}`, mappingsTemplate),
    ...streams.map((stream) => put(`${elasticsearch}/_index_template/${stream.name}`, indexTemplate(stream))),
    ...(kept
      ? [
          put(`${elasticsearch}/_snapshot/${repository}`, { type: "fs", settings: { location: snapshots.path } }),
          put(`${elasticsearch}/_slm/policy/nightly`, nightly(kept.retentionDays)),
        ]
      : []),
    dataView("", "every log", everyStream),
    ...teams.flatMap((team) => [space(team), dataView(`/s/${teamSpace(team)}`, `logs of ${team}`, teamStreams(team))]),
  ];
}

const put = (url: string, body: object): SetupRequest => ({ method: "PUT", url, body });

const policyName = (days: number) => `platform-${days}d`;

/** A new index every day, so that no log stays more than a day longer than it should. */
function lifecycle(days: number) {
  return {
    policy: {
      phases: {
        hot: { actions: { rollover: { max_age: "1d", max_primary_shard_size: "20gb" } } },
        delete: { min_age: `${days}d`, actions: { delete: {} } },
      },
    },
  };
}

/** Few fields, all of them known: what programs write as JSON is one field, so that no two of them can disagree. */
const mappingsTemplate = {
  template: {
    mappings: {
      dynamic: false,
      _source: { excludes: [idField] },
      properties: {
        "@timestamp": { type: "date" },
        log: { type: "text" },
        json: { type: "flattened", ignore_above: 1024 },
        stream: { type: "keyword" },
        kubernetes: {
          properties: {
            namespace_name: { type: "keyword" },
            pod_name: { type: "keyword" },
            container_name: { type: "keyword" },
            host: { type: "keyword" },
            labels: { type: "flattened" },
          },
        },
      },
    },
  },
};

/** Of one stream, by its exact name: above every template of Elastic's own. */
function indexTemplate({ name, retentionDays }: LogStream) {
  return {
    index_patterns: [name],
    data_stream: {},
    priority: 500,
    composed_of: [mappings],
    template: {
      settings: {
        "index.lifecycle.name": policyName(retentionDays),
        "index.number_of_shards": 1,
        "index.number_of_replicas": 1,
        "index.codec": "best_compression",
      },
    },
  };
}

function nightly(retentionDays: number) {
  return {
    schedule: "0 30 0 * * ?", // before the night's backups, UTC
    name: "<nightly-{now/d}>",
    repository,
    config: { indices: [everyStream], include_global_state: false },
    retention: { expire_after: `${retentionDays}d`, min_count: 3 },
  };
}

function space(team: string): SetupRequest {
  const id = teamSpace(team);
  return { method: "POST", url: `${addresses.kibana}/api/spaces/space`, body: { id, name: team }, done: 409 };
}

function dataView(spacePath: string, name: string, title: string): SetupRequest {
  return {
    method: "POST",
    url: `${addresses.kibana}${spacePath}/api/data_views/data_view`,
    body: { override: true, data_view: { id: "logs", name, title, timeFieldName: "@timestamp" } },
  };
}
