import { annotation, none, policy, unneeded, type Equivalents } from "./equivalent";

const sticky = (parameter: string) => annotation("sticky-cookie-services", parameter);
const subsets = "a key belongs to one pod, not to a few; raise the replicas, or leave nginx.org/lb-method out";
const cookies = "let the workload set its cookies as clients need them";

/** How NGINX talks to the pods behind it. */
export const upstreams: Equivalents = {
  affinity: sticky("serviceName=SERVICE INGRESSCOOKIE path=/"),
  "affinity-mode": unneeded("a cookie names one pod while that lives, as with persistent"),
  "session-cookie-name": sticky("the word after the Service"),
  "session-cookie-path": sticky("path=…"),
  "session-cookie-domain": sticky("domain=…"),
  "session-cookie-expires": sticky("expires=…, with a unit"),
  "session-cookie-max-age": sticky("expires=…, which sets both"),
  "session-cookie-samesite": sticky("samesite=…"),
  "session-cookie-secure": sticky("secure"),
  "session-cookie-change-on-failure": unneeded("who loses the pod gets another, with a new cookie"),
  "session-cookie-conditional-samesite-none": none("browsers that need it have gone; set samesite=none"),
  "upstream-hash-by": annotation("lb-method", "hash … consistent"),
  "upstream-hash-by-subset": none(subsets),
  "upstream-hash-by-subset-size": none(subsets),
  "load-balance": annotation("lb-method", "round_robin keeps its name; least_conn comes closest to ewma"),

  "proxy-body-size": annotation("client-max-body-size"),
  "client-body-buffer-size": annotation("client-body-buffer-size"),
  "proxy-connect-timeout": annotation("proxy-connect-timeout", "with a unit: 60 becomes 60s"),
  "proxy-read-timeout": annotation("proxy-read-timeout", "with a unit: 60 becomes 60s"),
  "proxy-send-timeout": annotation("proxy-send-timeout", "with a unit: 60 becomes 60s"),
  "proxy-next-upstream": annotation("proxy-next-upstream"),
  "proxy-next-upstream-timeout": annotation("proxy-next-upstream-timeout", "with a unit: 60 becomes 60s"),
  "proxy-next-upstream-tries": annotation("proxy-next-upstream-tries"),
  "proxy-request-buffering": none("requests are buffered; send large ones in parts, or over HTTP/2 with gRPC"),
  "proxy-buffering": annotation("proxy-buffering", "on becomes True, which is the default; it was off"),
  "proxy-buffers-number": annotation("proxy-buffers", "number and size: 4 8k"),
  "proxy-buffer-size": annotation("proxy-buffer-size"),
  "proxy-busy-buffers-size": annotation("proxy-busy-buffers-size"),
  "proxy-max-temp-file-size": annotation("proxy-max-temp-file-size"),
  "proxy-http-version": unneeded("NGINX speaks HTTP/1.1 with pods"),
  "connection-proxy-header": unneeded("connections to pods are kept, and upgraded for nginx.org/websocket-services"),
  "proxy-redirect-from": annotation("proxy-redirect-from"),
  "proxy-redirect-to": annotation("proxy-redirect-to"),
  "proxy-cookie-domain": none(cookies),
  "proxy-cookie-path": none(cookies),
  "custom-headers": annotation("add-header", "headers of the ConfigMap, written out"),
  "x-forwarded-prefix": annotation("proxy-set-headers", "X-Forwarded-Prefix: …"),

  "proxy-ssl-secret": policy("egressMTLS.tlsSecret", "the authority goes into egressMTLS.trustedCertSecret"),
  "proxy-ssl-verify": policy("egressMTLS.verifyServer"),
  "proxy-ssl-verify-depth": policy("egressMTLS.verifyDepth"),
  "proxy-ssl-name": policy("egressMTLS.sslName"),
  "proxy-ssl-server-name": policy("egressMTLS.serverName"),
  "proxy-ssl-ciphers": policy("egressMTLS.ciphers"),
  "proxy-ssl-protocols": policy("egressMTLS.protocols"),
};
