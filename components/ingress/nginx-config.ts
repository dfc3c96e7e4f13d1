/** Limit of requests for each client address. */
export interface RateLimit {
  requestsPerSecond: number;
  /** Requests above it that are still answered at once. */
  burst: number;
}

/** Headers that every answer has, unless the application sends its own. */
const securityHeaders = {
  "X-Content-Type-Options": "nosniff",
  "X-Frame-Options": "SAMEORIGIN",
  "Referrer-Policy": "strict-origin-when-cross-origin",
};

/** Forward secrecy and authenticated encryption only; for TLS 1.2, since 1.3 has no others. */
const ciphers = ["ECDSA", "RSA"].flatMap((key) =>
  ["AES128-GCM-SHA256", "AES256-GCM-SHA384", "CHACHA20-POLY1305"].map((cipher) => `ECDHE-${key}-${cipher}`),
);

/**
 * The controller's ConfigMap: how NGINX serves every host. Snippets here are the platform's own; those of Ingresses are
 * off. An Ingress with `nginx.org/limit-req-*` has its own limit instead.
 */
export function nginxConfig({ requestsPerSecond, burst }: RateLimit): Record<string, string> {
  const headers = Object.entries(securityHeaders).map(([header, value]) => {
    const variable = header.toLowerCase().replaceAll("-", "_");
    return { header, value, sent: `$upstream_http_${variable}`, added: `$platform_${variable}` };
  });
  return {
    "ssl-protocols": "TLSv1.2 TLSv1.3",
    "ssl-ciphers": ciphers.join(":"),
    "ssl-redirect": "True",
    http2: "True",
    "server-tokens": "False",
    hsts: "True",
    "hsts-max-age": String(365 * 24 * 60 * 60),
    "hsts-include-subdomains": "False", // what lies below a host may belong to somebody else
    "http-snippets": [
      `limit_req_zone $binary_remote_addr$server_name zone=clients:20m rate=${requestsPerSecond}r/s;`,
      "limit_req_status 429;",
      ...headers.map(({ value, sent, added }) => `map ${sent} ${added} { "" ${value}; }`),
    ].join("\n"),
    // In servers, because theirs hide what the http block says.
    "server-snippets": [
      `limit_req zone=clients burst=${burst} nodelay;`,
      ...headers.map(({ header, added }) => `add_header ${header} ${added} always;`),
    ].join("\n"),
  };
}
