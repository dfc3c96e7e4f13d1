import { referencedConfigExists } from "../../../policies/platform/rules/referenced-config-exists";
import { unknown } from "../../support/cloud";
import {
  deployment,
  listOf,
  namespace,
  object,
  patch,
  POD_KINDS,
  serviceAccount,
  workload,
} from "../../support/kubernetes";
import { UNKNOWN, type TestResource } from "../../support/policies";
import type { Failing, RuleCases } from "../../support/rules";

type Props = Record<string, unknown>;

const secret = (place = "shop/s") => object("core/v1/Secret", place);
const configMap = (place = "shop/c") => object("core/v1/ConfigMap", place);
const certificate = (secretName: unknown) =>
  object("cert-manager.io/v1/Certificate", "shop/tls", { spec: { secretName } });
const external = (place: string, target?: Props) =>
  object("external-secrets.io/v1/ExternalSecret", place, { spec: { ...(target && { target }) } });
const chart: TestResource = { type: "kubernetes:helm.sh/v4:Chart", name: "web", props: { namespace: "shop" } };
const priorityClass = object("scheduling.k8s.io/v1/PriorityClass", "important");
const volume = (source: Props) => ({ volumes: [{ name: "v", ...source }] });
const projected = (...sources: Props[]) => volume({ projected: { sources } });
const env = (valueFrom: Props) => ({ containers: [{ name: "web", env: [{ name: "A", valueFrom }] }] });
const envFrom = (source: Props, list = "containers") => ({ [list]: [{ name: "web", envFrom: [source] }] });
const web = (pod: Props) => deployment("shop/web", pod);
const SECRET = volume({ secret: { secretName: "s" } });
const says = (at: string, kind: string) => `${at} names a ${kind} that does not exist`;
const MISSING = says("volumes[0].secret", "Secret");

/** Everything that a pod can name, and what is said when it is missing. */
const REFERENCES: Record<string, [pod: Props, says: string]> = {
  "a volume of a Secret": [SECRET, MISSING],
  "a volume of a ConfigMap": [volume({ configMap: { name: "c" } }), says("volumes[0].configMap", "ConfigMap")],
  "a projected Secret": [
    projected({ serviceAccountToken: {} }, { secret: { name: "s" } }),
    says("volumes[0].projected.sources[1].secret", "Secret"),
  ],
  "a projected ConfigMap": [
    projected({ configMap: { name: "c" } }),
    says("volumes[0].projected.sources[0].configMap", "ConfigMap"),
  ],
  "a variable from a Secret": [env({ secretKeyRef: { name: "s", key: "k" } }), says("containers[0].env[0]", "Secret")],
  "a variable from a ConfigMap": [
    env({ configMapKeyRef: { name: "c", key: "k" } }),
    says("containers[0].env[0]", "ConfigMap"),
  ],
  "all variables from a Secret": [envFrom({ secretRef: { name: "s" } }), says("containers[0].envFrom[0]", "Secret")],
  "all variables from a ConfigMap, of an init container": [
    envFrom({ configMapRef: { name: "c" } }, "initContainers"),
    says("initContainers[0].envFrom[0]", "ConfigMap"),
  ],
  "a password of a registry": [{ imagePullSecrets: [{ name: "s" }] }, says("imagePullSecrets[0]", "Secret")],
  "a service account": [{ serviceAccountName: "a" }, says("serviceAccountName", "ServiceAccount")],
  "a service account by its former name": [{ serviceAccount: "a" }, says("serviceAccount", "ServiceAccount")],
  "a priority class": [{ priorityClassName: "important" }, says("priorityClassName", "PriorityClass")],
};
const all = [secret(), configMap(), serviceAccount("shop/a"), priorityClass];

export const cases: RuleCases = {
  rule: referencedConfigExists,
  passing: {
    ...Object.fromEntries(Object.entries(REFERENCES).map(([title, [pod]]) => [title, [web(pod), ...all]])),
    "a Secret that a Certificate makes": [web(SECRET), certificate("s")],
    "a Secret that an ExternalSecret makes": [web(SECRET), external("shop/s")],
    "a Secret that an ExternalSecret makes under another name": [web(SECRET), external("shop/e", { name: "s" })],
    "what need not be there": [
      web(volume({ secret: { secretName: "s", optional: true } })),
      web(projected({ configMap: { name: "c", optional: true } })),
      web(envFrom({ secretRef: { name: "s", optional: true } })),
    ],
    "what every cluster has": [
      web({ ...volume({ configMap: { name: "kube-root-ca.crt" } }), priorityClassName: "system-cluster-critical" }),
      web({ ...volume({ configMap: { name: "istio-ca-root-cert" } }), priorityClassName: "system-node-critical" }),
    ],
    "the account of a namespace": [web({ serviceAccountName: "default" }), namespace("shop")],
    "what the configuration lists": {
      resources: [web({ ...SECRET, priorityClassName: "important" })],
      config: { existing: ["Secret shop/s", "PriorityClass important"] },
    },
    "what a chart that was not rendered may bring": [web({ ...SECRET, priorityClassName: "important" }), chart],
    "pods that name nothing": [
      web({}),
      web(volume({ emptyDir: {} })),
      web({ containers: [{ name: "web", env: [{ name: "A", value: "b" }] }] }),
    ],
    "a workload without pods": [object("apps/v1/Deployment", "shop/web", { spec: {} })],
    "certificates and secrets that are empty": [
      object("cert-manager.io/v1/Certificate", "shop/tls", {}),
      object("external-secrets.io/v1/ExternalSecret", "shop/e", {}),
    ],
  },
  failing: {
    ...Object.fromEntries(
      Object.entries(REFERENCES).map(([title, [pod, message]]): [string, Failing] => [
        title,
        { resources: [web(pod)], says: message },
      ]),
    ),
    ...Object.fromEntries(
      Object.keys(POD_KINDS).map((kind): [string, Failing] => [
        kind,
        { resources: [workload(kind, "shop/web", SECRET)], says: MISSING },
      ]),
    ),
    "a Secret of another namespace": { resources: [web(SECRET), secret("store/s")], says: MISSING },
    "a ConfigMap of that name": { resources: [web(SECRET), configMap("shop/s")], says: MISSING },
    "a Certificate for another Secret": { resources: [web(SECRET), certificate("t")], says: MISSING },
    "an ExternalSecret that makes another": {
      resources: [web(SECRET), external("shop/s", { name: "t" })],
      says: MISSING,
    },
    "a patch of the Secret": { resources: [web(SECRET), patch(secret())], says: MISSING },
    "a patch of a workload": { resources: [patch(web(SECRET))], says: MISSING },
    "an entry of the configuration for another namespace": {
      resources: [web(SECRET)],
      config: { existing: ["Secret store/s"] },
      says: MISSING,
    },
    "an item of a list": { resources: [listOf("apps/v1/DeploymentList", "all", web(SECRET))], says: MISSING },
  },
  unknown: {
    "the name": {
      resources: [web(volume({ secret: { secretName: UNKNOWN } }))],
      says: unknown("spec.template.spec.volumes.0.secret.secretName"),
    },
    "the name of what a Certificate makes": {
      resources: [web(SECRET), certificate(UNKNOWN)],
      says: unknown("spec.secretName", "kubernetes:cert-manager.io/v1:Certificate::shop/tls"),
    },
    "whether it need be there": {
      resources: [web(volume({ secret: { secretName: "s", optional: UNKNOWN } }))],
      says: unknown("spec.template.spec.volumes.0.secret.optional"),
    },
  },
};
