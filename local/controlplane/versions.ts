import { askServer } from "./health";
import type { Layout } from "./layout";
import type { Ports } from "./ports";
import type { State } from "./state";

/** The versions that running servers tell. */
export async function tellVersions(layout: Layout, ports: Ports): Promise<State["versions"]> {
  const tell = async (name: "etcd" | "kube-apiserver" | "openbao", path: string, field: string) => {
    const { body } = await askServer(layout, name, ports[name], path);
    return [name, String((JSON.parse(body) as Record<string, unknown>)[field])];
  };
  return Object.fromEntries(
    await Promise.all([
      tell("etcd", "/version", "etcdserver"),
      tell("kube-apiserver", "/version", "gitVersion"),
      tell("openbao", "/v1/sys/health", "version"),
    ]),
  ) as State["versions"];
}
