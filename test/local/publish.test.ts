import { beforeAll, describe, expect, it } from "vitest";
import { run } from "../../local/engine";
import type { RegisteredResource, RunResult } from "../../local/engine/types";
import { loadStack } from "../../local/engine/project";
import { root } from "../../local/lib/project";

let result: RunResult;
beforeAll(async () => {
  result = await run({ directory: root, stack: "dev", config: loadStack(root, "dev"), dryRun: true });
});

const find = (kind: string, name: string) =>
  result.resources.find((resource) => resource.type.endsWith(`:${kind}`) && resource.name === name)!;

/** Everything that has to be there before, however far back. */
function before({ urn }: RegisteredResource, found = new Set<string>()): Set<string> {
  for (const dependency of result.resources.find((resource) => resource.urn === urn)!.dependencies) {
    if (found.has(dependency)) continue;
    found.add(dependency);
    before(
      result.resources.find((resource) => resource.urn === dependency)!,
      found,
    );
  }
  return found;
}

describe("a host is published all or nothing", () => {
  it("by an Ingress, and so a DNS record, that comes after everything that it needs", () => {
    const needed = before(find("Ingress", "payments-public/payments.dev.example.com"));
    for (const [kind, name] of [
      ["Certificate", "payments-public/payments.dev.example.com"],
      ["Service", "payments-public/api"],
      ["NetworkPolicy", "payments-public/api"],
      ["AuthorizationPolicy", "payments-public/api"],
      ["ClusterIssuer", "certificates-self-signed"],
      ["Chart", "cert-manager-chart"],
      ["Namespace", "payments"],
    ] as const) {
      expect(needed, `${kind} ${name}`).toContain(find(kind, name).urn);
    }
  });

  it("independently of other namespaces", () => {
    const needed = before(find("Ingress", "payments-public/payments.dev.example.com"));
    expect([...needed].filter((urn) => urn.includes("catalog"))).toEqual([]);
  });
});

describe("issuers", () => {
  it("wait for cert-manager, and the CA inside for its root", () => {
    const chart = find("Chart", "cert-manager-chart").urn;
    expect(before(find("ClusterIssuer", "certificates-self-signed"))).toContain(chart);
    const inside = before(find("ClusterIssuer", "certificates-internal"));
    expect(inside).toContain(find("Certificate", "certificates-internal-ca").urn);
    expect(inside).toContain(find("Issuer", "certificates-internal-root").urn);
    expect(inside).toContain(chart);
  });
});
