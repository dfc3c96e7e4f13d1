import { planned, rounded } from "./measure";

/** What a plan costs with so many teams. */
export interface Growth {
  teams: number;
  objects: number;
  seconds: number;
  /** Without an empty program's start, and with the packs. */
  millisecondsPerObject: number;
  /** The packs' share. */
  packMillisecondsPerObject: number;
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

export async function growth(count: number, emptySeconds: number): Promise<Growth> {
  const config = {
    "platform:teams": JSON.stringify(teams(count)),
    // Those of dev name its own teams.
    "platform:alerts": JSON.stringify(alerts),
  };
  const bare = await planned("dev", config, []);
  const judged = await planned("dev", config);
  const objects = judged.resources.filter(({ custom }) => custom).length;
  const perObject = (seconds: number) => rounded((1000 * seconds) / objects);
  return {
    teams: count,
    objects,
    seconds: rounded(judged.seconds),
    millisecondsPerObject: perObject(judged.seconds - emptySeconds),
    packMillisecondsPerObject: perObject(judged.seconds - bare.seconds),
  };
}
