import { describe, expect, it } from "vitest";
import { awsCluster, azureCluster, existingCluster as cluster, messageFor, parse } from "../support/config";

const at = "platform:monitoring";
const monitoring = (settings: object) => ({ monitoring: { kind: "prometheus", ...settings } });
const thanos = { name: "thanos", url: "https://metrics.example.com/api/v1/receive", cidrs: ["203.0.113.0/24"] };
const store = (settings: object) => monitoring({ remoteWrite: [{ ...thanos, ...settings }] });

describe("the settings of metrics", () => {
  it.each([
    [
      "one server",
      monitoring({ replicas: 1 }),
      `${at}.replicas must be 2 or 3, because one server is lost with its node, got 1; write 2`,
    ],
    [
      "too many servers",
      monitoring({ replicas: 4 }),
      `${at}.replicas must be 2 or 3, because each server scrapes everything, got 4; write 2`,
    ],
    [
      "a volume that holds no day",
      monitoring({ volumeGiB: 5 }),
      `${at}.volumeGiB must be 10 or more (GiB), got 5; write for example 100`,
    ],
    [
      "too little memory",
      monitoring({ memoryGiB: 1 }),
      `${at}.memoryGiB must be 2 or more (GiB), got 1; write for example 8`,
    ],
    [
      "graphs with gaps",
      monitoring({ scrapeIntervalSeconds: 300 }),
      `${at}.scrapeIntervalSeconds must be at most 120 (seconds), because graphs have gaps beyond, got 300; write 30`,
    ],
    [
      "a load that nothing stands",
      monitoring({ scrapeIntervalSeconds: 5 }),
      `${at}.scrapeIntervalSeconds must be 10 or more (seconds), got 5; write 30`,
    ],
    [
      "one Alertmanager",
      monitoring({ alertmanagerReplicas: 1 }),
      `${at}.alertmanagerReplicas must be 2 or 3, because one pod is lost with its node, got 1; write 3`,
    ],
    [
      "a store without TLS",
      store({ url: "http://metrics.example.com" }),
      `${at}.remoteWrite[0].url must be an https address, got "http://metrics.example.com"; write for example https://metrics.example.com/api/v1/receive`,
    ],
    [
      "a store whose addresses are not known",
      store({ cidrs: [] }),
      `${at}.remoteWrite[0].cidrs must name the store's addresses, because Prometheus reaches no others, got []; write for example 203.0.113.0/24`,
    ],
    [
      "two stores of one name",
      monitoring({ remoteWrite: [thanos, thanos] }),
      `${at}.remoteWrite[1].name must be unique, but ${at}.remoteWrite[0].name has it too, got "thanos"; rename one`,
    ],
    [
      "a store where nothing keeps its credentials",
      { ...store({}), vault: { distribution: "none" } },
      `${at}.remoteWrite must be empty while vault.distribution is none, because credentials of stores come from there; remove it, or set vault.distribution`,
    ],
    [
      "another Prometheus beside the platform's",
      { network: { prometheus: { namespace: "observability" } } },
      "platform:network.prometheus must be left out while monitoring.kind is prometheus, because the platform brings the pods that scrape; remove it, or set monitoring.kind to none",
    ],
    [
      "settings without metrics",
      { monitoring: { kind: "none", replicas: 2 } },
      `${at}.replicas must only be set where kind is "prometheus"; remove it or change kind`,
    ],
  ])("fail on %s", (_, settings, message) => {
    expect(messageFor(settings)).toBe(`the configuration of stack dev has a mistake:\n  ${message}`);
  });

  it("have metrics on by default, with what one environment needs", () => {
    expect(parse({ cluster }).monitoring).toEqual({
      kind: "prometheus",
      replicas: 2,
      retentionDays: 15,
      volumeGiB: 100,
      memoryGiB: 8,
      scrapeIntervalSeconds: 30,
      alertmanagerReplicas: 3,
      podSamples: 10000,
      remoteWrite: [],
      cluster: "platform-staging",
      environment: "staging",
      // Nobody said where nodes are.
      nodeCidrs: ["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16"],
      verifyKubelets: false,
    });
  });

  it.each([
    [
      "an existing cluster",
      { ...cluster, network: { ...cluster.network, nodeCidr: "172.18.0.0/16" } },
      "172.18.0.0/16",
    ],
    ["AWS", awsCluster, "10.0.0.0/16"],
    ["Azure", azureCluster, "10.0.0.0/16"],
  ])("know the nodes of %s", (_, its, cidr) => {
    expect(parse({ cluster: its }).monitoring).toMatchObject({
      nodeCidrs: [cidr],
      verifyKubelets: its.kind !== "existing",
    });
  });

  it("leave scraping to another Prometheus, which has a name, where there are none", () => {
    const prometheus = { namespace: "observability", labels: { app: "prometheus" }, serviceAccount: "scraper" };
    const config = parse({ cluster, monitoring: { kind: "none" }, cost: { kind: "none" }, network: { prometheus } });
    expect(config.monitoring).toBeUndefined();
    expect(config.peers.prometheus).toEqual(prometheus);
  });
});
