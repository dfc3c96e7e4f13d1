import type { KubernetesClient, KubernetesObject } from "../../kubernetes";
import { attempt } from "./attempt";
import { mustAccept, type Check } from "./checks";
import { compliantPod } from "./pods";

/** A pod that does not ask for it gets no token, whichever service account of the namespace it uses. */
export async function serviceAccountChecks(client: KubernetesClient, namespace: string): Promise<Check[]> {
  const root = `/api/v1/namespaces/${namespace}`;
  const { items } = await client.get<{ items: KubernetesObject[] }>(`${root}/serviceaccounts`);
  const accounts = new Set(["default", ...items.map((account) => account.metadata.name!)]);
  return [...accounts].map((account): Check => ({
    run: async () =>
      mustAccept(
        `a pod of service account ${account}`,
        `namespace ${namespace}`,
        await attempt(client, `${root}/pods`, podOf(account)),
        tokenIn,
      ),
  }));
}

/** Admission takes no pod of the default account that leaves it to that; of others the account's word is tried. */
function podOf(account: string) {
  const stated = account === "default" ? {} : { automountServiceAccountToken: undefined };
  return compliantPod({ serviceAccountName: account, ...stated });
}

function tokenIn(pod: KubernetesObject): string | undefined {
  const { volumes = [] } = pod["spec"] as {
    volumes?: { name: string; projected?: { sources: { serviceAccountToken?: unknown }[] } }[];
  };
  const mounted = volumes.find((volume) =>
    volume.projected?.sources.some((source) => source.serviceAccountToken !== undefined),
  );
  return mounted && `volume ${mounted.name} holds a token: automountServiceAccountToken of the account must be false`;
}
