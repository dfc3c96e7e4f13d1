import { annotation, none, policy, virtualServer, type Equivalents } from "./equivalent";

const authentication = "a sign-in proxy in front of the workload does this";
const perConnection = "NGINX limits requests only; nginx.org/max-conns limits connections to each pod";

/** Who may come in, and how often. */
export const access: Equivalents = {
  "auth-type": annotation("basic-auth-secret", "for basic; digest has none"),
  "auth-secret": annotation("basic-auth-secret", "a Secret of type nginx.org/htpasswd in the same namespace"),
  "auth-secret-type": annotation("basic-auth-secret", "the key is htpasswd, in the format of auth-file"),
  "auth-realm": annotation("basic-auth-realm"),

  "auth-url": policy("externalAuth.authURI", "the Service goes into externalAuth.authServiceName"),
  "auth-signin": policy("externalAuth.authSigninURI"),
  "auth-signin-redirect-param": policy("externalAuth.authSigninURI", "write the parameter into it"),
  "auth-snippet": none("snippets are off; move it into the service that authenticates"),
  "auth-method": none("the service is asked with GET; let it accept that"),
  "auth-response-headers": none(authentication),
  "auth-request-redirect": none(authentication),
  "auth-always-set-cookie": none(authentication),
  "auth-proxy-set-headers": none(authentication),
  "auth-cache-key": none("every request is asked for; cache in the service that authenticates"),
  "auth-cache-duration": none("every request is asked for; cache in the service that authenticates"),
  "auth-keepalive": none("connections to that service are not kept; give it room for that"),
  "auth-keepalive-requests": none("connections to that service are not kept; give it room for that"),
  "auth-keepalive-share-vars": none("connections to that service are not kept; give it room for that"),
  "auth-keepalive-timeout": none("connections to that service are not kept; give it room for that"),
  "enable-global-auth": none("no authentication is global; name the Policy in each Ingress that needs it"),
  satisfy: none("every condition must hold; split the Ingress where one is enough"),

  "auth-tls-secret": policy("ingressMTLS.clientCertSecret", "a Secret of type nginx.org/ca in the same namespace"),
  "auth-tls-verify-client": policy("ingressMTLS.verifyClient"),
  "auth-tls-verify-depth": policy("ingressMTLS.verifyDepth"),
  "auth-tls-pass-certificate-to-upstream": virtualServer(
    "routes[].action.proxy.requestHeaders.set[].value",
    "${ssl_client_escaped_cert}",
  ),
  "auth-tls-error-page": none("clients without certificate get status 400; tell them so elsewhere"),
  "auth-tls-match-cn": none(
    "every certificate of the authority is admitted; use an authority of its own, or compare in the workload",
  ),

  "allowlist-source-range": policy("accessControl.allow"),
  "whitelist-source-range": policy("accessControl.allow"),
  "denylist-source-range": policy("accessControl.deny"),

  "limit-rps": annotation("limit-req-rate", "10 becomes 10r/s; nginx.org/limit-req-key is ${binary_remote_addr}"),
  "limit-rpm": annotation("limit-req-rate", "10 becomes 10r/m; nginx.org/limit-req-key is ${binary_remote_addr}"),
  "limit-burst-multiplier": annotation("limit-req-burst", "requests, not a multiple; it was 5 times the rate"),
  "limit-connections": none(perConnection),
  "limit-rate": none("answers are not slowed down; let the workload do it"),
  "limit-rate-after": none("answers are not slowed down; let the workload do it"),
  "limit-allowlist": none("limits count for every client; let such clients use the class nginx-internal"),
  "limit-whitelist": none("limits count for every client; let such clients use the class nginx-internal"),

  "enable-cors": policy("cors"),
  "cors-allow-origin": policy("cors.allowOrigin", "without the Policy there is no header at all"),
  "cors-allow-methods": policy("cors.allowMethods"),
  "cors-allow-headers": policy("cors.allowHeaders"),
  "cors-allow-credentials": policy("cors.allowCredentials", "false where it is not set; it was true"),
  "cors-expose-headers": policy("cors.exposeHeaders"),
  "cors-max-age": policy("cors.maxAge"),
};
