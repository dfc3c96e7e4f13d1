import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { imagePolicySpec, type TeamTrust } from "../../components/image-trust/policies";
import { applyCrds } from "../../local/apply/crds";
import { crdsFromModules } from "../../local/toolchain";
import { startControlPlane, type TestControlPlane } from "../support/controlplane";
import { cosignKey, SignedRegistry } from "../support/image-trust/registry";
import { verdicts, type Question } from "../support/image-trust/verdicts";

const paymentsKey = cosignKey();
const catalogKey = cosignKey();
const namespaces = {
  payments: { "platform/environment": "production", "platform/team": "payments" },
  catalog: { "platform/environment": "production", "platform/team": "catalog" },
  "payments-preview-1": { "platform/environment": "dev", "platform/team": "payments", "platform/preview": "payments" },
  "flux-system": { "platform/component": "flux" },
};

let registry: SignedRegistry;
beforeAll(async () => {
  registry = await SignedRegistry.start();
});
afterAll(() => registry.stop());

const team = (name: string, project: string, { publicKey }: { publicKey: string }): TeamTrust => ({
  team: name,
  mode: "enforce",
  path: `${registry.host}/example/${name}`,
  projects: [
    {
      name: project,
      path: `${registry.host}/example/${name}/${project}`,
      signers: [{ kind: "key", key: publicKey, transparencyLog: false }],
    },
  ],
});
const ask = (requests: Question[]) =>
  verdicts([team("payments", "api", paymentsKey), team("catalog", "web", catalogKey)], namespaces, requests);

const metadata = (namespace: string) => ({ name: "web", namespace });
const container = (image: string) => ({ name: "web", image });
const pod = (image: string, namespace = "payments", more: object = {}): Question => ({
  resource: "pods",
  object: {
    apiVersion: "v1",
    kind: "Pod",
    metadata: metadata(namespace),
    spec: { containers: [container(image)], ...more },
  },
});
const template = (image: string) => ({ template: { spec: { containers: [container(image)] } } });
const makers = (image: string): Question[] =>
  (
    [
      ["apps/v1", "Deployment", "deployments", template(image)],
      ["apps/v1", "StatefulSet", "statefulsets", template(image)],
      ["apps/v1", "DaemonSet", "daemonsets", template(image)],
      ["batch/v1", "Job", "jobs", template(image)],
      ["batch/v1", "CronJob", "cronjobs", { jobTemplate: { spec: template(image) } }],
    ] as const
  ).map(([apiVersion, kind, resource, spec]) => ({
    resource,
    object: { apiVersion, kind, metadata: metadata("payments"), spec },
  }));

const pass = { policy: "images-of-payments", status: "pass", message: "success" };
const fail = (message: string) => ({ policy: "images-of-payments", status: "fail", message });
const unsigned = () =>
  fail(`images of ${registry.host}/example/payments/api must be signed by a key of its team; see docs/image-trust.md`);
const about = (policy: string) => (all: { policy: string }[]) => all.filter((each) => each.policy === policy);
/** What the policy of payments says. */
const judge = async (...requests: Question[]) => (await ask(requests)).map(about("images-of-payments"));

const signed = () => {
  const image = registry.push("example/payments/api", "signed");
  registry.sign(image, paymentsKey);
  return image;
};
const bare = () => registry.push("example/payments/api", "nobody signed it");

describe("an image of a team", () => {
  it("runs when its project signed it, in its own namespaces and in those of others", async () => {
    const image = signed();
    expect(await judge(pod(image), pod(image, "catalog"), ...makers(image))).toEqual(Array(7).fill([pass]));
  });

  it("does not run when nobody signed it, whatever makes the pod", async () => {
    const image = bare();
    expect(await judge(pod(image), pod(image, "catalog"), ...makers(image))).toEqual(Array(7).fill([unsigned()]));
  });

  it("does not run when another team signed it", async () => {
    const image = registry.push("example/payments/api", "signed by catalog");
    registry.sign(image, catalogKey);
    expect(await judge(pod(image))).toEqual([[unsigned()]]);
  });

  it("does not run with the signature of another image", async () => {
    const image = registry.push("example/payments/api", "not what was signed");
    registry.sign(image, paymentsKey, signed());
    expect(await judge(pod(image))).toEqual([[unsigned()]]);
  });

  it("does not run from a path of no project, even one that begins like a project's", async () => {
    const images = ["stray", "api-two"].map((name) => registry.push(`example/payments/${name}`, name));
    for (const image of images) registry.sign(image, paymentsKey);
    const path = `${registry.host}/example/payments`;
    const refused = [fail(`images below ${path} must be of a project of team payments: api`)];
    expect(await judge(...images.map((image) => pod(image)))).toEqual([refused, refused]);
  });

  it("runs by digest only", async () => {
    const tagged = `${registry.host}/example/payments/api:1.0.0`;
    expect(await judge(pod(tagged))).toEqual([[fail(`image ${tagged} does not have a digest`)]]);
  });

  it("is verified in init containers and in containers for debugging", async () => {
    const [good, bad] = [signed(), bare()];
    const debugged = pod(good, "payments", { ephemeralContainers: [container(bad)] });
    expect(
      await judge(pod(good, "payments", { initContainers: [container(bad)] }), {
        ...debugged,
        old: pod(good).object,
        subresource: "ephemeralcontainers",
      }),
    ).toEqual([[unsigned()], [unsigned()]]);
  });
});

describe("what is not asked", () => {
  it("is whatever runs in the platform's namespaces and in previews", async () => {
    const image = bare();
    expect(await ask([pod(image, "flux-system"), pod(image, "payments-preview-1")])).toEqual([[], []]);
  });

  it("is an object whose images stay as they are, so that it ends when the registry is away", async () => {
    const [image, other] = [bare(), registry.push("example/payments/api", "another that nobody signed")];
    const [deployment] = makers(image);
    const [changed] = makers(other);
    expect(
      await judge(
        { ...pod(image), old: pod(image).object },
        { ...deployment!, old: deployment!.object },
        { ...changed!, old: deployment!.object },
      ),
    ).toEqual([[], [], [unsigned()]]);
  });

  it("is an image of others, which rules about registries and digests judge", async () => {
    const image = registry.push("library/redis", "redis");
    expect(await ask([pod(image)])).toEqual([[{ ...pass, policy: "images-of-catalog" }, pass]]);
  });
});

describe("a registry that does not answer", () => {
  it("lets nothing new in", async () => {
    const image = signed().replace(registry.host, "127.0.0.1:1");
    const elsewhere: TeamTrust = { ...team("payments", "api", paymentsKey), path: "127.0.0.1:1/example/payments" };
    const [answers] = await verdicts([elsewhere], namespaces, [pod(image)]);
    expect(answers!.map(({ status }) => status)).toEqual(["error"]);
  });
});

describe("an API server with Kyverno's kind", () => {
  let plane: TestControlPlane;
  beforeAll(async () => {
    plane = await startControlPlane();
    const crds = await crdsFromModules({ log: () => undefined });
    const name = "imagevalidatingpolicies.policies.kyverno.io";
    const wanted = crds.filter((crd) => (crd["metadata"] as { name: string }).name === name);
    await applyCrds(plane.client, wanted);
  });
  afterAll(() => plane.stop());

  it.each([undefined, "registry"])("takes a team's policy as it is, with credentials %s", async (credentials) => {
    const body = {
      apiVersion: "policies.kyverno.io/v1",
      kind: "ImageValidatingPolicy",
      metadata: { name: "images-of-payments" },
      spec: imagePolicySpec(team("payments", "api", paymentsKey), credentials),
    };
    const path = "/apis/policies.kyverno.io/v1/imagevalidatingpolicies";
    const query = { fieldValidation: "Strict", dryRun: "All" };
    const { spec } = await plane.client.request<typeof body>("POST", path, { query, body });
    expect(spec).toMatchObject(body.spec);
  });
});
