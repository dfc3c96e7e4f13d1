import { describe, expect, it } from "vitest";

import { isWithin, repositoryOf } from "../../../policies/lib/kubernetes/images";

describe("the repository of an image", () => {
  it.each([
    ["bash", "docker.io/library/bash"],
    ["bash:5.3", "docker.io/library/bash"],
    ["bash@sha256:0af1", "docker.io/library/bash"],
    ["acme/web:1.2.3", "docker.io/acme/web"],
    ["quay.io/jetstack/cert-manager-controller:v1.21.1", "quay.io/jetstack/cert-manager-controller"],
    ["registry.k8s.io/pause:3.10@sha256:0af1", "registry.k8s.io/pause"],
    ["registry.example.com:5000/acme/web", "registry.example.com:5000/acme/web"],
    ["registry:5000/acme/web:1", "registry:5000/acme/web"],
    ["localhost/web:1", "localhost/web"],
    ["localhost", "docker.io/library/localhost"],
  ])("%s is %s", (image, repository) => {
    expect(repositoryOf(image)).toBe(repository);
  });
});

describe("an image is within a registry", () => {
  it.each([
    ["quay.io/jetstack/web", "quay.io", true],
    ["quay.io/jetstack/web", "quay.io/jetstack", true],
    ["quay.io/jetstack/web", "quay.io/jetstack//", true],
    ["quay.io/jetstack-io/web", "quay.io/jetstack", false],
    ["quay.io/jetstack", "quay.io/jetstack", false],
    ["bash", "docker.io/library", true],
    ["", "docker.io/library", false],
  ])("%s in %s: %s", (image, registry, expected) => {
    expect(isWithin(image, ["other.example.com", registry])).toBe(expected);
  });
});
