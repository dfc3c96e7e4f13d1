import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { root } from "../../local/lib/project";
import type { KubernetesObject } from "../../local/kubernetes";
import { rules } from "../../policies/kubernetes/rules";
import { kustomized } from "../support/kustomize";
import { judge, type TestResource } from "../support/policies";

const environments = ["dev", "staging", "production"] as const;
const teams = readdirSync(join(root, "gitops/teams"));
const folders = environments.flatMap((environment) =>
  [`gitops/environments/${environment}`, ...teams.map((team) => `gitops/teams/${team}/${environment}`)].map(
    (folder) => ({
      folder,
      environment,
    }),
  ),
);

/** As the Kubernetes SDK would register it. */
function registered(object: KubernetesObject): TestResource {
  const { apiVersion, kind, metadata } = object;
  const type = `kubernetes:${apiVersion === "v1" ? "core/v1" : apiVersion}:${kind}`;
  return { type, name: `${metadata.namespace}/${metadata.name}`, props: object };
}

/** Teams' images come from their projects. */
const config = { registries: ["registry.gitlab.com/example"] };
const findings = async (objects: KubernetesObject[], environment: (typeof environments)[number]) =>
  (await judge({ rules, resources: objects.map(registered), environment, config })).map(
    ({ policy, message }) => `${policy}: ${message}`,
  );

describe("the packs", () => {
  it.each(folders)("find nothing in $folder", async ({ folder, environment }) => {
    const objects = await kustomized(folder);
    expect(objects.length).toBeGreaterThan(0);
    expect(await findings(objects, environment)).toEqual([]);
  });

  it("would find what is wrong", async () => {
    const objects = await kustomized("gitops/teams/payments/production");
    const [deployment] = objects.filter(({ kind }) => kind === "Deployment");
    const { spec } = deployment as unknown as { spec: { template: { spec: { containers: { image: string }[] } } } };
    spec.template.spec.containers[0]!.image = "docker.io/somebody/api:latest";
    expect(await findings(objects, "production")).toEqual([
      "image-pinned-by-digest: containers[0].image must end in @sha256: and a digest",
      "image-from-approved-registry: containers[0].image must come from an approved registry",
    ]);
  });
});

describe("a promotion", () => {
  it.each(teams)("changes one file of %s, and the same images can run everywhere", async (team) => {
    const images = new Map<string, string[]>();
    for (const environment of environments) {
      for (const object of await kustomized(`gitops/teams/${team}/${environment}`)) {
        const { template } = (object["spec"] ?? {}) as {
          template?: { spec: { containers: { image: string }[] } };
        };
        for (const { image } of template?.spec.containers ?? []) {
          images.set(environment, [...(images.get(environment) ?? []), image]);
        }
      }
      expect(existsSync(join(root, `gitops/teams/${team}/${environment}/images/kustomization.yaml`))).toBe(true);
    }
    expect(images.get("staging")).toEqual(images.get("dev"));
    expect(images.get("production")).toEqual(images.get("staging"));
    for (const image of images.get("dev")!) expect(image).toMatch(/:\d+\.\d+\.\d+@sha256:[0-9a-f]{64}$/);
  });
});
