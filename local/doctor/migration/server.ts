import { annotation, configMap, none, transportServer, unneeded, type Equivalents } from "./equivalent";

const snippets = "snippets are off, since they let an Ingress read every Secret; use what has a name of its own";
const firewall = "the firewall needs NGINX Plus; put the cloud's in front of the load balancer";

/** What NGINX itself does: TLS, logs, traces, and text that went into its configuration. */
export const server: Equivalents = {
  "ssl-ciphers": annotation("ssl-ciphers"),
  "ssl-prefer-server-ciphers": annotation("ssl-prefer-server-ciphers"),
  "ssl-passthrough": transportServer("listener.protocol", "TLS_PASSTHROUGH, which the controller must have on"),
  "http2-push-preload": unneeded("browsers and NGINX have given it up"),

  "configuration-snippet": none(snippets),
  "server-snippet": none(snippets),
  "stream-snippet": none(snippets),

  "enable-access-log": configMap("access-log-off"),
  "enable-rewrite-log": configMap("error-log-level", "notice tells of rewriting"),
  "enable-opentelemetry": configMap("otel-trace-in-http"),
  "opentelemetry-operation-name": none("spans have the name of their location; filter by their attributes"),
  "opentelemetry-trust-incoming-span": none("traces begin at NGINX; let the mesh carry on those of clients"),

  "enable-modsecurity": none(firewall),
  "enable-owasp-core-rules": none(firewall),
  "modsecurity-snippet": none(firewall),
  "modsecurity-transaction-id": none(firewall),
};
