import { describe, expect, it } from "vitest";
import type { RegisteredResource, RunResult } from "../../../local/engine/types";
import { outcomeText, statusText } from "../../../local/dev/text";
import type { DevResult } from "../../../local/dev/up";
import { summarize } from "../../../local/verify/report";

const urn = (type: string, name: string) => `urn:pulumi:dev::platform::platform:components:Team$${type}::${name}`;
const resource = (type: string, name: string, custom = true): RegisteredResource => ({
  urn: urn(type, name),
  type,
  name,
  custom,
  dependencies: [],
  propertyDependencies: {},
  protect: false,
  aliases: [],
  inputs: {},
  outputs: {},
});

function result(run: Partial<RunResult>, rest: Partial<DevResult> = {}): DevResult {
  const group = { name: "access", passed: 3, failed: 0, seconds: 1, failures: [] };
  return {
    plane: {
      kubeconfig: "state/kubeconfig",
      server: "https://127.0.0.1:1",
      started: [],
      alreadyRunning: true,
      openbao: { address: "", tokenFile: "" },
    },
    crds: [],
    run: {
      status: "succeeded",
      seconds: 1,
      resources: [
        resource("platform:components:Team", "team", false),
        resource("kubernetes:core/v1:Namespace", "one"),
        resource("kubernetes:core/v1:ConfigMap", "two"),
        resource("tls:index/privateKey:PrivateKey", "three"),
      ],
      outputs: {},
      findings: [],
      charts: [],
      changed: [],
      notApplied: [],
      errors: [],
      ...run,
    },
    pruned: [],
    report: summarize([group], 1),
    ...rest,
  };
}

describe("what npm run local says at the end", () => {
  it("is that nothing changed, the table, and what to do next", () => {
    expect(outcomeText("dev", result({}), 12.34)).toBe(
      [
        "nothing changed: 3 objects of stack dev are as declared",
        "",
        "checks of  checks  passed  failed  seconds",
        "access          3       3       0      1.0",
        "total           3       3       0      1.0",
        "",
        "all checks passed (12.3 s)",
        "use it:       export KUBECONFIG=state/kubeconfig",
        "check again:  npm run local -- verify",
        "stop:         npm run local -- down",
      ].join("\n"),
    );
  });

  it("is what was started, changed, deleted, not applied and not rendered", () => {
    const changed = result(
      {
        changed: [urn("kubernetes:core/v1:Namespace", "one")],
        notApplied: [urn("kubernetes:cert-manager.io/v1:Certificate", "web")],
        charts: [{ name: "c", urn: "", chart: "c", rendered: false, objects: 0, reason: "no network" }],
      },
      { crds: ["a", "b"], pruned: ["Namespace gone"] },
    );
    changed.plane = { ...changed.plane, started: ["etcd", "kwok"], alreadyRunning: false };
    expect(outcomeText("dev", changed, 1).split("\n").slice(0, 6)).toEqual([
      "stack dev: 1 of 3 objects created or changed",
      "started: etcd, kwok",
      "custom resource definitions created or replaced: 2",
      "deleted, since it left the program: Namespace gone",
      "not applied: Certificate web",
      "not rendered: chart c: no network",
    ]);
  });

  it.each([
    ["a server was started", { plane: { ...result({}).plane, alreadyRunning: false } }],
    ["a definition was replaced", { crds: ["a"] }],
    ["something was deleted", { pruned: ["Namespace a"] }],
  ])("is not that nothing changed when %s", (_, rest) => {
    expect(outcomeText("dev", result({}, rest), 1)).not.toContain("nothing changed");
  });

  it("is that checks failed when one did", () => {
    const group = { name: "access", passed: 3, failed: 1, seconds: 1, failures: [] };
    expect(outcomeText("dev", result({}, { report: summarize([group], 1) }), 1)).toContain("checks failed (1.0 s)");
  });
});

describe("the status", () => {
  it("is a line for each server", () => {
    expect(
      statusText([
        { name: "etcd", pid: 7, port: 2379, alive: true, healthy: true, version: "3.6" },
        { name: "kwok", alive: false, healthy: false, problem: "not started" },
      ]),
    ).toBe(
      [
        "server  state        pid  port  version",
        "etcd    healthy      7    2379  3.6",
        "kwok    not started  -    -     -",
      ].join("\n"),
    );
  });
});
