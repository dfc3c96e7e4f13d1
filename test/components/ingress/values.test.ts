import { expect, it } from "vitest";
import { nginxConfig } from "../../../components/ingress/nginx-config";
import { nginxValues } from "../../../components/ingress/values";

const rateLimit = { requestsPerSecond: 100, burst: 200 };
const args = {
  release: "nginx-internal",
  loadBalancer: { loadBalancerClass: "service.k8s.aws/nlb", annotations: { scheme: "internal" } },
  sourceRanges: ["10.0.0.0/8"],
  minReplicas: 3,
  maxReplicas: 10,
  rateLimit,
  defaultSecret: "default-server-tls",
};

it("are exactly these", () => {
  const labels = { "app.kubernetes.io/name": "nginx-ingress", "app.kubernetes.io/instance": "nginx-internal" };
  expect(nginxValues(args)).toEqual({
    controller: {
      autoscaling: {
        enabled: true,
        minReplicas: 3,
        maxReplicas: 10,
        targetCPUUtilizationPercentage: 70,
        targetMemoryUtilizationPercentage: 0,
      },
      resources: { requests: { cpu: "200m", memory: "256Mi" }, limits: { memory: "1Gi" } },
      initContainerResources: { requests: { cpu: "50m", memory: "64Mi" }, limits: { memory: "128Mi" } },
      readOnlyRootFilesystem: true,
      podDisruptionBudget: { enabled: true, maxUnavailable: 1 },
      strategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
      lifecycle: { preStop: { sleep: { seconds: 20 } } },
      terminationGracePeriodSeconds: 60,
      topologySpreadConstraints: [
        {
          maxSkew: 1,
          topologyKey: "topology.kubernetes.io/zone",
          whenUnsatisfiable: "ScheduleAnyway",
          labelSelector: { matchLabels: labels },
        },
      ],
      tolerations: [{ key: "CriticalAddonsOnly", value: "true", operator: "Equal", effect: "NoSchedule" }],
      affinity: {
        nodeAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: [
            {
              weight: 100,
              preference: { matchExpressions: [{ key: "platform/pool", operator: "In", values: ["system"] }] },
            },
          ],
        },
      },
      priorityClassName: "system-cluster-critical",
      pod: { annotations: { "ambient.istio.io/bypass-inbound-capture": "true" } },
      ingressClass: { name: "nginx-internal", create: true, setAsDefaultIngress: false },
      enableSnippets: false,
      enableOIDC: false,
      enableCertManager: false,
      enableExternalDNS: false,
      allowEmptyIngressHost: false,
      defaultTLS: { secret: "ingress/default-server-tls" },
      config: { entries: nginxConfig(rateLimit) },
      service: {
        type: "LoadBalancer",
        externalTrafficPolicy: "Local",
        loadBalancerClass: "service.k8s.aws/nlb",
        annotations: { scheme: "internal" },
        loadBalancerSourceRanges: ["10.0.0.0/8"],
      },
      serviceAccount: { name: "nginx-ingress" },
      reportIngressStatus: {
        enable: true,
        enableLeaderElection: true,
        leaderElectionLockName: "nginx-internal-leader-election",
      },
      readyStatus: { enable: true, port: 8081 },
      telemetryReporting: { enable: false },
      enableLatencyMetrics: true,
    },
    rbac: { create: false },
    prometheus: { create: true, port: 9113, service: { create: true } },
  });
});

it("name the wildcard certificate where there is one", () => {
  expect(nginxValues({ ...args, wildcardSecret: "wildcard-tls" })).toMatchObject({
    controller: { wildcardTLS: { secret: "ingress/wildcard-tls" } },
  });
});

it("make NGINX speak TLS 1.2 and later, limit clients, and add headers that the application has not sent", () => {
  expect(nginxConfig({ requestsPerSecond: 5, burst: 7 })).toEqual({
    "ssl-protocols": "TLSv1.2 TLSv1.3",
    "ssl-ciphers":
      "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-CHACHA20-POLY1305",
    "ssl-redirect": "True",
    http2: "True",
    "server-tokens": "False",
    hsts: "True",
    "hsts-max-age": "31536000",
    "hsts-include-subdomains": "False",
    "http-snippets": `limit_req_zone $binary_remote_addr$server_name zone=clients:20m rate=5r/s;
limit_req_status 429;
map $upstream_http_x_content_type_options $platform_x_content_type_options { "" nosniff; }
map $upstream_http_x_frame_options $platform_x_frame_options { "" SAMEORIGIN; }
map $upstream_http_referrer_policy $platform_referrer_policy { "" strict-origin-when-cross-origin; }`,
    "server-snippets": `limit_req zone=clients burst=7 nodelay;
add_header X-Content-Type-Options $platform_x_content_type_options always;
add_header X-Frame-Options $platform_x_frame_options always;
add_header Referrer-Policy $platform_referrer_policy always;`,
  });
});
