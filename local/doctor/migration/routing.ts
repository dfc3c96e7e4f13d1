import { annotation, none, unneeded, virtualServer, type Equivalents } from "./equivalent";

const redirect = "routes[].action.redirect";
const mirroring = "let the mesh mirror: an HTTPRoute with the filter RequestMirror, at a waypoint";
const http = "put a server that speaks HTTP in front of the workload";
const absolute = "NGINX answers with absolute addresses on the ports of its listeners; let the workload redirect";

/** Where a request goes. */
export const routing: Equivalents = {
  "app-root": annotation("app-root"),
  "rewrite-target": annotation("rewrite-target", "with groups ($1) it needs nginx.org/path-regex"),
  "use-regex": annotation("path-regex", "case_insensitive, as it was"),
  "ssl-redirect": annotation("ssl-redirect", "True is the default, as it was"),
  "force-ssl-redirect": annotation("redirect-to-https", "it goes by the header X-Forwarded-Proto"),
  "preserve-trailing-slash": unneeded("redirects to HTTPS keep the whole address"),
  "from-to-www-redirect": virtualServer(redirect, "a VirtualServer for the other host"),
  "permanent-redirect": virtualServer(`${redirect}.url`),
  "permanent-redirect-code": virtualServer(`${redirect}.code`),
  "temporal-redirect": virtualServer(`${redirect}.url`, `with ${redirect}.code 302`),
  "temporal-redirect-code": virtualServer(`${redirect}.code`),
  "relative-redirects": none(absolute),
  "use-port-in-redirects": none(absolute),
  "server-alias": none("list each name as a host of its own, in spec.rules and spec.tls"),
  "default-backend": virtualServer("routes[].errorPages", "for errors; for other paths spec.defaultBackend"),
  "custom-http-errors": virtualServer("routes[].errorPages"),
  "disable-proxy-intercept-errors": unneeded("errors of the workload reach the client as they are"),
  "backend-protocol": annotation(
    "ssl-services",
    "for HTTPS; nginx.org/grpc-services for GRPC, both for GRPCS; FCGI has none",
  ),
  "service-upstream": annotation("use-cluster-ip"),
  "upstream-vhost": virtualServer("routes[].action.proxy.requestHeaders.set[].value", "for the name Host"),
  "fastcgi-index": none(http),
  "fastcgi-params-configmap": none(http),

  canary: virtualServer("routes[].splits", "one VirtualServer for both Ingresses"),
  "canary-weight": virtualServer("routes[].splits[].weight"),
  "canary-weight-total": virtualServer("routes[].splits[].weight", "weights are per cent: they add up to 100"),
  "canary-by-header": virtualServer("routes[].matches[].conditions[].header", "with the value always"),
  "canary-by-header-value": virtualServer("routes[].matches[].conditions[].value"),
  "canary-by-header-pattern": none("conditions of a VirtualServer compare whole values; list these"),
  "canary-by-cookie": virtualServer("routes[].matches[].conditions[].cookie", "with the value always"),
  "affinity-canary-behavior": none("who meets the new version is drawn for each request; match a cookie instead"),

  "mirror-target": none(mirroring),
  "mirror-host": none(mirroring),
  "mirror-request-body": none(mirroring),
};
