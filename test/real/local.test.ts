import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { down } from "../../local/controlplane";
import { KubernetesClient } from "../../local/kubernetes";
import { root } from "../../local/lib/project";
import { runningServers } from "../support/controlplane";

let folder: string;
let state: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "platform-local-"));
  state = join(folder, "state");
});
afterAll(async () => {
  await down(state, () => undefined);
  rmSync(folder, { recursive: true, force: true });
});

interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** The command as a user runs it. `interruptAt` sends SIGINT once that text shows up on stderr. */
function local(args: string[], interruptAt?: string): Promise<Ended> {
  const command = [join(root, "local/cli/local.ts"), ...args, "--state", state];
  const child = spawn(process.execPath, ["--import", "tsx", ...command], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
    if (interruptAt !== undefined && stderr.includes(interruptAt)) {
      interruptAt = undefined;
      child.kill("SIGINT");
    }
  });
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, stdout, stderr })));
}

/** The project with another dev stack file. */
function projectWith(change: (config: Record<string, unknown>) => void): string {
  const directory = mkdtempSync(join(folder, "project-"));
  for (const name of [
    "Pulumi.yaml",
    "package.json",
    "tsconfig.json",
    "src",
    "components",
    "operators",
    "node_modules",
  ]) {
    symlinkSync(join(root, name), join(directory, name));
  }
  const file = parse(readFileSync(join(root, "Pulumi.dev.yaml"), "utf8")) as { config: Record<string, unknown> };
  change(file.config);
  writeFileSync(join(directory, "Pulumi.dev.yaml"), stringify(file));
  return directory;
}

describe("npm run local", () => {
  it("fails when configuration is wrong, before anything is started", async () => {
    const cwd = projectWith((config) => (config["platform:acces"] = {}));
    const { code, stderr } = await local(["--cwd", cwd]);
    expect(code).toBe(2);
    expect(stderr).toContain("platform:acces must be a setting");
    expect(existsSync(state)).toBe(false);
  });

  it("fails when --crds is no folder, and leaves nothing running", async () => {
    const { code, stderr } = await local(["--crds", join(folder, "none")]);
    expect(code).toBe(2);
    expect(stderr).toContain("--crds must be a folder with YAML files");
    expect(runningServers(state)).toEqual([]);
  });

  it("fails when it is interrupted, and can go on afterwards", async () => {
    const { code, stderr } = await local([], "applying stack dev");
    expect(stderr).toContain("error: interrupted; npm run local goes on from here");
    expect(code).toBe(2);
  });

  it("brings the dev stack up and verifies it", async () => {
    const { code, stdout, stderr } = await local([]);
    expect([code, stderr.match(/error.*/)?.[0]]).toEqual([0, undefined]);
    expect(stdout).toContain("all checks passed");
    expect(stdout).toMatch(/^total +3\d{4} +3\d{4} +0 /m);
    expect(stdout).toContain("stop:         npm run local -- down");
  });

  it("says that a second run changed nothing", async () => {
    const { code, stdout } = await local([]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^nothing changed: \d+ objects of stack dev are as declared$/m);
  });

  it("fails when a policy about the whole stack is violated, and applies nothing", async () => {
    const cwd = projectWith((config) => {
      const access = config["platform:access"] as { breakGlass: Record<string, unknown> };
      access.breakGlass["enabled"] = true;
    });
    const { code, stdout } = await local(["--cwd", cwd]);
    expect(code).toBe(1);
    expect(stdout).toContain("Group oidc:platform-break-glass must not get the ClusterRole cluster-admin");
    const client = KubernetesClient.fromKubeconfig(join(state, "kubeconfig"), "platform-dev");
    const path = "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/platform-break-glass";
    expect(await client.find(path)).toBeUndefined();
    client.close();
  });

  it("tells status and kubeconfig", async () => {
    const { code, stdout } = await local(["status"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^kube-apiserver +healthy +\d+ +\d+ +v1\.35\.4$/m);
    expect((await local(["kubeconfig"])).stdout).toBe(`${join(state, "kubeconfig")}\n`);
  });

  it("verify fails when something was changed by hand, and the next run mends it", async () => {
    const client = KubernetesClient.fromKubeconfig(join(state, "kubeconfig"), "platform-dev");
    const path = "/apis/networking.k8s.io/v1/namespaces/payments/networkpolicies/workload-database";
    await client.request("DELETE", path);
    client.close();
    const { code, stdout } = await local(["verify"]);
    expect(code).toBe(1);
    expect(stdout).toContain("payments/waypoint -> payments/database port 15008/TCP must be allowed, got denied");
    const mended = await local([]);
    expect(mended.code).toBe(0);
    expect(mended.stdout).toContain("stack dev: 1 of");
  });

  it("deletes what left the configuration, and says so", async () => {
    const cwd = projectWith((config) => {
      const teams = config["platform:teams"] as { name: string }[];
      config["platform:teams"] = teams.filter(({ name }) => name !== "catalog");
    });
    const { code, stdout } = await local(["--cwd", cwd]);
    // With its only caller, the policy for calls to payments/api leaves too; with its namespace all that is in it.
    const deleted = /deleted, since it left the program: (.*)/.exec(stdout)?.[1]?.split(", ").sort();
    expect(deleted).toEqual([
      "AuthorizationPolicy payments/service-api",
      "ConfigMap grafana/grafana-dashboards-team-catalog",
      "ExternalSecret logging/elasticsearch-user-team-catalog",
      "ImageValidatingPolicy images-of-catalog",
      "Kustomization flux-system/team-catalog-dev",
      "Namespace catalog",
      "ServiceAccount flux-system/team-catalog-dev",
      "identity/group/name/catalog-developers",
      "sys/policies/acl/team-catalog-dev",
      "sys/policies/acl/team-catalog-dev-developers",
    ]);
    expect(code).toBe(0);
  });

  it("leaves neither process nor file after down", async () => {
    const { code, stdout } = await local(["down"]);
    expect(code).toBe(0);
    expect(stdout).toContain("stopped: etcd, kube-apiserver");
    expect(runningServers(state)).toEqual([]);
    expect(readdirSync(folder).filter((name) => !name.startsWith("project-"))).toEqual([]);
    expect((await local(["down"])).stdout).toBe("nothing was running\n");
  });

  it("fails when verify or kubeconfig is asked for and nothing runs", async () => {
    for (const command of ["verify", "kubeconfig"]) {
      const { code, stderr } = await local([command]);
      expect(code).toBe(2);
      expect(stderr).toContain(
        `error: the control plane must have been started, got no state in ${state}; start it with npm run local`,
      );
    }
  });
});
