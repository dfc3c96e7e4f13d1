import { describe, expect, it } from "vitest";
import { logPasswords } from "../../../components/logging/passwords";
import { logRoles, logUsers } from "../../../components/logging/users";

const read = ["read", "view_index_metadata"];

describe("who may what in Elasticsearch", () => {
  it("is a role for each user, of the same name", () => {
    const teams = ["payments", "catalog"];
    expect(logUsers(teams).map(({ name }) => name)).toEqual([
      "fluentd",
      "setup",
      "grafana",
      "platform",
      "team-payments",
      "team-catalog",
    ]);
    expect(Object.keys(logRoles(teams))).toEqual(logUsers(teams).map(({ name }) => name));
  });

  it("lets a team read its own streams, and keep views in its own space", () => {
    expect(logRoles(["payments"])["team-payments"]).toEqual({
      indices: [{ names: ["logs.team.payments.*"], privileges: read }],
      applications: [{ application: "kibana-.kibana", privileges: ["space_all"], resources: ["space:team-payments"] }],
    });
  });

  it("lets the platform's parts do their work, and nobody change or delete logs", () => {
    expect(logRoles([])).toEqual({
      fluentd: {
        cluster: ["cluster:monitor/main"],
        indices: [{ names: ["logs.*"], privileges: ["auto_configure", "create_doc"] }],
      },
      setup: {
        cluster: [
          "cluster:monitor/main",
          "manage_ilm",
          "manage_index_templates",
          "manage_slm",
          "cluster:admin/repository/*",
          "cluster:admin/snapshot/*",
        ],
        applications: [{ application: "kibana-.kibana", privileges: ["all"], resources: ["*"] }],
      },
      grafana: { indices: [{ names: ["logs.platform"], privileges: read }] },
      platform: {
        cluster: ["monitor", "read_ilm", "read_slm"],
        indices: [{ names: ["logs.*"], privileges: read }],
        applications: [{ application: "kibana-.kibana", privileges: ["all"], resources: ["*"] }],
      },
    });
  });

  it("comes with passwords from Vault: the platform's are read by nobody, a team's by the team", () => {
    const [writer, ...others] = logPasswords("logging", ["payments"]);
    expect(writer).toEqual({
      component: "elasticsearch-fluentd",
      owner: undefined,
      key: "password",
      secret: { namespace: "logging", name: "elasticsearch-user-fluentd" },
      plain: { username: "fluentd", roles: "fluentd" },
    });
    expect(others.at(-1)).toEqual({
      component: "kibana",
      owner: "payments",
      key: "password",
      secret: { namespace: "logging", name: "elasticsearch-user-team-payments" },
      plain: { username: "team-payments", roles: "team-payments" },
    });
  });
});
