import * as http from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { writeFileSync } from "node:fs";
import { stringify } from "yaml";
import { ask } from "../../../local/controlplane/loopback";
import { freePort } from "../../../local/controlplane/ports";
import { startServer, type TestServer } from "../acme/server";

/** What a receiver got: one notification of Alertmanager. */
export interface Notification {
  receiver: string;
  status: string;
  alerts: { labels: Record<string, string>; annotations: Record<string, string> }[];
}

/** Stands for every receiver, and for what Prometheus scrapes: nothing leaves the machine. */
export class Surroundings {
  readonly notifications: Notification[] = [];
  /** What is scraped, in the text format. */
  metrics = "";
  private readonly server: http.Server;

  private constructor() {
    this.server = http.createServer((request, response) => {
      if (request.url === "/metrics") {
        return response.setHeader("content-type", "text/plain; version=0.0.4").end(this.metrics);
      }
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        this.notifications.push(JSON.parse(body) as Notification);
        response.end();
      });
    });
  }

  static async start(): Promise<Surroundings> {
    const surroundings = new Surroundings();
    await new Promise<void>((resolve) => surroundings.server.listen(0, "127.0.0.1", resolve));
    return surroundings;
  }

  get address(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

const taken = new Set<number>();

async function freeAddress(): Promise<string> {
  const port = await freePort(taken);
  taken.add(port);
  return `127.0.0.1:${port}`;
}

const answers = (address: string) => async () => (await ask({ url: `http://${address}/-/ready` })).status === 200;

/** @param config Alertmanager's configuration, in YAML */
export async function startAlertmanager(
  binary: string,
  config: string,
  folder: string,
): Promise<TestServer & { address: string }> {
  const address = await freeAddress();
  const file = join(folder, "alertmanager.yaml");
  writeFileSync(file, config);
  const server = await startServer(
    binary,
    [
      `--config.file=${file}`,
      `--storage.path=${join(folder, "alertmanager")}`,
      `--web.listen-address=${address}`,
      "--cluster.listen-address=",
    ],
    { env: { HOME: folder }, answers: answers(address) },
  );
  return { ...server, address };
}

export interface PrometheusArgs {
  /** Tells servers of one cluster apart. */
  replica: string;
  /** `groups` of a file of rules. */
  groups: object[];
  alertRelabelConfigs: object[];
  /** What it scrapes every second. */
  target: string;
  alertmanager: string;
}

export async function startPrometheus(binary: string, args: PrometheusArgs, folder: string): Promise<TestServer> {
  const address = await freeAddress();
  const rules = join(folder, "rules.yaml");
  const file = join(folder, `${args.replica}.yaml`);
  writeFileSync(rules, stringify({ groups: args.groups }));
  const drop = { action: "labeldrop", regex: "prometheus_replica" }; // as the operator writes it
  const config = {
    global: {
      scrape_interval: "1s",
      evaluation_interval: "1s",
      external_labels: { cluster: "platform-test", prometheus_replica: args.replica },
    },
    rule_files: [rules],
    scrape_configs: [
      { job_name: "kube-state-metrics", honor_labels: true, static_configs: [{ targets: [args.target] }] },
    ],
    alerting: {
      alert_relabel_configs: [drop, ...args.alertRelabelConfigs],
      alertmanagers: [{ static_configs: [{ targets: [args.alertmanager] }] }],
    },
  };
  writeFileSync(file, stringify(config));
  return await startServer(
    binary,
    [
      `--config.file=${file}`,
      `--storage.tsdb.path=${join(folder, args.replica)}`,
      `--web.listen-address=${address}`,
      "--log.level=warn",
    ],
    { env: { HOME: folder }, answers: answers(address) },
  );
}
