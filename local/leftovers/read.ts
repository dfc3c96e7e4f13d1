import { Resolver } from "node:dns/promises";
import { messageOf } from "../lib/errors";
import type { ClusterReader } from "../lib/cluster-reader";
import { mapParallel, type KubernetesObject } from "../kubernetes";

/** What is in a cluster, and in DNS, as far as it could be read. */
export interface Found {
  objects: KubernetesObject[];
  /** What could not be read, and why. */
  unread: { what: string; why: string }[];
  records: OwnedRecord[];
}

/** A record that external-dns marked as its own. */
export interface OwnedRecord {
  host: string;
  /** Name of the TXT record that marks it. */
  mark: string;
  owner: string;
}

interface ApiResource {
  name: string;
  kind: string;
  verbs: string[];
}

/** Kinds that come and go by themselves. */
const PASSING = new Set(["events", "leases"]);

/** Every object of every kind that the server lists. */
export async function readObjects(cluster: ClusterReader): Promise<Pick<Found, "objects" | "unread">> {
  const { groups } = await cluster.get<{ groups: { preferredVersion: { groupVersion: string } }[] }>("/apis");
  const versions = ["v1", ...groups.map(({ preferredVersion }) => preferredVersion.groupVersion)];
  const unread: Found["unread"] = [];
  const attempt = async <Result>(what: string, path: string): Promise<Result | undefined> => {
    try {
      return await cluster.get<Result>(path);
    } catch (error) {
      unread.push({ what, why: messageOf(error) });
      return undefined;
    }
  };
  const lists = await mapParallel(versions, parallel, async (apiVersion) => {
    const root = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const served = (await attempt<{ resources: ApiResource[] }>(apiVersion, root))?.resources ?? [];
    const listed = served.filter(
      ({ name, verbs }) => !name.includes("/") && verbs.includes("list") && !PASSING.has(name),
    );
    const found = await mapParallel(listed, parallel, async ({ name, kind }) => {
      const list = await attempt<{ items: KubernetesObject[] }>(`${name} of ${apiVersion}`, `${root}/${name}`);
      // Items of a list do not say what they are.
      return (list?.items ?? []).map((item) => ({ ...item, apiVersion, kind }));
    });
    return found.flat();
  });
  return { objects: lists.flat(), unread };
}

/** Lists at the same time, for each of two levels. */
const parallel = 4;

/** Kinds of records that external-dns writes for hosts. */
const KINDS = ["a", "aaaa", "cname"];

/**
 * The records of hosts that external-dns says are its.
 *
 * @param servers Addresses of DNS servers. @default those of this machine
 */
export async function readRecords(
  hosts: readonly string[],
  servers?: readonly string[],
): Promise<Pick<Found, "records" | "unread">> {
  const resolver = new Resolver({ timeout: 5000, tries: 2 });
  if (servers) resolver.setServers(servers);
  const records: OwnedRecord[] = [];
  const unread: Found["unread"] = [];
  const questions = hosts.flatMap((host) => KINDS.map((kind) => ({ host, mark: `_external-dns-${kind}.${host}` })));
  await mapParallel(questions, parallel, async ({ host, mark }) => {
    try {
      const texts = (await resolver.resolveTxt(mark)).map((parts) => parts.join(""));
      const owner = texts.map((text) => /external-dns\/owner=([^,"]+)/.exec(text)?.[1]).find((name) => name);
      if (owner !== undefined) records.push({ host, mark, owner });
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== "ENOTFOUND" && code !== "ENODATA") unread.push({ what: `TXT record ${mark}`, why: String(code) });
    }
  });
  return { records, unread };
}
