import type { Connection, Operation, Rule, Source } from "./types";

/**
 * What a rule says of a connection: conditions on requests, which a connection does not show, and on addresses, which
 * say nothing of who calls, are counted apart.
 */
export interface RuleMatch {
  /** Whether identities and ports match. */
  matches: boolean;
  /** Conditions on requests, such as `methods`. */
  request: string[];
  /** Conditions on addresses, such as `ipBlocks`. */
  address: string[];
}

/** Conditions that depend on the request or its token. */
const requestFields =
  /^(not)?(RequestPrincipals|RemoteIpBlocks|Hosts|Methods|Paths)$|^(requestPrincipals|remoteIpBlocks|hosts|methods|paths)$/;
const addressFields = /^(ipBlocks|notIpBlocks)$/;

/** @param namespace of the policy, which service accounts without a namespace mean */
export function matchRule(
  { from = [], to = [], when = [] }: Rule,
  connection: Connection,
  namespace: string,
): RuleMatch {
  const sources = from.map(({ source = {} }) => source);
  const operations = to.map(({ operation = {} }) => operation);
  const conditions = when.map(({ key, values, notValues }) => ({ key, values, notValues }));
  const fields = [...sources, ...operations].flatMap((part) => Object.keys(part));
  const keys = conditions.map(({ key }) => key);
  return {
    matches:
      (sources.length === 0 || sources.some((source) => sourceMatches(source, connection, namespace))) &&
      (operations.length === 0 || operations.some((operation) => operationMatches(operation, connection))) &&
      conditions.every(({ key, values, notValues }) => {
        const value = conditionValue(key, connection);
        return value === "unseen" || listsMatch(values, notValues, value.text);
      }),
    request: [...fields.filter((field) => requestFields.test(field)), ...keys.filter(isRequestKey)],
    address: [...fields.filter((field) => addressFields.test(field)), ...keys.filter(isAddressKey)],
  };
}

function sourceMatches(source: Source, { principal }: Connection, namespace: string): boolean {
  const { namespace: from, account } = partsOf(principal);
  const inFull = (names?: string[]) => names?.map((name) => (name.includes("/") ? name : `${namespace}/${name}`));
  return (
    listsMatch(source["principals"], source["notPrincipals"], principal) &&
    listsMatch(source["namespaces"], source["notNamespaces"], from) &&
    listsMatch(inFull(source["serviceAccounts"]), inFull(source["notServiceAccounts"]), account)
  );
}

function operationMatches(operation: Operation, { port }: Connection): boolean {
  return listsMatch(operation["ports"], operation["notPorts"], String(port));
}

/** Conditions in `when` that mean the same as a field. */
function conditionValue(key: string, { principal, port }: Connection): { text?: string } | "unseen" {
  switch (key) {
    case "source.principal":
      return { text: principal };
    case "source.namespace":
      return { text: partsOf(principal).namespace };
    case "destination.port":
      return { text: String(port) };
    default:
      return "unseen";
  }
}

const isAddressKey = (key: string) => key === "source.ip" || key === "destination.ip";
const isRequestKey = (key: string) => conditionValue(key, { port: 0 }) === "unseen" && !isAddressKey(key);

function listsMatch(wanted: string[] | undefined, unwanted: string[] | undefined, value: string | undefined): boolean {
  return (
    (!wanted?.length || wanted.some((pattern) => matchesText(pattern, value))) &&
    !unwanted?.some((pattern) => matchesText(pattern, value))
  );
}

/** Istio's patterns: exact, `prefix*`, `*suffix`, and `*` for anything that is not empty. */
export function matchesText(pattern: string, value = ""): boolean {
  if (value === "") return false;
  if (pattern === "*") return true;
  if (pattern.endsWith("*")) return value.startsWith(pattern.slice(0, -1));
  if (pattern.startsWith("*")) return value.endsWith(pattern.slice(1));
  return value === pattern;
}

function partsOf(principal = ""): { namespace?: string; account?: string } {
  const [, namespace, account] = /^[^/]+\/ns\/([^/]+)\/sa\/([^/]+)$/.exec(principal) ?? [];
  return namespace === undefined ? {} : { namespace, account: `${namespace}/${account}` };
}
