import type { Committer, Fleet, Rhythm, Tenant, UpdatedImage } from "./args";
import { fleet, secrets } from "./names";

const minutes = (count: number) => `${count}m`;

/** `spec` of the GitRepository: one branch, from a host that is known, whose newest commit a committer signed. */
export function repositorySpec({ url, branch, pollMinutes }: Fleet, secret: string) {
  return {
    url,
    ref: { branch },
    interval: minutes(pollMinutes),
    timeout: "60s",
    secretRef: { name: secret },
    verify: { mode: "HEAD", secretRef: { name: secrets.committers } },
  };
}

/** Public keys in the form that source-controller wants them: its ending says what a key is. */
export function committerKeys(committers: Committer[]): Record<string, string> {
  return Object.fromEntries(
    committers.map(({ name, kind, key }) => [`${name}.${kind === "pgp" ? "asc" : "sshpub"}`, key]),
  );
}

/** What a Kustomization needs, whoever it is for. */
export function kustomizationSpec(
  { path, account }: { path: string; account: string },
  { intervalMinutes, timeoutMinutes, retryMinutes }: Rhythm,
) {
  return {
    sourceRef: { kind: "GitRepository", name: fleet },
    path: `./${path}`,
    serviceAccountName: account,
    // At every interval what differs in the cluster is corrected, and what left the repository is removed.
    interval: minutes(intervalMinutes),
    prune: true,
    wait: true,
    timeout: minutes(timeoutMinutes),
    retryInterval: minutes(retryMinutes),
    // Also when the team goes: then its objects go with it.
    deletionPolicy: "WaitForTermination",
  };
}

export function tenantSpec(tenant: Tenant, rhythm: Rhythm) {
  return kustomizationSpec({ path: tenant.path, account: tenant.name }, rhythm);
}

export function imageRepositorySpec({ image }: UpdatedImage) {
  return { image, interval: "5m", provider: "generic", secretRef: { name: secrets.registry } };
}

/** By digest as well: a tag could be moved. */
export function imagePolicySpec(repository: string, { versions }: UpdatedImage) {
  return {
    imageRepositoryRef: { name: repository },
    policy: { semver: { range: versions } },
    digestReflectionPolicy: "IfNotPresent",
  };
}

/** Proposes, and never writes to the branch that is deployed: people review and sign. */
export function automationSpec({ branch }: Pick<Fleet, "branch">, writer: string, path: string) {
  return {
    sourceRef: { kind: "GitRepository", name: writer },
    interval: "10m",
    git: {
      checkout: { ref: { branch } },
      commit: {
        author: { name: "Flux", email: "flux@users.noreply.local" },
        messageTemplate:
          "Update images in dev\n\n{{ range .Changed.Changes }}{{ .OldValue }} -> {{ .NewValue }}\n{{ end }}",
      },
      push: {
        branch: "flux/images-dev",
        options: {
          "merge_request.create": "",
          "merge_request.target": branch,
          "merge_request.title": "Update images in dev",
          "merge_request.remove_source_branch": "",
        },
      },
    },
    update: { strategy: "Setters", path: `./${path}` },
  };
}
