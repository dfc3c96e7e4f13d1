import { NETWORKING, networkPolicy, object } from "./kubernetes";
import type { TestResource } from "./policies";

type Props = Record<string, unknown>;

/** What the platform makes to publish a host, as small as it can be. */

export const ingress = (place: string, spec: Props, annotations?: Props) =>
  object(`${NETWORKING}/Ingress`, place, { spec }, annotations && { annotations });

/** A path of a rule that leads to a port of a Service. */
export const path = (service: string, port: number | string = 80, at = "/", pathType = "Prefix") => ({
  path: at,
  pathType,
  backend: { service: { name: service, port: typeof port === "number" ? { number: port } : { name: port } } },
});

/** One host of one Ingress, with TLS. */
export const host = (name: string, ...paths: Props[]) => ({
  ingressClassName: "nginx",
  tls: [{ hosts: [name], secretName: "shop-tls" }],
  rules: [{ host: name, http: { paths } }],
});

export const service = (place: string, spec: Props) => object("core/v1/Service", place, { spec });

export const certificate = (place: string, spec: Props) =>
  object("cert-manager.io/v1/Certificate", place, {
    spec: { secretName: "shop-tls", issuerRef: { kind: "ClusterIssuer", name: "letsencrypt" }, ...spec },
  });

export const clusterIssuer = (name: string) => object("cert-manager.io/v1/ClusterIssuer", name, { spec: {} });

export const issuer = (place: string) => object("cert-manager.io/v1/Issuer", place, { spec: {} });

export const peerAuthentication = (place: string, spec: Props) =>
  object("security.istio.io/v1/PeerAuthentication", place, { spec });

export const authorizationPolicy = (place: string, body: Props = { spec: {} }) =>
  object("security.istio.io/v1/AuthorizationPolicy", place, body);

/** How network policies name the controller. */
export const CONTROLLER = {
  namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "ingress" } },
  podSelector: { matchLabels: { "app.kubernetes.io/name": "nginx-ingress", "app.kubernetes.io/instance": "nginx" } },
};

const API = { "app.kubernetes.io/name": "api" };

/** Everything that publishes shop.example.com; the pods come from elsewhere. */
export const published: readonly TestResource[] = [
  ingress("shop/shop.example.com", host("shop.example.com", path("api-public", 8080))),
  service("shop/api-public", { selector: API, ports: [{ port: 8080, targetPort: 8080 }] }),
  certificate("shop/shop.example.com", { dnsNames: ["shop.example.com"] }),
  clusterIssuer("letsencrypt"),
  networkPolicy("shop/default-deny", { podSelector: {}, policyTypes: ["Ingress", "Egress"] }),
  networkPolicy("shop/api-public", {
    podSelector: { matchLabels: API },
    policyTypes: ["Ingress"],
    ingress: [{ from: [CONTROLLER], ports: [8080, 15008].map((port) => ({ port, protocol: "TCP" })) }],
  }),
];
