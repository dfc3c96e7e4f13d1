import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ensureTools } from "../../local/toolchain";
import type { KubernetesObject } from "../../local/kubernetes";
import { addPackage, ansible, ansibleFolder, DebianRoots, messages, recap } from "../support/ansible";
import { contextName, startControlPlane, type TestControlPlane } from "../support/controlplane";
import { FakeTools } from "../support/faketools";

const directory = mkdtempSync(join(tmpdir(), "platform-ansible-"));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Writes a file of the test's own folder. */
function file(name: string, content: string | object): string {
  const path = join(directory, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

describe("what ansible/ holds", () => {
  it("is as ansible-lint asks of production", async () => {
    const { status, output } = await ansible("ansible-lint", ["--offline", "--profile", "production"]);
    expect(output).toMatch(/Passed: 0 failure\(s\), 0 warning\(s\)/);
    expect(status).toBe(0);
  });

  it("has playbooks that Ansible can read", async () => {
    const playbooks = readdirSync(ansibleFolder).filter((name) => /^(site|deploy)\.yml$/.test(name));
    const outcome = await ansible("ansible-playbook", [
      "--syntax-check",
      "-i",
      file("none.yml", { all: {} }),
      ...playbooks,
    ]);
    expect(outcome).toEqual({
      status: 0,
      output: expect.stringMatching(/playbook: deploy.yml[\s\S]*playbook: site.yml/) as string,
    });
  });
});

const outputs = {
  environmentNamespaces: ["staging"],
  namespacesByTeam: { payments: ["payments"], catalog: ["catalog", "search"] },
  kubeconfig: JSON.stringify({
    apiVersion: "v1",
    kind: "Config",
    contexts: [{ name: "platform-staging", context: {} }],
  }),
};

/** Values of outputs are never templates, which Ansible's list shows. */
const plain = (_: string, value: object) =>
  ("__ansible_unsafe" in Object(value) ? Object.values(value)[0] : value) as unknown;

describe("the inventory of a stack", () => {
  let tools: FakeTools;
  beforeAll(() => {
    tools = new FakeTools();
  });
  afterAll(() => tools.remove());

  const inventory = (settings: object) =>
    file("lab.platform.yml", { plugin: "platform", stack: "staging", ...settings });
  const list = (settings: object, env: NodeJS.ProcessEnv = {}) =>
    ansible("ansible-inventory", ["-i", inventory(settings), "--list", "--export"], env);
  /** What Ansible says of an inventory, up to the file's name. */
  async function problem(settings: object, env: NodeJS.ProcessEnv = {}): Promise<string> {
    const { status, output } = await list(settings, env);
    expect(status).toBe(1);
    expect(output).toMatch(/\[ERROR\]: Completely failed to parse inventory source/);
    const [, text] = /<<< caused by >>>\n\n([\s\S]*?)\nOrigin: /.exec(output)!;
    return text!.replaceAll(directory, "DIR");
  }
  const withPulumi = (script: string) => {
    tools.program("pulumi", script);
    return { PATH: `${tools.bin}:${process.env["PATH"]}` };
  };

  it("has its environments, with the way to their cluster, and the hosts of its file", async () => {
    file("staging.json", outputs);
    const hosts = {
      bastion: { "bastion-1": { ansible_host: "192.0.2.10", ansible_user: "ops" } },
      storage: { "storage-1": { ansible_host: "192.0.2.31" } },
    };
    const { status, output } = await list({ outputs: "staging.json", hosts });
    expect(status).toBe(0);
    const { _meta, ...groups } = JSON.parse(output, plain) as { _meta: { hostvars: Record<string, object> } };
    const { staging, ...others } = _meta.hostvars;
    expect(others).toEqual({ "bastion-1": hosts.bastion["bastion-1"], "storage-1": hosts.storage["storage-1"] });
    expect(staging).toEqual({
      ansible_connection: "local",
      ansible_python_interpreter: expect.stringMatching(/python3/) as string,
      platform_stack: "staging",
      platform_environment: "staging",
      platform_team_namespaces: outputs.namespacesByTeam,
      platform_context: "platform-staging",
      platform_kubeconfig: JSON.parse(outputs.kubeconfig) as object,
    });
    expect(groups).toMatchObject({
      environments: { hosts: ["staging"] },
      bastion: { hosts: ["bastion-1"] },
      storage: { hosts: ["storage-1"] },
    });
  });

  it("asks pulumi where no file has the outputs", async () => {
    const env = withPulumi(`console.log(${JSON.stringify(JSON.stringify(outputs))})`);
    const { status, output } = await list({}, env);
    expect(status).toBe(0);
    expect(output).toContain("platform-staging");
    expect(tools.calls("pulumi").at(-1)!.args).toEqual(
      "stack output --json --non-interactive --stack staging".split(" "),
    );
  });

  it("fails when the stack is none of the backend", async () => {
    const env = withPulumi(`console.error("error: no stack named 'staging' found"); process.exit(255)`);
    expect(await problem({}, env)).toBe(
      "stack must be one of the backend, got staging; see which there are with: pulumi stack ls",
    );
  });

  it("fails when pulumi fails otherwise, or is missing", async () => {
    const env = withPulumi(`console.error("error: PULUMI_ACCESS_TOKEN must be set"); process.exit(1)`);
    expect(await problem({}, env)).toBe(
      "pulumi must print the outputs of stack staging, got status 1: error: PULUMI_ACCESS_TOKEN must be set; check " +
        "pulumi login and the credentials of the backend, or set outputs to a file with them",
    );
    expect(await problem({}, { PATH: directory })).toBe(
      "pulumi must be on PATH to read the stack's outputs, got none; install the Pulumi CLI, or set outputs to a file with them",
    );
  });

  it.each([
    [
      "an output is missing",
      { namespacesByTeam: {} },
      {},
      "stack staging must have the output environmentNamespaces, got none; deploy this version of the program: npm run up -- --stack staging",
    ],
    [
      "an output is of another version",
      { ...outputs, namespacesByTeam: ["payments"] },
      {},
      "stack staging must have the output namespacesByTeam, got list; deploy this version of the program: npm run up -- --stack staging",
    ],
    [
      "nothing says how to reach an existing cluster",
      { ...outputs, kubeconfig: undefined },
      {},
      "context must name a context of a kubeconfig, got none: stack staging has no output kubeconfig, as its cluster exists without it; set context to that of platform:cluster.context",
    ],
    [
      "the kubeconfig is hidden",
      { ...outputs, kubeconfig: "[secret]" },
      {},
      "output kubeconfig of stack staging must be a kubeconfig with a context, got another text; a secret output is printed as [secret]: this program's is none, so deploy the stack again",
    ],
    [
      "the file is no JSON",
      "kubeconfig: x",
      {},
      "outputs must be a JSON object, got another text in DIR/bad.json; write it with pulumi stack output --json",
    ],
    [
      "a group is unknown",
      outputs,
      { hosts: { runners: {} } },
      "hosts must have the groups bastion, gitlab_runner, storage, ceph_bootstrap, got runners; rename it, or use a second inventory",
    ],
    [
      "a host has no address",
      outputs,
      { hosts: { bastion: { "bastion-1": {} } } },
      "hosts.bastion.bastion-1 must have ansible_host, got none; set it to the host's address",
    ],
  ])("fails when %s", async (_, content, settings, message) => {
    file("bad.json", content);
    expect(await problem({ outputs: "bad.json", ...settings })).toBe(message);
  });

  it("fails when the file of the outputs is missing", async () => {
    expect(await problem({ outputs: "none.json" })).toBe(
      "outputs must name a file that can be read, got DIR/none.json: No such file or directory; write it with: " +
        "pulumi stack output --json --stack staging > DIR/none.json",
    );
  });
});

describe("inventories of two stacks", () => {
  it("fail when both have an environment", async () => {
    file("same.json", outputs);
    const same = ["one", "two"].map((stack) =>
      file(`${stack}.platform.yml`, { plugin: "platform", stack, outputs: "same.json" }),
    );
    const { status, output } = await ansible("ansible-inventory", ["-i", same[0]!, "-i", same[1]!, "--list"]);
    expect(status).toBe(1);
    expect(output).toContain(
      "an environment must be of one stack, got staging twice; leave one of the inventories away",
    );
  });
});

describe("deploy.yml", () => {
  let plane: TestControlPlane;
  let path: string;

  /** An overlay for each environment of the same Deployment. */
  function overlays(change: (environment: string) => { image?: string; nodeSelector?: object; extra?: object[] }) {
    for (const environment of ["staging", "production"]) {
      const { image = "registry.example.com/api:1", nodeSelector, extra = [] } = change(environment);
      const deployment = {
        apiVersion: "apps/v1",
        kind: "Deployment",
        metadata: { name: "api" },
        spec: {
          replicas: 2,
          selector: { matchLabels: { app: "api" } },
          template: {
            metadata: { labels: { app: "api" } },
            spec: { nodeSelector, containers: [{ name: "api", image }] },
          },
        },
      };
      const objects = [deployment, ...extra];
      objects.forEach((object, index) => file(`app/${environment}/${index}.json`, object));
      file(`app/${environment}/kustomization.yaml`, {
        namespace: `payments-${environment}`,
        resources: objects.map((_, index) => `${index}.json`),
      });
    }
  }

  beforeAll(async () => {
    plane = await startControlPlane();
    const { kustomize } = await ensureTools(["kustomize"], { log: () => undefined });
    path = `${dirname(kustomize)}:${process.env["PATH"]}`;
    for (const environment of ["staging", "production"]) {
      const name = `payments-${environment}`;
      await plane.client.request("POST", "/api/v1/namespaces", {
        body: { apiVersion: "v1", kind: "Namespace", metadata: { name } },
      });
    }
    // One stack made its cluster and says how to reach it, the other did not.
    const kubeconfig = readFileSync(plane.kubeconfig, "utf8");
    const teams = (environment: string) => ({ payments: [`payments-${environment}`] });
    file("staging.json", { environmentNamespaces: ["staging"], namespacesByTeam: teams("staging") });
    file("staging.platform.yml", {
      plugin: "platform",
      stack: "staging",
      outputs: "staging.json",
      context: contextName,
      kubeconfig: plane.kubeconfig,
    });
    file("production.json", {
      environmentNamespaces: ["production"],
      namespacesByTeam: teams("production"),
      kubeconfig,
    });
    file("production.platform.yml", { plugin: "platform", stack: "production", outputs: "production.json" });
  });
  afterAll(() => plane.stop());

  const deploy = (...more: string[]) => {
    const inventories = ["staging", "production"].flatMap((name) => ["-i", join(directory, `${name}.platform.yml`)]);
    const variables = {
      application_name: "api",
      application_team: "payments",
      application_namespace: "payments-{{ platform_environment }}",
      application_overlay: `${join(directory, "app")}/{{ platform_environment }}`,
      application_timeout_seconds: 15,
    };
    const extra = ["-e", `@${file("variables.yml", variables)}`];
    return ansible("ansible-playbook", [...inventories, ...extra, ...more, "deploy.yml"], { PATH: path });
  };
  const image = async (environment: string) => {
    const object = await plane.client.get<KubernetesObject>(
      `/apis/apps/v1/namespaces/payments-${environment}/deployments/api`,
    );
    const { template } = object["spec"] as { template: { spec: { containers: { image: string }[] } } };
    return template.spec.containers[0]!.image;
  };

  it("shows what it would change, and changes nothing, with --check", async () => {
    overlays(() => ({}));
    const { status, output } = await deploy("--check", "--diff");
    expect(output).toMatch(/registry\.example\.com\/api:1/);
    expect(recap(output)).toMatchObject({ staging: { changed: 1, failed: 0 }, production: { changed: 1, failed: 0 } });
    expect(status).toBe(0);
    await expect(image("staging")).rejects.toThrow(/not found/);
  });

  it("deploys one environment after another, and changes nothing the second time", async () => {
    const first = await deploy();
    expect(first.status).toBe(0);
    expect(recap(first.output)).toMatchObject({
      staging: { changed: 1, failed: 0 },
      production: { changed: 1, failed: 0 },
    });
    expect(first.output.indexOf("[staging]")).toBeLessThan(first.output.indexOf("[production]"));
    const second = await deploy();
    expect(recap(second.output)).toMatchObject({
      staging: { changed: 0, failed: 0 },
      production: { changed: 0, failed: 0 },
    });
  });

  it("fails when a rollout does, before the next environment", async () => {
    overlays(() => ({ image: "registry.example.com/api:2", nodeSelector: { "kubernetes.io/hostname": "none" } }));
    const { status, output } = await deploy();
    expect(status).toBe(2);
    expect(messages(output)).toContain(
      "Deployment api must be rolled out in 15 s in staging, got pods that are not ready; look at kubectl --context " +
        `${contextName} -n payments-staging describe pods, and deploy what ran before; environments after staging were not touched`,
    );
    expect(Object.keys(recap(output))).toEqual(["staging"]);
    expect([await image("staging"), await image("production")]).toEqual([
      "registry.example.com/api:2",
      "registry.example.com/api:1",
    ]);
  });

  it("fails when the namespace is not the team's, an object is a Secret, or a setting is no number", async () => {
    overlays(() => ({ extra: [{ apiVersion: "v1", kind: "Secret", metadata: { name: "key" } }] }));
    const secret = await deploy();
    expect(messages(secret.output)).toContain(
      `${join(directory, "app/staging")} must have no Secret, got key; enter its values in Vault and let an ExternalSecret bring them`,
    );
    const other = await deploy("-e", "application_namespace=catalog");
    expect(messages(other.output)).toContain(
      "application_namespace must be a namespace of team payments in staging, got catalog; it has payments-staging",
    );
    const unknown = await deploy("-e", "application_timeout_seconds=soon");
    expect(unknown.output).toMatch(
      /argument 'application_timeout_seconds' is of type str and we were unable to convert to int/,
    );
  });
});

describe("site.yml", () => {
  let roots: DebianRoots;
  const secrets = { GITLAB_RUNNER_TOKEN: "glrt-secret-of-the-test", LOG_SHIPPING_KEY: "" };
  let certificate: string;
  let inventory: string;

  beforeAll(async () => {
    roots = new DebianRoots();
    const key = join(directory, "key.pem");
    const pem = join(directory, "certificate.pem");
    const subject = ["-subj", "/CN=lab", "-days", "1"];
    execFileSync(
      "openssl",
      ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", pem, ...subject],
      { stdio: "pipe" },
    );
    secrets.LOG_SHIPPING_KEY = readFileSync(key, "utf8");
    certificate = readFileSync(pem, "utf8");
    for (const host of ["bastion-1", "runner-1", "storage-1"]) await roots.add(host);
    addPackage(roots.path("runner-1"), "gitlab-runner", "19.2.0-1", "usr/bin/gitlab-runner", "exit 0");
    addPackage(roots.path("storage-1"), "cephadm-lab", "1", "usr/sbin/cephadm", cephadm);
    const host = (name: string) => ({
      [name]: {
        ansible_connection: "community.general.chroot",
        ansible_host: roots.path(name),
        ansible_python_interpreter: "/usr/bin/python3",
      },
    });
    const shipping = {
      log_shipping_target: "logs.example.com",
      log_shipping_ca: certificate,
      log_shipping_certificate: certificate,
    };
    const runner = { gitlab_runner_host_version: "19.2.0-1", gitlab_runner_host_url: "https://gitlab.example.com" };
    const digest = `@sha256:${"0".repeat(64)}`;
    const ceph = {
      cephadm_bootstrap_package: "cephadm-lab",
      cephadm_bootstrap_image: `quay.example.com/ceph/ceph${digest}`,
      cephadm_bootstrap_monitor_ip: "192.0.2.31",
      cephadm_bootstrap_public_network: "192.0.2.0/24",
    };
    const ports = { port: "6800-7568", sources: ["192.0.2.0/24", "2001:db8::/32"] };
    inventory = file("site.yml", {
      all: {
        vars: { hardening_ssh_sources: ["198.51.100.0/24"], ansible_become: false, ...shipping },
        children: {
          bastion: { hosts: host("bastion-1") },
          gitlab_runner: {
            hosts: host("runner-1"),
            vars: { ...runner, gitlab_runner_host_image: `registry.example.com/ci${digest}` },
          },
          storage: { hosts: host("storage-1"), vars: { ...ceph, hardening_firewall_inbound: [ports] } },
          ceph_bootstrap: { hosts: { "storage-1": {} } },
        },
      },
    });
  });
  afterAll(() => roots.remove());

  const site = (...more: string[]) => ansible("ansible-playbook", ["-i", inventory, ...more, "site.yml"], secrets);

  it("sets up each host, and changes nothing the second time", async () => {
    const first = await site();
    expect(first.output).not.toMatch(/FAILED|fatal:/);
    expect(first.status).toBe(0);
    const changed = Object.entries(recap(first.output)).map(([host, counts]) => [host, counts["changed"]! > 10]);
    expect(changed).toEqual([
      ["bastion-1", true],
      ["runner-1", true],
      ["storage-1", true],
    ]);
    const second = await site("--diff");
    expect(Object.entries(recap(second.output)).map(([host, { changed, failed }]) => [host, changed, failed])).toEqual([
      ["bastion-1", 0, 0],
      ["runner-1", 0, 0],
      ["storage-1", 0, 0],
    ]);
    for (const { output } of [first, second]) expect(output).not.toMatch(/glrt-|PRIVATE KEY/);
  }, 900_000);

  it("gives each host an SSH server that lets nobody in without a key", () => {
    const settings = (host: string) => {
      const lines = roots.run(host, "/usr/sbin/sshd", "-T").split("\n");
      const names = [
        "permitrootlogin",
        "passwordauthentication",
        "kbdinteractiveauthentication",
        "allowtcpforwarding",
        "x11forwarding",
      ];
      return lines.filter((line) => names.includes(line.split(" ")[0]!)).sort();
    };
    const same = [
      "kbdinteractiveauthentication no",
      "passwordauthentication no",
      "permitrootlogin no",
      "x11forwarding no",
    ];
    expect(settings("bastion-1")).toEqual(["allowtcpforwarding local", ...same]);
    expect(settings("runner-1")).toEqual(["allowtcpforwarding no", ...same]);
  });

  it("closes every port but those that are declared", () => {
    const accepted = (host: string) =>
      [...roots.read(host, "etc/nftables.conf").matchAll(/^ +(ip6? saddr .* accept)$/gm)].map(([, rule]) => rule);
    const ssh = "ip saddr { 198.51.100.0/24 } tcp dport 22 accept";
    expect(accepted("bastion-1")).toEqual([ssh]);
    expect(accepted("storage-1")).toEqual([
      ssh,
      "ip saddr { 192.0.2.0/24 } tcp dport 6800-7568 accept",
      "ip6 saddr { 2001:db8::/32 } tcp dport 6800-7568 accept",
    ]);
    const policy = (host: string) => /hook forward .* policy (\w+);/.exec(roots.read(host, "etc/nftables.conf"))![1];
    expect(["bastion-1", "runner-1", "storage-1"].map(policy)).toEqual(["drop", "accept", "drop"]);
    roots.run("storage-1", "/usr/sbin/nft", "--check", "--file", "/etc/nftables.conf");
  });

  it("writes the settings of the kernel", () => {
    const value = (host: string, name: string) =>
      new RegExp(`^${name} = (.*)$`, "m").exec(roots.read(host, "etc/sysctl.d/60-hardening.conf"))?.[1];
    expect(value("bastion-1", "net.ipv4.ip_forward")).toBe("0");
    expect(value("runner-1", "net.ipv4.ip_forward")).toBe("1");
    expect(value("bastion-1", "kernel.kptr_restrict")).toBe("2");
    expect(roots.read("storage-1", "etc/sysctl.d/70-ceph.conf")).toMatch(/^fs\.aio-max-nr = 1048576$/m);
    expect(roots.read("bastion-1", "etc/modprobe.d/hardening.conf")).toMatch(/^install usb-storage \/bin\/false$/m);
  });

  it("gives files their modes, and root no password", () => {
    const mode = (host: string, name: string) => (statSync(join(roots.path(host), name)).mode & 0o777).toString(8);
    expect(
      ["etc/passwd", "etc/shadow", "etc/ssh/sshd_config", "etc/cron.d"].map((name) => mode("bastion-1", name)),
    ).toEqual(["644", "640", "600", "700"]);
    expect(mode("runner-1", "etc/gitlab-runner/config.toml")).toBe("600");
    expect(mode("bastion-1", "etc/rsyslog.tls/key.pem")).toBe("600");
    expect(roots.read("bastion-1", "etc/shadow")).toMatch(/^root:!/m);
    expect(roots.read("bastion-1", "etc/login.defs")).toMatch(/^PASS_MAX_DAYS 365$/m);
    expect(roots.run("bastion-1", "/usr/sbin/rsyslogd", "-N1", "-f", "/etc/rsyslog.conf")).toBe("");
  });

  it("registers the runner with the token of the environment", () => {
    const config = roots.read("runner-1", "etc/gitlab-runner/config.toml");
    expect(config).toContain(`token = "${secrets.GITLAB_RUNNER_TOKEN}"`);
    expect(config).toContain("privileged = false");
    expect(roots.run("runner-1", "dpkg", "--get-selections", "gitlab-runner")).toMatch(/\thold\n$/);
  });

  it("makes a cluster of Ceph once, with every storage host", () => {
    const calls = roots.read("storage-1", "var/log/cephadm.calls").trim().split("\n");
    expect(calls.filter((call) => call.includes("bootstrap"))).toEqual([
      `--image quay.example.com/ceph/ceph@sha256:${"0".repeat(64)} bootstrap --mon-ip 192.0.2.31 --ssh-user cephadm --skip-dashboard --skip-monitoring-stack`,
    ]);
    expect(calls.filter((call) => / (add|set) /.test(call))).toEqual([
      `shell -- ceph orch host add storage-1 ${roots.path("storage-1")}`,
      "shell -- ceph config set mon public_network 192.0.2.0/24",
    ]);
    expect(roots.read("storage-1", "var/lib/cephadm/.ssh/authorized_keys")).toBe(`${cephKey}\n`);
  });

  it("fails when a disk is none of the host, a secret or a setting is missing, or a host does not answer", async () => {
    const failed = async (...more: string[]) =>
      messages((await site("--skip-tags", "hardening,log_shipping", ...more)).output);
    expect(await failed("--limit", "storage", "-e", '{"ceph_host_devices":["/dev/nope"]}')).toContainEqual(
      expect.stringMatching(/^ceph_host_devices must be disks of the host, got \/dev\/nope; it has /),
    );
    expect(await failed("--limit", "gitlab_runner", "-e", "gitlab_runner_host_token=")).toContain(
      "gitlab_runner_host_token must be an authentication token of a runner (glrt-…), got none or another; make the runner in GitLab and set GITLAB_RUNNER_TOKEN",
    );
    const hosts = {
      "bastion-1": { ansible_connection: "community.general.chroot", ansible_host: roots.path("bastion-1") },
    };
    const incomplete = file("incomplete.yml", { all: { children: { bastion: { hosts } } } });
    const { output: missing } = await ansible("ansible-playbook", [
      "-i",
      incomplete,
      "-e",
      "ansible_become=false",
      "site.yml",
    ]);
    expect(missing).toMatch(/missing required arguments: hardening_ssh_sources/);
    const absent = { ansible_host: "127.0.0.1", ansible_port: 1 };
    const unreachable = file("unreachable.yml", { all: { children: { bastion: { hosts: { "bastion-2": absent } } } } });
    const { status, output } = await ansible("ansible-playbook", [
      "-i",
      unreachable,
      "-e",
      "reachable_timeout_seconds=2",
      "site.yml",
    ]);
    expect(status).toBe(2);
    expect(messages(output)).toContainEqual(
      expect.stringMatching(
        /^bastion-2 must answer at 127\.0\.0\.1, got: .*; check its address in the inventory, your way to it \(ProxyJump by the bastion\), and your key, or leave it away with --limit$/,
      ),
    );
  });
});

const cephKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAfuCHKVTjquxvt6CM6tdG4SLp1Btn/nOeHHE5UOzRdf ceph";

/** Answers as cephadm does, and writes down what it was asked. */
const cephadm = `
echo "$@" >> /var/log/cephadm.calls
case "$*" in
  *bootstrap*) mkdir -p /etc/ceph; echo > /etc/ceph/ceph.conf; echo "${cephKey}" > /etc/ceph/ceph.pub ;;
  *"host ls"*) if [ -f /etc/ceph/host ]; then cat /etc/ceph/host; else echo "[]"; fi ;;
  *"host add"*) echo "[{\\"hostname\\": \\"$7\\"}]" > /etc/ceph/host ;;
  *"config get"*) cat /etc/ceph/network 2>/dev/null || true ;;
  *"config set"*) echo "$8" > /etc/ceph/network ;;
esac`;
