import { describe, expect, it } from "vitest";
import { ImageTrust, type ImageTrustArgs } from "../../components/image-trust";
import { imagePolicySpec, type TeamTrust } from "../../components/image-trust/policies";
import { kyvernoValues } from "../../components/image-trust/values";
import { charts as pins } from "../../src/versions";
import { registeredBy } from "../support/registered";
import { surroundings } from "../support/surroundings";

const subject = "https://gitlab.com/example/payments/api//.gitlab-ci.yml@refs/heads/main";
const payments: TeamTrust = {
  team: "payments",
  mode: "enforce",
  path: "registry.gitlab.com/example/payments",
  projects: [
    {
      name: "api",
      path: "registry.gitlab.com/example/payments/api",
      signers: [{ kind: "pipeline", issuer: "https://gitlab.com", subject }],
    },
  ],
};
const args: ImageTrustArgs = {
  pin: pins.kyverno,
  charts: {},
  peers: surroundings.peers,
  egress: [{ cidr: "0.0.0.0/0", port: 443, protocol: "TCP" }],
  teams: [payments],
};
const build = (more: Partial<ImageTrustArgs> = {}) =>
  registeredBy((opts) => new ImageTrust("image-trust", { ...args, ...more }, opts));
const resources = [
  "kubernetes:core/v1:Namespace image-trust",
  "kubernetes:core/v1:ServiceAccount image-trust/default",
  "kubernetes:helm.sh/v4:Chart image-trust-chart",
  "kubernetes:networking.k8s.io/v1:NetworkPolicy image-trust/default-deny",
  "kubernetes:networking.k8s.io/v1:NetworkPolicy image-trust/dns",
  "kubernetes:networking.k8s.io/v1:NetworkPolicy image-trust/workload-kyverno-admission-controller",
  "kubernetes:policies.kyverno.io/v1:ImageValidatingPolicy image-trust/payments",
  "platform:components:ImageTrust image-trust",
  "platform:components:PlatformNamespace image-trust",
];

describe("image trust", () => {
  it("is an engine in a closed namespace, and a policy for each team", async () => {
    const registered = await build();
    expect(registered.map(({ type, name }) => `${type} ${name}`)).toEqual(resources);
    const find = (name: string) => registered.find((resource) => resource.name === name)!.inputs;
    expect(find("image-trust-chart")).toMatchObject({ chart: "kyverno", name: "kyverno", namespace: "kyverno" });
    const { spec, ...object } = registered.find(({ name }) => name === "image-trust/payments")!.inputs;
    expect(object).toEqual({
      apiVersion: "policies.kyverno.io/v1",
      kind: "ImageValidatingPolicy",
      metadata: { name: "images-of-payments", labels: { "platform/team": "payments" } },
    });
    expect(spec).not.toHaveProperty("credentials");
  });

  it("is called by the API server, scraped by Prometheus, and reaches registries and nothing else", async () => {
    const registered = await build();
    const policy = registered.find(({ name }) => name.endsWith("kyverno-admission-controller"))!;
    const tcp = (port: number) => ({ port, protocol: "TCP" });
    const apiServer = [{ ipBlock: { cidr: "10.0.240.0/22" } }];
    const metadata = ["169.254.169.254/32", "168.63.129.16/32"];
    expect(policy.inputs["spec"]).toEqual({
      podSelector: { matchLabels: { "app.kubernetes.io/name": "kyverno-admission-controller" } },
      policyTypes: ["Ingress", "Egress"],
      ingress: [
        {
          from: [
            {
              namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
              podSelector: { matchLabels: { app: "x" } },
            },
          ],
          ports: [tcp(8000)],
        },
        { from: apiServer, ports: [tcp(9443)] },
      ],
      egress: [
        { to: [{ ipBlock: { cidr: "0.0.0.0/0", except: ["10.0.0.0/16", ...metadata] } }], ports: [tcp(443)] },
        { to: apiServer, ports: [tcp(443)] },
      ],
    });
  });

  it("reads a private registry with what somebody entered in Vault", async () => {
    const registered = await build({ platformSecrets: surroundings.secrets });
    expect(registered.map(({ type, name }) => `${type} ${name}`)).toEqual(
      [...resources, "kubernetes:external-secrets.io/v1:ExternalSecret image-trust-registry"].sort(),
    );
    const find = (name: string) => registered.find((resource) => resource.name === name)!.inputs;
    expect(find("image-trust-registry")).toMatchObject({
      metadata: { name: "registry", namespace: "kyverno" },
      spec: {
        secretStoreRef: { name: "vault-dev" },
        target: {
          template: { type: "kubernetes.io/dockerconfigjson", data: { ".dockerconfigjson": "{{ .secret }}" } },
        },
        data: [{ secretKey: "secret", remoteRef: { key: "platform/image-trust", property: "registry" } }],
      },
    });
    expect(find("image-trust/payments")).toMatchObject({ spec: { credentials: { secrets: ["registry"] } } });
  });

  it("takes of Kyverno what admits, twice, without rights to look around", () => {
    const values = kyvernoValues();
    expect(values).toMatchObject({
      backgroundController: { enabled: false },
      cleanupController: { enabled: false },
      reportsController: { enabled: false },
      rbac: { roles: { aggregate: { admin: false, view: false } } },
      features: { admissionReports: { enabled: false }, generateValidatingAdmissionPolicy: { enabled: false } },
      admissionController: {
        replicas: 2,
        rbac: {
          createViewRoleBinding: false,
          serviceAccount: {
            annotations: { "policies.platform/needs-token": "reads its policies and writes its webhooks" },
          },
        },
        podDisruptionBudget: { enabled: true, minAvailable: 1 },
      },
    });
    expect(values["config"]).toEqual({
      preserve: false,
      webhooks: {
        namespaceSelector: {
          matchExpressions: [
            { key: "platform/environment", operator: "Exists" },
            { key: "platform/preview", operator: "DoesNotExist" },
          ],
        },
      },
    });
  });
});

describe("a team's policy", () => {
  const all = "(images.containers + images.initContainers + images.ephemeralContainers)";
  const start = (path: string) => `'${path}@', '${path}:', '${path}/'`;
  const starts = (...paths: string[]) => `[${paths.map(start).join(", ")}].exists(start, image.startsWith(start))`;
  const api = "registry.gitlab.com/example/payments/api";
  const worker = "registry.gitlab.com/example/payments/worker";

  it("asks for each project's own pipeline, by digest, in every namespace that teams deploy to", () => {
    const { matchConditions, ...spec } = imagePolicySpec(payments, "registry");
    expect(spec).toEqual({
      evaluation: { admission: { enabled: true }, background: { enabled: false } },
      validationActions: ["Deny"],
      failurePolicy: "Fail",
      webhookConfiguration: { timeoutSeconds: 15 },
      matchConstraints: {
        namespaceSelector: {
          matchExpressions: [
            { key: "platform/environment", operator: "Exists" },
            { key: "platform/preview", operator: "DoesNotExist" },
          ],
        },
        resourceRules: [
          { apiGroups: [""], apiVersions: ["v1"], resources: ["pods"], operations: ["CREATE", "UPDATE"] },
          { apiGroups: [""], apiVersions: ["v1"], resources: ["pods/ephemeralcontainers"], operations: ["UPDATE"] },
          {
            apiGroups: ["apps"],
            apiVersions: ["v1"],
            resources: ["deployments", "statefulsets", "daemonsets"],
            operations: ["CREATE", "UPDATE"],
          },
          {
            apiGroups: ["batch"],
            apiVersions: ["v1"],
            resources: ["jobs", "cronjobs"],
            operations: ["CREATE", "UPDATE"],
          },
        ],
      },
      matchImageReferences: [{ glob: "registry.gitlab.com/example/payments/*" }],
      validationConfigurations: { mutateDigest: false, verifyDigest: true, required: true },
      credentials: { secrets: ["registry"] },
      attestors: [{ name: "api-1", cosign: { keyless: { identities: [{ issuer: "https://gitlab.com", subject }] } } }],
      validations: [
        {
          expression: `${all}.all(image, ${starts(api)})`,
          message: "images below registry.gitlab.com/example/payments must be of a project of team payments: api",
        },
        {
          expression: `${all}.filter(image, ${starts(api)}).all(image, verifyImageSignatures(image, [attestors['api-1']]) > 0)`,
          message: `images of ${api} must be signed by ${subject}; see docs/image-trust.md`,
        },
      ],
    });
    expect(matchConditions.map(({ name }) => name)).toEqual(["images-are-new"]);
    expect(matchConditions[0]!.expression).toMatch(/^request\.operation == 'CREATE' \|\| \(.*\) != \(.*\)$/);
  });

  it("warns without ever stopping anybody", () => {
    expect(imagePolicySpec({ ...payments, mode: "warn" })).toMatchObject({
      validationActions: ["Warn"],
      failurePolicy: "Ignore",
    });
  });

  it("asks for one of a team's keys, in the log unless it is not to be asked, and of one's own Sigstore", () => {
    const trustRoot = { mirror: "https://tuf.example.com", root: "e30=" };
    const keys = [
      { kind: "key" as const, key: "first", transparencyLog: true, trustRoot },
      { kind: "key" as const, key: "second", transparencyLog: false },
    ];
    const projects = [...payments.projects, { name: "worker", path: worker, signers: keys }];
    const { attestors, validations } = imagePolicySpec({ ...payments, projects });
    expect(attestors.slice(1)).toEqual([
      {
        name: "worker-1",
        cosign: { key: { data: "first" }, tuf: { mirror: "https://tuf.example.com", root: { data: "e30=" } } },
      },
      { name: "worker-2", cosign: { key: { data: "second" }, ctlog: { insecureIgnoreTlog: true } } },
    ]);
    expect(validations[0]!.expression).toBe(`${all}.all(image, ${starts(api, worker)})`);
    expect(validations[2]).toEqual({
      expression: `${all}.filter(image, ${starts(worker)}).all(image, verifyImageSignatures(image, [attestors['worker-1'], attestors['worker-2']]) > 0)`,
      message: `images of ${worker} must be signed by a key of its team; see docs/image-trust.md`,
    });
  });
});
