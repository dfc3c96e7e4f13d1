import { deadMansSwitch } from "./names";
import { receiverConfig, type Receiver } from "./receivers";

/** Names of receivers, by severity. */
export interface Recipients {
  critical: string[];
  warning: string[];
}

export interface RoutingArgs {
  receivers: Receiver[];
  /** Who hears of alerts of the platform, and of those of teams that name nobody. */
  platform: Recipients;
  teams: ({ name: string } & Recipients)[];
  /** Receiver that gets one alert all the time. @default nobody */
  deadMansSwitch?: string;
  /** After how long an alert that goes on is sent again (hours). */
  repeatHours: { critical: number; warning: number };
}

/** Receiver that sends nothing; no receiver in the settings can have an upper-case letter. */
const nobody = "Nobody";

/** What tells two alerts of the same name apart: labels that rules leave on them. */
const subjects = [
  ...["team", "namespace", "workload", "pod", "container", "persistentvolumeclaim", "resource", "resourcequota"],
  ...["node", "nodename", "device", "host", "name", "exported_namespace", "schedule", "budget"],
];

/**
 * Alertmanager's configuration, without any secret in it.
 * @param secretFile where it finds the secret of a receiver, by the receiver's name
 */
export function alertmanagerConfig(args: RoutingArgs, secretFile: (receiver: string) => string) {
  return {
    global: { resolve_timeout: "5m" },
    route: {
      receiver: nobody,
      group_by: ["alertname", "team", "namespace"],
      group_wait: "30s",
      group_interval: "5m",
      repeat_interval: `${args.repeatHours.warning}h`,
      routes: [
        heartbeat(args.deadMansSwitch),
        ...args.teams.map((team) => ({
          matchers: [`team="${team.name}"`],
          routes: bySeverity(recipientsOf(team, args.platform), args.repeatHours),
        })),
        ...bySeverity(args.platform, args.repeatHours),
      ],
    },
    inhibit_rules: [
      // Of the two steps of one threshold only the worse is sent.
      {
        source_matchers: [`severity="critical"`],
        target_matchers: [`severity="warning"`],
        equal: ["alertname", ...subjects],
      },
      // Without Vault no Secret can be read; `team=""`: no team silences the platform by an alert of the same name.
      {
        source_matchers: [`alertname="VaultSealed"`, `team=""`],
        target_matchers: [`alertname="SecretNotSynced"`, `team=""`],
      },
    ],
    receivers: [
      { name: nobody },
      ...args.receivers.map((receiver) => receiverConfig(receiver, secretFile(receiver.name))),
    ],
  };
}

/** One alert that always fires, sent often: who gets it misses it as soon as alerts no longer arrive. */
function heartbeat(receiver = nobody) {
  return {
    matchers: [`alertname="${deadMansSwitch}"`, `team=""`],
    receiver,
    group_wait: "0s",
    group_interval: "1m",
    repeat_interval: "5m",
  };
}

/** Whoever the team names, and the platform's people for the rest. */
function recipientsOf(team: Recipients, platform: Recipients): Recipients {
  return {
    critical: team.critical.length > 0 ? team.critical : platform.critical,
    warning: team.warning.length > 0 ? team.warning : platform.warning,
  };
}

/** Critical ones to those who are woken; all others, also those without a severity, to the others. */
function bySeverity({ critical, warning }: Recipients, repeatHours: RoutingArgs["repeatHours"]) {
  return [
    ...toEach(critical, { matchers: [`severity="critical"`], repeat_interval: `${repeatHours.critical}h` }),
    ...toEach(warning, { repeat_interval: `${repeatHours.warning}h` }),
  ];
}

/** The same route for every receiver; the last one ends the search. */
function toEach(receivers: string[], route: { matchers?: string[]; repeat_interval: string }) {
  const names = receivers.length > 0 ? receivers : [nobody];
  return names.map((receiver, i) => ({ receiver, ...route, continue: i < names.length - 1 }));
}
