import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { messageFor, parse } from "../support/config";

const key = "AAAAC3NzaC1lZDI1NTE5AAAAIAfuCHKVTjquxvt6CM6tdG4SLp1Btn/nOeHHE5UOzRdf";
const repository = {
  url: "ssh://git@gitlab.com/platform/fleet.git",
  knownHosts: [`gitlab.com ssh-ed25519 ${key}`],
};
const ada = { name: "ada", keyFile: "operators/example-ada.asc" };
const flux = { kind: "flux", repository, committers: [ada], webhook: false };
const of = (settings: object) => ({ ...flux, ...settings });
const from = (settings: object) => of({ repository: { ...repository, ...settings } });
const one = (sentence: string) => `the configuration of stack dev has a mistake:\n  ${sentence}`;

const folder = mkdtempSync(join(tmpdir(), "platform-keys-"));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (name: string, content: string) => {
  writeFileSync(join(folder, name), content);
  return join(folder, name);
};
const signedBy = (keyFile: string) => of({ committers: [{ name: "ada", keyFile }] });

const workload = (publish: object[] = [{ host: "shop.dev.example.com", port: 8080 }]) => ({
  name: "web",
  ports: [8080],
  publish,
});
const team = (previews: object, more: object = {}) => [
  { name: "shop", namespaces: [{ name: "shop", workloads: [workload()] }], previews, ...more },
];
const previews = { project: "shop/web", namespace: "shop", workload: "web", image: "registry.gitlab.com/shop/web" };
const withPreviews = {
  flux,
  environments: [{ name: "dev", domain: "dev.example.com" }],
  certificates: { issuer: "self-signed" },
  ingress: { kind: "nginx", internal: { enabled: true } },
};

describe("a stack with Flux", () => {
  it("knows where GitLab is, and deploys each team in each environment as somebody else", () => {
    const { flux: plan } = parse(
      {
        cluster: { kind: "existing", context: "here", network: { apiServer: { cidrs: ["192.0.2.10/32"] } } },
        environments: [{ name: "dev" }, { name: "staging", domain: "example.com" }],
        certificates: { issuer: "self-signed" },
        ingress: { kind: "nginx" },
        flux: {
          ...from({ url: "ssh://git@git.example.com:2222/platform/fleet.git", path: "gitops" }),
          repository: {
            url: "ssh://git@git.example.com:2222/platform/fleet.git",
            path: "gitops",
            knownHosts: [`[git.example.com]:2222 ssh-ed25519 ${key}`],
          },
          webhook: true,
        },
        teams: [
          {
            name: "shop",
            namespaces: [
              { name: "shop", environment: "dev" },
              { name: "shop-jobs", environment: "dev" },
              { name: "shop-next", environment: "staging" },
            ],
          },
        ],
      },
      "both",
    );
    const { fleet, ...rest } = plan!;
    expect(fleet).toMatchObject({ branch: "main", pollMinutes: 5, committers: [{ name: "ada", kind: "pgp" }] });
    expect(rest).toEqual({
      addresses: ["0.0.0.0/0"],
      sshPort: 2222,
      gitlab: "https://git.example.com",
      project: "platform/fleet",
      statuses: true,
      intervalMinutes: 10,
      timeoutMinutes: 5,
      retryMinutes: 2,
      webhook: {
        host: "flux.example.com",
        path: "/",
        class: "public",
        namespace: "flux-system",
        environment: "staging",
        workload: "notification-controller",
        port: 9292,
        issuer: "self-signed",
      },
      images: undefined,
      alerts: {
        address: "http://platform-alertmanager.monitoring.svc:9093",
        namespace: "monitoring",
        workload: "alertmanager",
        port: 9093,
      },
      previews: [],
      tenants: [
        { name: "environment-dev", environment: "dev", path: "gitops/environments/dev", namespaces: ["dev"] },
        {
          name: "environment-staging",
          environment: "staging",
          path: "gitops/environments/staging",
          namespaces: ["staging"],
        },
        {
          name: "team-shop-dev",
          team: "shop",
          environment: "dev",
          path: "gitops/teams/shop/dev",
          namespaces: ["shop", "shop-jobs"],
        },
        {
          name: "team-shop-staging",
          team: "shop",
          environment: "staging",
          path: "gitops/teams/shop/staging",
          namespaces: ["shop-next"],
        },
      ],
    });
  });

  it("has nothing to do without it", () => {
    expect(
      parse({ cluster: { kind: "existing", context: "x", network: { apiServer: { cidrs: ["192.0.2.10/32"] } } } }).flux,
    ).toBeUndefined();
  });

  it.each([
    [
      "a host whose key nobody knows",
      from({ url: "ssh://git@git.example.com/platform/fleet.git" }),
      'platform:flux.repository.url must have a host with a key in flux.repository.knownHosts (gitlab.com), got "ssh://git@git.example.com/platform/fleet.git"; add the line of ssh-keyscan for git.example.com, or correct the address',
    ],
    [
      "the host at another port",
      from({ url: "ssh://git@gitlab.com:2222/platform/fleet.git" }),
      'platform:flux.repository.url must have a host with a key in flux.repository.knownHosts (gitlab.com), got "ssh://git@gitlab.com:2222/platform/fleet.git"; add the line of ssh-keyscan for [gitlab.com]:2222, or correct the address',
    ],
    [
      "an address that is not SSH's",
      from({ url: "https://gitlab.com/platform/fleet.git" }),
      'platform:flux.repository.url must be an SSH address of the form ssh://user@host/path, got "https://gitlab.com/platform/fleet.git"; write for example ssh://git@gitlab.com/platform/fleet.git',
    ],
    [
      "a host that is hidden",
      from({ knownHosts: [`|1|abc|def ssh-ed25519 ${key}`] }),
      'platform:flux.repository.knownHosts[0] must be a line of known_hosts with the host in clear, the kind of key and the key, got "|1|abc|def ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAfuCHKVT...; ssh-keyscan prints it: compare it with what the host publishes',
    ],
    [
      "no key of the host",
      from({ knownHosts: [] }),
      "platform:flux.repository.knownHosts must hold at least one key of the repository's host, or anybody could pose as it, got []; ssh-keyscan prints them",
    ],
    [
      "nobody who signs",
      of({ committers: [] }),
      "platform:flux.committers must name at least one person, because only what they signed is deployed, got []; add their public keys",
    ],
    [
      "one committer twice",
      of({ committers: [ada, { ...ada, keyFile: "operators/example-grace.asc" }] }),
      'platform:flux.committers[1].name must be unique, but platform:flux.committers[0].name has it too, got "ada"; rename one',
    ],
    [
      "no such key",
      signedBy("operators/nobody.pub"),
      'platform:flux.committers[0].keyFile must be a file with a public SSH key, got "operators/nobody.pub"; make it with ssh-keygen -y',
    ],
  ])("fails with %s", (_what, settings, sentence) => {
    expect(messageFor({ flux: settings })).toBe(one(sentence));
  });

  it("fails with a private key that somebody committed", () => {
    const pgp = file("a.asc", "-----BEGIN PGP PRIVATE KEY BLOCK-----\n");
    const ssh = file("a.pub", "-----BEGIN OPENSSH PRIVATE KEY-----\n");
    expect(messageFor({ flux: signedBy(pgp) })).toContain(
      "platform:flux.committers[0].keyFile must be a file with an armored public PGP key, and it is a private one",
    );
    expect(messageFor({ flux: signedBy(ssh) })).toContain(
      "must be a file with a public SSH key, and it is a private one",
    );
    expect(messageFor({ flux: signedBy(ssh) })).toContain(
      "withdraw that key, make another and its public part with ssh-keygen -y",
    );
  });

  it("takes SSH keys as well as PGP's", () => {
    expect(messageFor({ flux: signedBy(file("b.pub", `ssh-ed25519 ${key} grace\n`)) })).toBe("no mistake");
  });

  it("fails without Vault, a way in for the webhook, or review", () => {
    expect(messageFor({ flux, vault: { distribution: "none" } })).toBe(
      one(
        'platform:flux.kind must be none while vault.distribution is none, because its keys come from there, got "flux"; change it, or set vault.distribution',
      ),
    );
    expect(messageFor({ flux: of({ webhook: true }) })).toBe(
      one(
        "platform:flux.webhook must be false while GitLab cannot reach the cluster: flux.webhook needs ingress.public and an environment with a domain, got true; set it to false, or enable those",
      ),
    );
    expect(messageFor({ flux: of({ imageAutomation: true }), access: { admins: ["admins"] } }, "production")).toBe(
      "the configuration of stack production has a mistake:\n  platform:flux.imageAutomation must be false in a stack that carries production, because only dev takes new images by itself, got true; remove it, and promote by merge request",
    );
    const images = [{ name: "web", image: "registry.gitlab.com/shop/web", versions: ">=1.0.0" }];
    expect(messageFor({ flux, teams: [{ name: "shop", images }] })).toBe(
      one(
        "platform:teams[0].images must be empty while flux.imageAutomation is not on, because nothing looks at them, got 1; remove it, or set flux.imageAutomation",
      ),
    );
  });
});

describe("previews", () => {
  it("copy a namespace, with the route and the limits of their own", () => {
    const config = { ...withPreviews, teams: team(previews) };
    expect(messageFor(config)).toBe("no mistake");
    const cluster = { kind: "existing", context: "here", network: { apiServer: { cidrs: ["192.0.2.10/32"] } } };
    const [preview] = parse({ cluster, ...config }, "dev").flux!.previews;
    expect(preview).toMatchObject({
      team: "shop",
      environment: "dev",
      project: "shop/web",
      label: "preview",
      maxCount: 5,
      maxAgeDays: 7,
      path: "teams/shop/preview",
      domain: "dev.example.com",
      published: { workload: "web", port: 8080, issuer: "self-signed" },
      quota: { cpuCores: 1, memoryGiB: 2, pods: 10 },
    });
  });

  it.each([
    [
      "a limit of zero",
      { teams: team({ ...previews, maxCount: 0 }) },
      "platform:teams[0].previews.maxCount must be 1 or more, got 0; leave previews out where there are to be none",
    ],
    [
      "an age of zero",
      { teams: team({ ...previews, maxAgeDays: 0 }) },
      "platform:teams[0].previews.maxAgeDays must be 1 or more (days), got 0; leave previews out where there are to be none",
    ],
    [
      "no Flux",
      { flux: { kind: "none" }, teams: team(previews) },
      "platform:teams[0].previews must be left out while flux.kind is none; remove it, or change that",
    ],
    [
      "no way in",
      { ingress: { kind: "nginx" }, teams: team(previews) },
      "platform:teams[0].previews must be left out while ingress.internal is not enabled; remove it, or change that",
    ],
    [
      "a namespace of somebody else",
      { teams: team({ ...previews, namespace: "bank" }) },
      'platform:teams[0].previews.namespace must be a namespace of the team (shop), got "bank"; write one of them',
    ],
    [
      "a workload that is not published",
      { teams: team({ ...previews, workload: "worker" }) },
      'platform:teams[0].previews.workload must be a workload of namespace shop that publishes one host, whose port a preview publishes too, got "worker"; write the name of one',
    ],
    [
      "names that previews will have",
      { teams: [...team(previews), { name: "b", namespaces: [{ name: "shop-preview-12" }] }] },
      'platform:teams[1].namespaces[0].name must not be shop-preview- and a number, because previews of team shop have such namespaces, got "shop-preview-12"; choose another name',
    ],
  ])("fail with %s", (_what, settings, sentence) => {
    expect(messageFor({ ...withPreviews, ...settings })).toBe(one(sentence));
  });

  it("fail in production, where nothing runs that nobody reviewed", () => {
    const production = {
      ...withPreviews,
      access: { admins: ["admins"] },
      certificates: { acme: { email: "pki@example.com", challenge: "dns01" } },
      environments: [{ name: "production", domain: "dev.example.com" }],
      teams: team(previews),
    };
    expect(messageFor(production, "production")).toContain(
      'platform:teams[0].previews.namespace must be a namespace outside of production, because previews run what nobody has reviewed, got "shop"; move previews to the stack of dev',
    );
  });

  it("fail where hosts are proved by asking them, because theirs are internal", () => {
    const config = { ...withPreviews, certificates: { acme: { email: "pki@example.com" } }, teams: team(previews) };
    expect(messageFor(config)).toContain(
      "platform:teams[0].previews must be left out while hosts are proved by http01, which the ACME server cannot do for internal ones; remove it, or change that",
    );
  });
});
