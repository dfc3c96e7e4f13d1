import { describe, expect, it } from "vitest";
import { awsCluster, existingCluster, messageFor, parse } from "../support/config";

const title = "the configuration of stack dev has a mistake:\n  ";
const payments = { name: "payments", namespaces: [{ name: "payments" }, { name: "payments-batch" }] };

describe("one mistake about cost gives one message", () => {
  const cases: [what: string, settings: Record<string, unknown>, message: string][] = [
    [
      "another meter",
      { cost: { kind: "cloudhealth" } },
      'platform:cost.kind must be "opencost" or "kubecost" or "none", got "cloudhealth"; correct it: docs/configuration.md lists all settings',
    ],
    [
      "a budget of nothing",
      { cost: { kind: "none", monthlyBudgetUsd: 0 } },
      "platform:cost.monthlyBudgetUsd must be more than 0 (US dollars a month), got 0; write for example 500",
    ],
    [
      "a budget in words",
      { cost: { kind: "opencost", monthlyBudgetUsd: "5k" } },
      'platform:cost.monthlyBudgetUsd must be a number, got "5k"; correct it: docs/configuration.md lists all settings',
    ],
    [
      "somebody without an address",
      { cost: { kind: "opencost", budgetEmails: ["finance"] } },
      'platform:cost.budgetEmails[0] must be an address of email, got "finance"; write for example finance@example.com',
    ],
    [
      "more addresses than AWS takes",
      {
        cost: { kind: "opencost", budgetEmails: Array.from({ length: 11 }, (_, i) => `u${i}@x.io`) },
      },
      'platform:cost.budgetEmails must be at most 10 addresses, because AWS takes no more, got ["u0@x.io","u1@x.io","u2@x.io","u3@x.io","u4@x.io","u5@x....; write a mailing list',
    ],
    [
      "memory for nothing",
      { cost: { kind: "opencost", rates: { memoryGiBHourUsd: 0 } } },
      "platform:cost.rates.memoryGiBHourUsd must be more than 0 (US dollars a GiB and hour), got 0; write for example 0.004237",
    ],
    [
      "rates for a meter that takes none",
      { cost: { kind: "kubecost", rates: {} } },
      'platform:cost.rates must only be set where kind is "opencost"; remove it or change kind',
    ],
    [
      "a team with nothing to spend",
      { teams: [{ ...payments, monthlyBudgetUsd: -1 }] },
      "platform:teams[0].monthlyBudgetUsd must be more than 0 (US dollars a month), got -1; write for example 500",
    ],
    [
      "teams that may spend more than the stack",
      {
        teams: [
          { ...payments, monthlyBudgetUsd: 700 },
          { name: "catalog", monthlyBudgetUsd: 301 },
        ],
      },
      "platform:cost.monthlyBudgetUsd must be at least what the teams may spend together (1001 US dollars a month), got 1000; raise it, or lower teams' budgets",
    ],
    [
      "a team's budget that nothing measures",
      { cost: { kind: "none" }, teams: [{ ...payments, monthlyBudgetUsd: 100 }] },
      "platform:teams[0].monthlyBudgetUsd must be left out while cost.kind is none, because nothing measures what the team spends, got 100; remove it, or set platform:cost.kind to opencost",
    ],
  ];
  it.each(cases)("fails when there is %s", (_, settings, message) => {
    expect(messageFor(settings)).toBe(title + message);
  });
});

describe("what cost means for the components", () => {
  it("measures with OpenCost at the prices of the cloud's list, within the environment's budget", () => {
    expect(parse({ cluster: awsCluster }).cost).toEqual({
      monthlyBudgetUsd: 5000,
      budgetEmails: [],
      teams: [],
      meter: { kind: "opencost", rates: { kind: "list" } },
    });
  });

  it("has a budget for each environment, and that of the strictest where a stack carries several", () => {
    const access = { admins: ["platform-admins"] };
    const budget = (...names: string[]) =>
      parse({ cluster: existingCluster, environments: names.map((name) => ({ name })), access }).cost.monthlyBudgetUsd;
    expect([budget("dev"), budget("dev", "staging"), budget("production", "dev")]).toEqual([1000, 5000, 15000]);
  });

  it("knows no list of prices for an existing cluster", () => {
    expect(parse({ cluster: existingCluster }).cost.meter).toEqual({
      kind: "opencost",
      rates: { kind: "fixed", cpuCoreHourUsd: 0.031611, memoryGiBHourUsd: 0.004237, volumeGiBMonthUsd: 0.1 },
    });
  });

  it("takes the operator's rates instead of a list", () => {
    const cost = { kind: "opencost", rates: { cpuCoreHourUsd: 0.02 } };
    expect(parse({ cluster: awsCluster, cost }).cost.meter).toEqual({
      kind: "opencost",
      rates: { kind: "fixed", cpuCoreHourUsd: 0.02, memoryGiBHourUsd: 0.004237, volumeGiBMonthUsd: 0.1 },
    });
  });

  it("knows the namespaces of teams that have a budget", () => {
    const teams = [{ ...payments, monthlyBudgetUsd: 700.5 }, { name: "catalog" }];
    const cost = { kind: "kubecost", monthlyBudgetUsd: 900, budgetEmails: ["finance@example.com"] };
    expect(parse({ cluster: existingCluster, teams, cost }).cost).toEqual({
      monthlyBudgetUsd: 900,
      budgetEmails: ["finance@example.com"],
      teams: [{ team: "payments", monthlyBudgetUsd: 700.5, namespaces: ["payments", "payments-batch"] }],
      meter: { kind: "kubecost" },
    });
  });

  it("measures nothing where nobody asked for it, and keeps the budget", () => {
    expect(parse({ cluster: awsCluster, cost: { kind: "none" } }).cost).toEqual({
      monthlyBudgetUsd: 5000,
      budgetEmails: [],
      teams: [],
      meter: undefined,
    });
  });
});
