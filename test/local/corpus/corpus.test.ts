import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { policies } from "../../../local/cli/policies";
import { judgeCorpus } from "../../../local/corpus/judge";
import { readCorpus } from "../../../local/corpus/read";
import { UserError } from "../../../local/lib/errors";
import { subject } from "../../../report/findings";

const CHART = `# release web, namespace shop
apiVersion: batch/v1
kind: Job
metadata: { name: web, namespace: shop }
spec:
  template:
    spec:
      serviceAccountName: web
      securityContext: { runAsNonRoot: true, seccompProfile: { type: RuntimeDefault } }
      containers:
        - name: web
          image: registry.k8s.io/web@sha256:${"0af1".repeat(16)}
          resources: { requests: { cpu: 1, memory: 1Gi }, limits: { memory: 1Gi } }
          securityContext:
            privileged: true
            allowPrivilegeEscalation: false
            readOnlyRootFilesystem: true
            capabilities: { drop: [ALL] }
---
apiVersion: v1
kind: ServiceAccount
metadata: { name: web, namespace: shop }
`;
const JOB = "kubernetes:batch/v1:Job::web:shop/web";
const waiver = (more: string, job = JOB) =>
  `- { policy: no-privileged-containers, resource: "${job}", ${more}, reason: r, owner: o, ticket: t, expires: 2999-01-01 }\n`;

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "corpus-"));
});
afterEach(() => rmSync(folder, { recursive: true }));
const write = (name: string, text: string) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

describe("readCorpus", () => {
  it("reads each chart's release, namespace and objects", () => {
    write("web.yaml", CHART);
    write("README.md", "not a chart");
    const [chart, ...others] = readCorpus(folder);
    expect(others).toEqual([]);
    expect(chart).toMatchObject({ chart: "web", release: "web", namespace: "shop" });
    expect(chart?.objects.map(({ kind }) => kind)).toEqual(["Job", "ServiceAccount"]);
  });

  it("fails when there are no charts", () => {
    expect(() => readCorpus(folder)).toThrow(
      new UserError(`the folder must hold charts as NAME.yaml, got "${folder}"; correct the path`),
    );
  });

  it("fails when a file does not say which release it is", () => {
    write("web.yaml", CHART.replace("# release web, ", "# "));
    expect(() => readCorpus(folder)).toThrow(
      new UserError('web.yaml must begin with "# release NAME, namespace NAME", got another line; render it again'),
    );
  });
});

describe("judgeCorpus", { timeout: 120_000 }, () => {
  const judged = async (waivers: string) => {
    write("web.yaml", CHART);
    const { findings, errors, status } = await judgeCorpus(readCorpus(folder), write("waivers", waivers));
    expect(errors).toEqual([]);
    return {
      status,
      says: findings.map(({ policy, status, message, ...of }) => [subject(of), policy, status, message]),
    };
  };
  const PRIVILEGED = "containers[0].securityContext.privileged must not be true";

  it("accepts the exceptions of exactly the object, container and chart", async () => {
    const accepted = waiver("container: web, chart: web");
    const says = [JOB, "no-privileged-containers", "waived", "waived until 2999-01-01 by o (t): r"];
    expect(await judged(accepted)).toEqual({ status: "succeeded", says: [says] });
    const another = waiver("chart: web", JOB.replace(/[^/]+$/, "gone"));
    expect((await judged(accepted + another)).status).toBe("violated");
  });

  it("says what the packs find, and fails when an exception is for another container", async () => {
    const { says } = await judged(waiver("container: other, chart: web"));
    expect(says).toEqual([
      [JOB, "no-privileged-containers", "violation", PRIVILEGED],
      [
        "the stack",
        "waivers-valid",
        "violation",
        `the waiver of no-privileged-containers for ${JOB} (container other) matches no finding of this stack; remove it`,
      ],
    ]);
  });
});

const corpus = process.env["PLATFORM_CORPUS"];

describe("npm run policies -- corpus", { timeout: 300_000 }, () => {
  it.skipIf(!corpus)("finds only the exceptions in the corpus of PLATFORM_CORPUS (skipped without it)", async () => {
    expect(await policies(["corpus", corpus ?? ""])).toBe(0);
  });

  it("fails when it is asked for something else", async () => {
    await expect(policies(["corpse"])).rejects.toThrow(
      "the command must be corpus with one folder; write npm run policies -- corpus DIR",
    );
  });
});
