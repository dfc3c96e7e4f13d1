import { describe, expect, it } from "vitest";
import { proxyConfig, proxyPod, type ProxiedConsole } from "../../../components/consoles/proxy";

const provider = { issuer: "https://gitlab.com", groupsClaim: "groups_direct" };
const console: ProxiedConsole = {
  name: "prometheus",
  host: "prometheus.dev.example.com",
  clientId: "prometheus-dev",
  groups: ["platform-admins", 'with "quotes"'],
  upstream: {
    url: "http://prometheus.monitoring.svc:9090",
    pods: { namespace: "monitoring", workload: "prometheus", port: 9090 },
  },
};

describe("a proxy that asks people to sign in", () => {
  it("lets its groups in for a day, and keeps no token", () => {
    expect(proxyConfig(provider, console)).toBe(
      [
        'provider = "oidc"',
        'oidc_issuer_url = "https://gitlab.com"',
        'client_id = "prometheus-dev"',
        'client_secret_file = "/secrets/client/client-secret"',
        'redirect_url = "https://prometheus.dev.example.com/oauth2/callback"',
        'scope = "openid profile email"',
        'code_challenge_method = "S256"',
        "insecure_oidc_skip_nonce = false",
        'oidc_groups_claim = "groups_direct"',
        'allowed_groups = ["platform-admins","with \\"quotes\\""]',
        'email_domains = ["*"]',
        "skip_provider_button = true",
        'cookie_name = "__Host-sign-in"',
        'cookie_secret_file = "/secrets/cookie/cookie"',
        "cookie_secure = true",
        "cookie_httponly = true",
        'cookie_samesite = "lax"',
        'cookie_expire = "8h"',
        "session_cookie_minimal = true",
        'http_address = "0.0.0.0:4180"',
        'metrics_address = "0.0.0.0:44180"',
        "reverse_proxy = true",
        "silence_ping_logging = true",
        "pass_basic_auth = false",
        'upstreams = ["http://prometheus.monitoring.svc:9090"]',
        "",
      ].join("\n"),
    );
  });

  it("fails when it would let everybody in", () => {
    expect(() => proxyConfig(provider, { ...console, groups: [] })).toThrow(
      new Error("groups of prometheus.dev.example.com must name at least one group, got none; name one"),
    );
  });

  it("trusts the certificate of a console that speaks TLS, beside those of the internet", () => {
    const secure = { ...console, upstream: { ...console.upstream, caSecret: "kibana-ca" } } as ProxiedConsole;
    const { spec } = proxyPod(secure, { image: "i", account: "a", digest: "d" });
    const [container] = spec.containers;
    expect(container!.env).toEqual([{ name: "SSL_CERT_DIR", value: "/ca" }]);
    expect(container!.volumeMounts).toContainEqual({ name: "ca", mountPath: "/ca", readOnly: true });
    expect(spec.volumes).toContainEqual({
      name: "ca",
      secret: { secretName: "kibana-ca", items: [{ key: "ca.crt", path: "ca.crt" }] },
    });
  });

  it("gets secrets as files, and no token of Kubernetes", () => {
    const { spec } = proxyPod(console, { image: "i", account: "a", digest: "d" });
    expect(spec).toMatchObject({
      serviceAccountName: "a",
      automountServiceAccountToken: false,
      volumes: [
        { name: "config", configMap: { name: "prometheus-proxy" } },
        { name: "client", secret: { secretName: "prometheus-proxy-client" } },
        { name: "cookie", secret: { secretName: "prometheus-proxy-cookie" } },
      ],
      containers: [{ args: ["--config=/config/oauth2-proxy.cfg"], env: [] }],
    });
  });
});
