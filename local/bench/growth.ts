import type { RunResult } from "../engine/types";
import { cpuSeconds, median, planned, rounded } from "./measure";

/** What a plan costs with so many teams. */
export interface Growth {
  teams: number;
  objects: number;
  seconds: number;
  /** Without an empty program's start, and with the packs. */
  millisecondsPerObject: number;
  /** What the plan takes longer than without packs. */
  packSeconds: number;
  /** That, of each object. */
  packMillisecondsPerObject: number;
  /** The same in CPU time of all processes, where it can be had. */
  packCpuMillisecondsPerObject?: number;
}

/** Teams as an operator would write them: a namespace, a public service and its database. */
export function teams(count: number): unknown[] {
  return Array.from({ length: count }, (_, i) => ({
    name: `team-${i}`,
    groups: { developers: [`team-${i}-developers`], viewers: [`team-${i}-viewers`] },
    namespaces: [
      {
        name: `space-${i}`,
        workloads: [
          {
            name: "api",
            ports: [8080],
            ingressPorts: [8080],
            metricsPort: 9090,
            calls: [{ workload: "db", port: 5432 }],
          },
          { name: "db", ports: [5432] },
        ],
      },
    ],
  }));
}

const alerts = {
  receivers: [{ name: "platform-chat", kind: "slack", channel: "#platform-dev" }],
  platform: { critical: ["platform-chat"], warning: ["platform-chat"] },
};

/** @param samples Plans of each kind, of which the median counts. */
export async function growth(count: number, emptySeconds: number, samples = 1): Promise<Growth> {
  const config = {
    "platform:teams": JSON.stringify(teams(count)),
    // Those of dev name its own teams.
    "platform:alerts": JSON.stringify(alerts),
  };
  const [bare, judged]: [Cost[], Cost[]] = [[], []];
  let objects = 0;
  for (let i = 0; i < samples; i++) {
    bare.push(await costOf(() => planned("dev", config, [])));
    const cost = await costOf(() => planned("dev", config));
    judged.push(cost);
    objects = cost.result.resources.filter(({ custom }) => custom).length;
  }
  const middle = (costs: Cost[], of: "seconds" | "cpu") => median(costs.map((cost) => cost[of]));
  const seconds = middle(judged, "seconds");
  const packSeconds = seconds - middle(bare, "seconds");
  const packCpu = middle(judged, "cpu") - middle(bare, "cpu");
  const perObject = (cost: number) => rounded((1000 * cost) / objects);
  return {
    teams: count,
    objects,
    seconds: rounded(seconds),
    millisecondsPerObject: perObject(seconds - emptySeconds),
    packSeconds: rounded(packSeconds),
    packMillisecondsPerObject: perObject(packSeconds),
    ...(Number.isNaN(packCpu) ? {} : { packCpuMillisecondsPerObject: perObject(packCpu) }),
  };
}

interface Cost {
  seconds: number;
  /** CPU time (s) of all processes, NaN where it cannot be had. */
  cpu: number;
  result: RunResult;
}

async function costOf(plan: () => Promise<RunResult>): Promise<Cost> {
  const before = cpuSeconds() ?? NaN;
  const result = await plan();
  return { seconds: result.seconds, cpu: (cpuSeconds() ?? NaN) - before, result };
}
