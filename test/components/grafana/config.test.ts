import { describe, expect, it } from "vitest";
import { grafanaIni, rolePath, type GrafanaSignIn } from "../../../components/grafana/config";
import { provisioning } from "../../../components/grafana/provisioning";

const signIn: GrafanaSignIn = {
  clientId: "grafana-dev",
  groupsClaim: "groups_direct",
  endpoints: {
    authorization: "https://gitlab.com/oauth/authorize",
    token: "https://gitlab.com/oauth/token",
    userinfo: "https://gitlab.com/oauth/userinfo",
  },
  groups: { admins: ["platform-admins"], editors: [], viewers: ["it's us"] },
};

function sections(ini: string): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  let current = "";
  for (const line of ini.split("\n").filter((text) => text !== "")) {
    if (line.startsWith("[")) current = line.slice(1, -1);
    else (found[current] ??= []).push(line);
  }
  return found;
}

describe("Grafana's configuration", () => {
  const ini = sections(grafanaIni("grafana.dev.example.com", signIn));

  it("signs people in at the provider, and nobody without a role", () => {
    expect(ini["auth.generic_oauth"]).toEqual([
      "enabled = true",
      "name = Single sign-on",
      "client_id = grafana-dev",
      "client_secret = $__file{/secrets/client/client-secret}",
      "scopes = openid profile email",
      "auth_url = https://gitlab.com/oauth/authorize",
      "token_url = https://gitlab.com/oauth/token",
      "api_url = https://gitlab.com/oauth/userinfo",
      "use_pkce = true",
      "allow_sign_up = true",
      `role_attribute_path = ${rolePath(signIn)}`,
      "role_attribute_strict = true",
    ]);
    expect(ini["users"]).toEqual(["allow_sign_up = false", "allow_org_create = false"]);
  });

  it("gives the first role whose groups a person is in", () => {
    expect(rolePath(signIn)).toBe(
      `contains("groups_direct"[*], 'platform-admins') && 'Admin' || contains("groups_direct"[*], 'it\\'s us') && 'Viewer'`,
    );
  });

  it("names files where there are secrets", () => {
    expect(ini["security"]).toEqual([
      "admin_user = admin",
      "admin_password = $__file{/secrets/own/admin-password}",
      "secret_key = $__file{/secrets/own/key}",
      "cookie_secure = true",
      "cookie_samesite = lax",
      "strict_transport_security = true",
      "content_security_policy = true",
      "disable_gravatar = true",
    ]);
  });

  it("asks nobody outside, and shows nothing to people who did not sign in", () => {
    expect(ini).toMatchObject({
      analytics: ["reporting_enabled = false", "check_for_updates = false", "check_for_plugin_updates = false"],
      news: ["news_feed_enabled = false"],
      plugins: ["preinstall_disabled = true", "plugin_admin_enabled = false"],
      public_dashboards: ["enabled = false"],
      snapshots: ["enabled = false"],
      unified_alerting: ["enabled = false"],
    });
    expect(ini["auth.anonymous"]).toBe(undefined);
  });
});

describe("what Grafana is provisioned with", () => {
  const sources = { prometheus: "http://prometheus:9090", alertmanager: "http://alertmanager:9093" };
  const logs = {
    url: "https://logs:9200",
    index: "logs-platform",
    user: "grafana",
    password: { entry: "elasticsearch-grafana", key: "password" },
    passwordSecret: { name: "grafana-logs", key: "password" },
    caSecret: "logs-ca",
  };
  const files = provisioning({ ...sources, elasticsearch: logs }, [{ uid: "team-a", title: "Team a" }]);

  it("has its sources, which nobody changes in the browser", () => {
    expect(JSON.parse(files.datasources)).toEqual({
      apiVersion: 1,
      prune: true,
      datasources: [
        {
          access: "proxy",
          editable: false,
          name: "Prometheus",
          uid: "prometheus",
          type: "prometheus",
          url: "http://prometheus:9090",
          isDefault: true,
          jsonData: { httpMethod: "POST", manageAlerts: false, alertmanagerUid: "alertmanager" },
        },
        {
          access: "proxy",
          editable: false,
          name: "Alertmanager",
          uid: "alertmanager",
          type: "alertmanager",
          url: "http://alertmanager:9093",
          jsonData: { implementation: "prometheus", handleGrafanaManagedAlerts: false },
        },
        {
          access: "proxy",
          editable: false,
          name: "Logs of the platform",
          uid: "logs",
          type: "elasticsearch",
          url: "https://logs:9200",
          basicAuth: true,
          basicAuthUser: "grafana",
          jsonData: {
            index: "logs-platform",
            timeField: "@timestamp",
            logMessageField: "log",
            tlsAuthWithCACert: true,
          },
          secureJsonData: {
            basicAuthPassword: "$__file{/secrets/logs/password}",
            tlsCACert: "$__file{/secrets/logs-ca/ca.crt}",
          },
        },
      ],
    });
    expect(JSON.parse(provisioning(sources, []).datasources)).toMatchObject({
      datasources: [{ uid: "prometheus" }, { uid: "alertmanager" }],
    });
  });

  it("has a folder of dashboards for each team", () => {
    expect(JSON.parse(files.dashboards)).toEqual({
      apiVersion: 1,
      providers: [
        {
          name: "team-a",
          folder: "Team a",
          folderUid: "team-a",
          type: "file",
          allowUiUpdates: false,
          disableDeletion: true,
          options: { path: "/dashboards/team-a" },
        },
      ],
    });
  });
});
