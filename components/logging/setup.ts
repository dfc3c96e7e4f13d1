import { createHash } from "node:crypto";
import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { resources, restrictedContainer } from "../lib/scheduling";
import { skipAwaitAnnotation } from "../lib/waiting";
import { podSecurity } from "./elasticsearch-spec";
import { certificates, workloads } from "./names";
import type { SetupRequest } from "./setup-requests";
import { platformUsers, userSecret } from "./users";

export interface SetupJobArgs {
  namespace: pulumi.Input<string>;
  /** Image of Elasticsearch, which carries curl and is on the nodes anyway. */
  image: string;
  requests: SetupRequest[];
  /** Whether to wait until it is done. */
  await: boolean;
}

const folders = { requests: "/requests", tls: "/tls", user: "/user", work: "/work" } as const;

/** A Job that makes the requests. It runs again when one of them changes, since Jobs cannot be changed. */
export function setupJob(name: string, args: SetupJobArgs, opts: pulumi.CustomResourceOptions): k8s.batch.v1.Job {
  const { namespace, requests } = args;
  const data = setupFiles(requests);
  const files = new k8s.core.v1.ConfigMap(name, { metadata: { name: workloads.setup, namespace }, data }, opts);
  return new k8s.batch.v1.Job(
    name,
    {
      metadata: {
        name: workloads.setup,
        namespace,
        annotations: args.await ? undefined : { [skipAwaitAnnotation]: "true" },
      },
      spec: jobSpec(args.image, createHash("sha256").update(JSON.stringify(data)).digest("hex")),
    },
    { ...opts, dependsOn: [files, ...dependencies(opts)], deleteBeforeReplace: true, customTimeouts: timeouts },
  );
}

/** Elasticsearch has to be made first: volumes, three nodes, a leader. */
const timeouts = { create: "25m", update: "25m" };

function dependencies({ dependsOn }: pulumi.CustomResourceOptions): pulumi.Resource[] {
  return (dependsOn ?? []) as pulumi.Resource[];
}

/** The script, and the body of each request. */
export function setupFiles(requests: SetupRequest[]): Record<string, string> {
  const bodies = requests.map(({ body }, i): [string, string] => [bodyName(i), JSON.stringify(body)]);
  return { "setup.sh": setupScript(requests), ...Object.fromEntries(bodies) };
}

const bodyName = (index: number) => `${String(index).padStart(3, "0")}.json`;

/** The password stays in files: neither arguments nor output show it. */
export function setupScript(requests: SetupRequest[]): string {
  return [
    "set -eu",
    "umask 077",
    `printf 'user = "${platformUsers.setup}:%s"\\n' "$(cat ${folders.user}/password)" > ${folders.work}/user`,
    "request() {",
    '  echo "$1 $2"',
    `  status=$(curl --silent --show-error --config ${folders.work}/user --cacert ${folders.tls}/ca.crt \\`,
    "    --retry 90 --retry-delay 10 --retry-all-errors --retry-max-time 1200 \\",
    "    --header 'content-type: application/json' --header 'kbn-xsrf: platform' \\",
    `    --output ${folders.work}/answer --write-out '%{http_code}' --request "$1" --data "@$3" "$2")`,
    '  case "$status" in',
    '    2*|"$4") ;;',
    `    *) echo "answered $status: $(cat ${folders.work}/answer)"; exit 1 ;;`,
    "  esac",
    "}",
    ...requests.map(
      ({ method, url, done }, i) => `request ${method} '${url}' ${folders.requests}/${bodyName(i)} ${done ?? "none"}`,
    ),
    "",
  ].join("\n");
}

function jobSpec(image: string, hash: string): k8s.types.input.batch.v1.JobSpec {
  return {
    backoffLimit: 3,
    template: {
      metadata: {
        labels: { "app.kubernetes.io/name": workloads.setup },
        annotations: { "platform/requests": hash },
      },
      spec: {
        restartPolicy: "Never",
        serviceAccountName: workloads.setup,
        automountServiceAccountToken: false,
        securityContext: podSecurity,
        containers: [
          {
            name: "setup",
            image,
            command: ["/bin/bash", `${folders.requests}/setup.sh`],
            resources: resources("50m", "64Mi", "128Mi"),
            securityContext: restrictedContainer,
            volumeMounts: [
              { name: "requests", mountPath: folders.requests, readOnly: true },
              { name: "tls", mountPath: folders.tls, readOnly: true },
              { name: "user", mountPath: folders.user, readOnly: true },
              { name: "work", mountPath: folders.work },
            ],
          },
        ],
        volumes: [
          { name: "requests", configMap: { name: workloads.setup } },
          // The certificate's authority alone, not its key.
          {
            name: "tls",
            secret: { secretName: certificates.elasticsearch, items: [{ key: "ca.crt", path: "ca.crt" }] },
          },
          {
            name: "user",
            secret: { secretName: userSecret(platformUsers.setup), items: [{ key: "password", path: "password" }] },
          },
          { name: "work", emptyDir: { medium: "Memory" } },
        ],
      },
    },
  };
}
