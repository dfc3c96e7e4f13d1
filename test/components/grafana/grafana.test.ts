import { describe, expect, it } from "vitest";
import { Grafana, type GrafanaArgs } from "../../../components/grafana";
import { surroundings } from "../../support/surroundings";
import { registeredBy, type Registered } from "../../support/registered";

const args: GrafanaArgs = {
  image: "docker.io/grafana/grafana:13.2.0",
  namespace: "grafana",
  signIn: {
    clientId: "grafana-dev",
    groupsClaim: "groups_direct",
    endpoints: { authorization: "https://a.example", token: "https://b.example", userinfo: "https://c.example" },
    groups: { admins: ["admins"], editors: [], viewers: [] },
    egress: [{ cidr: "203.0.113.0/24", port: 443 }],
    secret: { entry: "sign-in/grafana", key: "client-secret" },
  },
  sources: { prometheus: "http://prometheus:9090", alertmanager: "http://alertmanager:9093" },
  calls: [{ namespace: "monitoring", workload: "prometheus", port: 9090 }],
  parts: ["vault"],
  teams: [{ name: "payments", namespaces: ["payments"] }],
  caIssuer: { name: "internal", ready: [] },
  published: {
    host: "grafana.dev.example.com",
    path: "/",
    class: "internal",
    workload: "grafana",
    port: 3000,
    issuer: "self-signed",
  },
  ...surroundings,
};
const build = (given = args) => registeredBy((opts) => new Grafana("grafana", given, opts));
const inputs = (registered: Registered[], type: string, name: string) =>
  registered.find((each) => each.type.endsWith(`:${type}`) && each.name === name)!.inputs;

describe("Grafana", () => {
  it("is made of files, passwords that Vault makes, and one pod", async () => {
    const registered = await build();
    expect(registered.map(({ type, name }) => `${type.split(":").at(-1)} ${name}`)).toEqual([
      "Deployment grafana",
      "Certificate grafana-public/grafana.dev.example.com",
      "ConfigMap grafana-config",
      "ConfigMap grafana-dashboards-platform",
      "ConfigMap grafana-dashboards-team-payments",
      "ConfigMap grafana-provisioning",
      "Namespace grafana",
      "ServiceAccount grafana-account",
      "ServiceAccount grafana/default",
      "Service grafana-public/grafana",
      "ExternalSecret grafana-client",
      "ExternalSecret grafana-passwords/grafana-key/key",
      "ExternalSecret grafana-passwords/grafana/admin-password",
      "PushSecret grafana-passwords-push/grafana-key/key",
      "PushSecret grafana-passwords-push/grafana/admin-password",
      "VaultDynamicSecret grafana-passwords-generator",
      "Ingress grafana-public/grafana.dev.example.com",
      "NetworkPolicy grafana-public/grafana",
      "NetworkPolicy grafana/default-deny",
      "NetworkPolicy grafana/dns",
      "NetworkPolicy grafana/workload-grafana",
      "Grafana grafana",
      "PlatformNamespace grafana",
      "PublicService grafana-public",
      "VaultPasswords grafana-passwords",
    ]);
    expect(Object.keys(inputs(registered, "ConfigMap", "grafana-config")["data"] as object)).toEqual(["grafana.ini"]);
  });

  it("mounts all that its configuration names, and no token", async () => {
    const { spec } = inputs(await build(), "Deployment", "grafana") as unknown as Deployment;
    const { containers, volumes, automountServiceAccountToken } = spec.template.spec;
    expect([spec.replicas, automountServiceAccountToken]).toEqual([1, false]);
    expect(containers[0]!.volumeMounts.map(({ name, mountPath }) => `${name} ${mountPath}`)).toEqual([
      "data /var/lib/grafana",
      "tmp /tmp",
      "config /etc/platform",
      "provisioning-datasources /etc/platform-provisioning/datasources",
      "provisioning-dashboards /etc/platform-provisioning/dashboards",
      "dashboards-platform /dashboards/platform",
      "dashboards-team-payments /dashboards/team-payments",
      "own /secrets/own",
      "client /secrets/client",
    ]);
    expect(volumes.map(({ name }) => name)).toEqual(containers[0]!.volumeMounts.map(({ name }) => name));
    expect(volumes.find(({ name }) => name === "own")).toEqual({
      name: "own",
      projected: { sources: [{ secret: { name: "grafana-admin" } }, { secret: { name: "grafana-key" } }] },
    });
  });

  it("talks to its sources and the issuer alone", async () => {
    const policy = inputs(await build(), "NetworkPolicy", "grafana/workload-grafana")["spec"];
    expect(policy).toMatchObject({
      egress: [
        { to: [{ podSelector: { matchLabels: { "app.kubernetes.io/name": "prometheus" } } }], ports: [{ port: 9090 }] },
        { to: [{ ipBlock: { cidr: "203.0.113.0/24" } }], ports: [{ port: 443 }] },
      ],
    });
  });

  it("gets a new pod when a dashboard changes", async () => {
    const digest = (registered: Registered[]) =>
      (inputs(registered, "Deployment", "grafana") as unknown as Deployment).spec.template.metadata.annotations;
    const other = await build({ ...args, parts: ["vault", "backup"] });
    expect(digest(other)).not.toEqual(digest(await build()));
  });
});

interface Deployment {
  spec: {
    replicas: number;
    template: {
      metadata: { annotations: Record<string, string> };
      spec: {
        automountServiceAccountToken: boolean;
        containers: { volumeMounts: { name: string; mountPath: string }[] }[];
        volumes: { name: string }[];
      };
    };
  };
}
