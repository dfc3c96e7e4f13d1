import type { types } from "@pulumi/kubernetes";
import { resources, restrictedContainer, spreadOverZones } from "../lib/scheduling";
import { proxyPort, proxyWorkload } from "./names";

/** The sign-in provider. */
export interface Provider {
  issuer: string;
  /** Claim of the ID token with a person's groups. */
  groupsClaim: string;
}

/** What stands behind a proxy: a console that has no sign-in of its own, or files. */
export type Upstream =
  | {
      /** Where its Service answers, such as `http://prometheus-operated.monitoring.svc:9090`. */
      url: string;
      /** Pods that the proxy may reach. */
      pods: { namespace: string; workload: string; labels?: Record<string, string>; port: number };
      /** Secret beside the proxy whose `ca.crt` signed its certificate. @default none - it speaks HTTP */
      caSecret?: string;
    }
  | { files: Record<string, string> };

/** One console that people reach through a proxy. */
export interface ProxiedConsole {
  name: string;
  host: string;
  clientId: string;
  /** Who may sign in; at least one group, because none would be everybody. */
  groups: string[];
  upstream: Upstream;
}

/** TCP port of a proxy's metrics. */
export const proxyMetricsPort = 44180;

const folders = { config: "/config", client: "/secrets/client", cookie: "/secrets/cookie", files: "/www", ca: "/ca" };

/** Keys of Secrets, and so names of files. */
export const secretFiles = { client: "client-secret", cookie: "cookie" } as const;

/** Labels of a proxy's pods; the second one is common to all of them. */
export function proxyLabels(console: string): Record<string, string> {
  return { "app.kubernetes.io/name": proxyWorkload(console), ...signInLabels };
}

/** Pods that ask the issuer. */
export const signInLabels = { "platform/sign-in": "proxy" };

/**
 * Configuration of oauth2-proxy. A session is a cookie, encrypted and without the provider's tokens: so any pod knows it,
 * and it ends after a working day, when groups are asked for again.
 * @see https://oauth2-proxy.github.io/oauth2-proxy/configuration/overview
 */
export function proxyConfig({ issuer, groupsClaim }: Provider, { host, clientId, groups, upstream }: ProxiedConsole) {
  if (groups.length === 0) throw new Error(`groups of ${host} must name at least one group, got none; name one`);
  const settings: Record<string, string | boolean | string[]> = {
    provider: "oidc",
    oidc_issuer_url: issuer,
    client_id: clientId,
    client_secret_file: `${folders.client}/${secretFiles.client}`,
    redirect_url: `https://${host}/oauth2/callback`,
    scope: "openid profile email", // whatever is not said is asked for: GitLab refuses a scope "groups"
    code_challenge_method: "S256",
    insecure_oidc_skip_nonce: false,
    oidc_groups_claim: groupsClaim,
    allowed_groups: groups,
    email_domains: ["*"], // groups decide
    skip_provider_button: true,
    cookie_name: "__Host-sign-in",
    cookie_secret_file: `${folders.cookie}/${secretFiles.cookie}`,
    cookie_secure: true,
    cookie_httponly: true,
    cookie_samesite: "lax",
    cookie_expire: "8h",
    session_cookie_minimal: true,
    http_address: `0.0.0.0:${proxyPort}`,
    metrics_address: `0.0.0.0:${proxyMetricsPort}`,
    reverse_proxy: true, // only the ingress controller reaches it
    silence_ping_logging: true,
    pass_basic_auth: false,
    upstreams: ["url" in upstream ? upstream.url : `file://${folders.files}/#/`],
  };
  return Object.entries(settings)
    .map(([key, value]) => `${key} = ${JSON.stringify(value)}\n`)
    .join("");
}

/** Pods of a proxy. @param digest of its configuration, so that a change replaces them */
export function proxyPod(
  { name, upstream }: ProxiedConsole,
  { image, account, digest }: { image: string; account: string; digest: string },
): types.input.core.v1.PodTemplateSpec {
  const workload = proxyWorkload(name);
  const mounts = [
    { name: "config", mountPath: folders.config, volume: { configMap: { name: workload } } },
    { name: "client", mountPath: folders.client, volume: { secret: { secretName: `${workload}-client` } } },
    { name: "cookie", mountPath: folders.cookie, volume: { secret: { secretName: `${workload}-cookie` } } },
    ...("files" in upstream
      ? [{ name: "files", mountPath: folders.files, volume: { configMap: { name: `${workload}-files` } } }]
      : upstream.caSecret === undefined
        ? []
        : [
            {
              name: "ca",
              mountPath: folders.ca,
              volume: { secret: { secretName: upstream.caSecret, items: [{ key: "ca.crt", path: "ca.crt" }] } },
            },
          ]),
  ];
  const probe = (path: string) => ({ httpGet: { path, port: "http" }, periodSeconds: 10 });
  return {
    metadata: { labels: proxyLabels(name), annotations: { "platform/config": digest } },
    spec: {
      serviceAccountName: account,
      automountServiceAccountToken: false,
      enableServiceLinks: false,
      securityContext: {
        runAsNonRoot: true,
        runAsUser: 65532,
        runAsGroup: 65532,
        fsGroup: 65532,
        seccompProfile: { type: "RuntimeDefault" },
      },
      topologySpreadConstraints: spreadOverZones({ "app.kubernetes.io/name": workload }),
      containers: [
        {
          name: "proxy",
          image,
          args: [`--config=${folders.config}/oauth2-proxy.cfg`],
          // Certificates that the image brings are trusted as well.
          env: mounts.some((mount) => mount.name === "ca") ? [{ name: "SSL_CERT_DIR", value: folders.ca }] : [],
          ports: [
            { name: "http", containerPort: proxyPort },
            { name: "metrics", containerPort: proxyMetricsPort },
          ],
          readinessProbe: probe("/ready"),
          livenessProbe: probe("/ping"),
          resources: resources("10m", "32Mi", "128Mi"),
          securityContext: restrictedContainer,
          volumeMounts: mounts.map((mount) => ({ name: mount.name, mountPath: mount.mountPath, readOnly: true })),
        },
      ],
      volumes: mounts.map((mount) => ({ name: mount.name, ...mount.volume })),
    },
  };
}
