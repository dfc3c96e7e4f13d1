import type { AlertChannel } from "./args";
import { fleet, secrets } from "./names";

/** GitLab's API, with which the state of a deployment stands beside its commit. @param address of the project */
export function gitlabStatusSpec(address: string) {
  return { type: "gitlab", address, secretRef: { name: secrets.gitlab } };
}

/** Every Kustomization, what goes well too: a commit is green once it runs. */
export function statusesSpec(provider: string) {
  return {
    providerRef: { name: provider },
    eventSeverity: "info",
    eventSources: [{ kind: "Kustomization", name: "*" }],
  };
}

export function alertmanagerSpec({ address }: AlertChannel) {
  return { type: "alertmanager", address: `${address}/api/v2/alerts` };
}

/** What GitLab's webhook starts: the repository is read at once. */
export function receiverSpec() {
  return {
    type: "gitlab",
    events: ["Push Hook"],
    secretRef: { name: secrets.webhook },
    resources: [{ kind: "GitRepository", name: fleet }],
  };
}
