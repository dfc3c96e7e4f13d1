/** People who sign in, and what they are in Grafana. */
export interface GrafanaSignIn {
  clientId: string;
  /** Claim of the ID token with a person's groups. */
  groupsClaim: string;
  endpoints: { authorization: string; token: string; userinfo: string };
  /** Groups by role, as the sign-in provider sends them; the first role counts, and who is in none does not get in. */
  groups: { admins: string[]; editors: string[]; viewers: string[] };
}

/** TCP port of the pages and of Grafana's own metrics. */
export const grafanaPort = 3000;

/** Where files are in the container. */
export const folders = {
  data: "/var/lib/grafana",
  config: "/etc/platform",
  provisioning: "/etc/platform-provisioning",
  dashboards: "/dashboards",
  own: "/secrets/own",
  client: "/secrets/client",
} as const;

/** Keys of Secrets, and so names of files. */
export const secretFiles = { adminPassword: "admin-password", key: "key", client: "client-secret" } as const;

type Section = Record<string, string | number | boolean>;

/**
 * grafana.ini. Everything comes from files, so that nothing is lost with a pod but sessions. The account `admin` is for
 * the day when the sign-in provider is down; its password is in Vault. Alerts are Alertmanager's business.
 */
export function grafanaIni(host: string, signIn: GrafanaSignIn): string {
  const file = (folder: string, name: string) => `$__file{${folder}/${name}}`;
  const sections: Record<string, Section> = {
    server: { http_port: grafanaPort, domain: host, root_url: `https://${host}/`, enforce_domain: false },
    paths: { data: folders.data, provisioning: folders.provisioning },
    security: {
      admin_user: "admin",
      admin_password: file(folders.own, secretFiles.adminPassword),
      secret_key: file(folders.own, secretFiles.key),
      cookie_secure: true,
      cookie_samesite: "lax",
      strict_transport_security: true,
      content_security_policy: true,
      disable_gravatar: true,
    },
    auth: { login_maximum_inactive_lifetime_duration: "8h", login_maximum_lifetime_duration: "8h" },
    "auth.generic_oauth": {
      enabled: true,
      name: "Single sign-on",
      client_id: signIn.clientId,
      client_secret: file(folders.client, secretFiles.client),
      scopes: "openid profile email",
      auth_url: signIn.endpoints.authorization,
      token_url: signIn.endpoints.token,
      api_url: signIn.endpoints.userinfo,
      use_pkce: true,
      allow_sign_up: true,
      role_attribute_path: rolePath(signIn),
      role_attribute_strict: true,
    },
    users: { allow_sign_up: false, allow_org_create: false },
    unified_alerting: { enabled: false },
    public_dashboards: { enabled: false },
    snapshots: { enabled: false },
    plugins: { preinstall_disabled: true, plugin_admin_enabled: false },
    analytics: { reporting_enabled: false, check_for_updates: false, check_for_plugin_updates: false },
    news: { news_feed_enabled: false },
    "log.console": { format: "json" },
    metrics: { enabled: true },
  };
  return Object.entries(sections)
    .map(([name, section]) => [`[${name}]`, ...Object.entries(section).map(([key, value]) => `${key} = ${value}`), ""])
    .flat()
    .join("\n");
}

/** JMESPath over the claims: the first role whose groups a person is in. */
export function rolePath({ groupsClaim, groups }: Pick<GrafanaSignIn, "groupsClaim" | "groups">): string {
  const roles = [
    ["Admin", groups.admins],
    ["Editor", groups.editors],
    ["Viewer", groups.viewers],
  ] as const;
  return roles
    .flatMap(([role, names]) => names.map((name) => `contains("${groupsClaim}"[*], ${literal(name)}) && '${role}'`))
    .join(" || ");
}

/** A raw string of JMESPath. */
function literal(text: string): string {
  return `'${text.replace(/\\/g, "\\\\").replace(/'/g, "\\'")}'`;
}
