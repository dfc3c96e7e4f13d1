import { kindKey, kubernetesType } from "../../../policies/lib/kubernetes/type";
import { isRecord } from "../rules";

type Props = Record<string, unknown>;

const DIGEST = `sha256:${"0af1".repeat(16)}`;
const IMAGE = `registry.k8s.io/pause@${DIGEST}`;
const LABELS = { app: "web" };

/** A container that follows every rule. */
const FILLER = {
  image: IMAGE,
  securityContext: {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ["ALL"] },
    readOnlyRootFilesystem: true,
    runAsNonRoot: true,
    runAsUser: 1000,
    seccompProfile: { type: "RuntimeDefault" },
  },
  resources: { requests: { cpu: "1m", memory: "1Mi" }, limits: { memory: "1Mi" } },
};
const PROBES = { readinessProbe: { httpGet: { path: "/ready", port: 1 } }, livenessProbe: { tcpSocket: { port: 1 } } };

/** Fills in what the API demands of a kind and cases leave out, because no rule reads it there. */
export function complete(object: Props): Props {
  const { apiVersion, kind } = object as { apiVersion: string; kind: string };
  const type = kubernetesType(`kubernetes:${apiVersion}:${kind}`);
  const fill = type && COMPLETIONS[kindKey(type)];
  return fill ? fill(structuredClone(object)) : object;
}

const COMPLETIONS: Record<string, (object: Props) => Props> = {
  "core/Pod": (object) => ({ ...owned(object), spec: podSpec(object["spec"]) }),
  // Cases' pods run as accounts of the same names, which are there.
  "core/ServiceAccount": (object) => ({
    ...object,
    metadata: { ...record(object["metadata"]), name: `${String(record(object["metadata"])["name"])}-of-case` },
  }),
  "core/Service": (object) => {
    const spec = record(object["spec"]);
    const external = spec["type"] === "ExternalName";
    return {
      ...object,
      spec: { ...(external ? { externalName: "example.com" } : { ports: [{ port: 80 }] }), ...spec },
    };
  },
  "core/Secret": (object) => ({ ...object, ...SECRETS[String(object["type"])], metadata: named(object["metadata"]) }),
  "rbac.authorization.k8s.io/RoleBinding": (object) => ({
    ...object,
    roleRef: { ...ROLE, ...record(object["roleRef"]) },
  }),
  "rbac.authorization.k8s.io/ClusterRoleBinding": (object) => ({
    ...object,
    roleRef: { ...ROLE, ...record(object["roleRef"]) },
  }),
  "core/ReplicationController": (object) => withTemplate(object, { selector: LABELS }),
  "apps/Deployment": (object) => withTemplate(object, { selector: { matchLabels: LABELS } }),
  "apps/StatefulSet": (object) => withTemplate(object, { selector: { matchLabels: LABELS }, serviceName: "web" }),
  "apps/DaemonSet": (object) => withTemplate(object, { selector: { matchLabels: LABELS } }),
  "apps/ReplicaSet": (object) => withTemplate(object, { selector: { matchLabels: LABELS } }),
  "batch/Job": (object) => withTemplate(object, {}, { restartPolicy: "Never" }),
  "batch/CronJob": (object) => {
    const spec = record(object["spec"]);
    const jobTemplate = withTemplate(record(spec["jobTemplate"]), {}, { restartPolicy: "Never" });
    return { ...object, spec: { schedule: "0 0 * * *", ...spec, jobTemplate } };
  },
};

const ROLE = { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "view" };

/** What the API demands of types of Secrets. */
const SECRETS: Record<string, Props> = {
  "kubernetes.io/tls": { data: { "tls.crt": "", "tls.key": "" } },
};

/** The account of a Secret that holds its token. */
function named(given: unknown): Props {
  const metadata = record(given);
  return {
    ...metadata,
    annotations: { "kubernetes.io/service-account.name": "web", ...record(metadata["annotations"]) },
  };
}

function withTemplate(object: Props, defaults: Props, podDefaults: Props = {}): Props {
  const spec = record(object["spec"]);
  const template = record(spec["template"]);
  const metadata = record(template["metadata"]);
  return {
    ...object,
    spec: {
      ...defaults,
      ...spec,
      template: {
        ...template,
        metadata: { ...metadata, labels: { ...LABELS, ...record(metadata["labels"]) } },
        spec: { ...podDefaults, ...podSpec(template["spec"]) },
      },
    },
  };
}

function owned(object: Props): Props {
  const metadata = record(object["metadata"]);
  const owners = records(metadata["ownerReferences"]);
  if (owners.length === 0) return object;
  const ownerReferences = owners.map((owner, i) => ({ apiVersion: "v1", kind: "A", name: "a", uid: `${i}`, ...owner }));
  return { ...object, metadata: { ...metadata, ownerReferences } };
}

function podSpec(given: unknown): Props {
  const spec = record(given);
  const lists = ["containers", "initContainers", "ephemeralContainers"] as const;
  const named = lists.flatMap((list) => records(spec[list]).map(({ name }) => name));
  const filler = { name: named.includes("web") ? "filler" : "web", ...FILLER, ...PROBES };
  const unique = uniqueNames();
  const filled = Object.fromEntries(
    lists.map((list) => [
      list,
      records(spec[list]).map((container, i) => completeContainer(unique(container, `c${i}`))),
    ]),
  );
  const containers = filled["containers"]?.length ? filled["containers"] : [filler];
  const all = Object.values({ ...filled, containers }).flat();
  const volumes = completeVolumes(records(spec["volumes"]), all);
  const hostProcess = [spec, ...all].some(
    (holder) => record(record(holder["securityContext"])["windowsOptions"])["hostProcess"] === true,
  );
  const unmasked = all.some((container) => record(container["securityContext"])["procMount"] === "Unmasked");
  return {
    ...(hostProcess && { hostNetwork: true }),
    ...(unmasked && { hostUsers: false }),
    ...spec,
    ...filled,
    containers,
    ...(volumes.length > 0 && { volumes }),
  };
}

/** Names as given, and others where one comes again: the API takes no two alike, and cases do not care. */
function uniqueNames(): (item: Props, otherwise: string) => Props {
  const taken = new Set<unknown>();
  return (item, otherwise) => {
    const given = item["name"] ?? otherwise;
    const name = taken.has(given) ? `${given as string}-${taken.size}` : given;
    taken.add(name);
    return { ...item, name };
  };
}

function completeContainer(container: Props): Props {
  const profile = record(record(container["securityContext"])["seccompProfile"]);
  return {
    image: IMAGE,
    ...container,
    ...(profile["type"] === "Localhost" && {
      securityContext: {
        ...record(container["securityContext"]),
        seccompProfile: { localhostProfile: "profile.json", ...profile },
      },
    }),
    ...(Array.isArray(container["ports"]) && {
      ports: records(container["ports"]).map((port, i) => ({ containerPort: port["hostPort"] || 8080 + i, ...port })),
    }),
    ...(Array.isArray(container["volumeMounts"]) && {
      volumeMounts: records(container["volumeMounts"]).map((mount, i) => ({ mountPath: `/mnt/${i}`, ...mount })),
    }),
  };
}

function completeVolumes(volumes: readonly Props[], containers: readonly Props[]): Props[] {
  const mounted = containers.flatMap((container) => records(container["volumeMounts"]).map(({ name }) => name));
  const missing = new Set(mounted.filter((name) => !volumes.some((volume) => volume["name"] === name)));
  const unique = uniqueNames();
  const whole = volumes.map((volume, i) => {
    const sources = Object.entries(volume).map(([type, source]): [string, unknown] => [
      type,
      isRecord(source) ? { ...SOURCES[type], ...source } : source,
    ]);
    return unique(Object.fromEntries(sources), `v${i}`);
  });
  return [...whole, ...[...missing].map((name) => ({ name, emptyDir: {} }))];
}

const CLAIM = { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } };

/** What the API demands of types of volumes. */
const SOURCES: Record<string, Props> = {
  ephemeral: { volumeClaimTemplate: { spec: CLAIM } },
  iscsi: { targetPortal: "192.0.2.1:3260", iqn: "iqn.2001-04.com.example:storage", lun: 0 },
  secret: { secretName: "a" },
};

function record(value: unknown): Props {
  return isRecord(value) ? value : {};
}

function records(value: unknown): Props[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}
