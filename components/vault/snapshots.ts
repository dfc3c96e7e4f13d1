import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { resources, restrictedContainer } from "../lib/scheduling";
import { skipAwaitAnnotation } from "../lib/waiting";
import { ports, release, secrets, snapshots } from "./names";
import { binaries } from "./values";

export interface SnapshotsArgs {
  namespace: pulumi.Input<string>;
  distribution: "openbao" | "vault";
  /** Image of the servers, which carries the client too. */
  image: string;
  intervalHours: number;
  retentionDays: number;
  /** Volume for them (GiB): it holds as many as are kept. */
  storageGiB: number;
  /** @default the cluster's own */
  storageClass?: string;
  /** Whether the volume is kept from being deleted. */
  protect: boolean;
}

/**
 * Snapshots of all data, on a volume that Velero saves to the bucket: so the pods need no rights on the bucket, and its
 * lock holds for snapshots too. A snapshot is encrypted by Vault's own key.
 */
export function createSnapshots(name: string, args: SnapshotsArgs, opts: pulumi.CustomResourceOptions): void {
  const { namespace } = args;
  new k8s.core.v1.ServiceAccount(
    `${name}-account`,
    { metadata: { name: snapshots.account, namespace }, automountServiceAccountToken: false },
    opts,
  );
  new k8s.core.v1.PersistentVolumeClaim(
    name,
    {
      // Many classes wait for the first pod, which comes with the first snapshot.
      metadata: { name: snapshots.claim, namespace, annotations: { [skipAwaitAnnotation]: "true" } },
      spec: {
        accessModes: ["ReadWriteOnce"],
        resources: { requests: { storage: `${args.storageGiB}Gi` } },
        storageClassName: args.storageClass,
      },
    },
    { ...opts, protect: args.protect },
  );
  new k8s.batch.v1.CronJob(name, { metadata: { name: snapshots.account, namespace }, spec: cronJobSpec(args) }, opts);
}

/** Minutes past the hour: before the next backup of the volume, wherever that begins. */
const minute = 50;

export function cronJobSpec(
  args: Pick<SnapshotsArgs, "distribution" | "intervalHours" | "retentionDays" | "image">,
): k8s.types.input.batch.v1.CronJobSpec {
  const { distribution, intervalHours, image } = args;
  const prefix = distribution === "openbao" ? "BAO" : "VAULT";
  return {
    schedule: `${minute} ${intervalHours === 24 ? "0" : `*/${intervalHours}`} * * *`,
    concurrencyPolicy: "Forbid",
    startingDeadlineSeconds: 600,
    successfulJobsHistoryLimit: 1,
    failedJobsHistoryLimit: 3,
    jobTemplate: {
      spec: {
        backoffLimit: 3,
        activeDeadlineSeconds: 900,
        template: {
          metadata: { labels: snapshotLabels },
          spec: {
            restartPolicy: "Never",
            serviceAccountName: snapshots.account,
            automountServiceAccountToken: false,
            securityContext: {
              runAsNonRoot: true,
              runAsUser: 100,
              runAsGroup: 1000,
              fsGroup: 1000,
              seccompProfile: { type: "RuntimeDefault" },
            },
            containers: [
              {
                name: "snapshot",
                image,
                command: ["/bin/sh", "-ec", snapshotScript(args)],
                env: [
                  // The active server: only it holds the newest data.
                  { name: `${prefix}_ADDR`, value: `https://${release}-active.${release}.svc:${ports.api}` },
                  { name: `${prefix}_CACERT`, value: "/tls/ca.crt" },
                  { name: "HOME", value: "/tmp" },
                ],
                resources: resources("50m", "64Mi", "256Mi"),
                securityContext: restrictedContainer,
                volumeMounts: [
                  { name: "snapshots", mountPath: "/snapshots" },
                  { name: "token", mountPath: "/token", readOnly: true },
                  { name: "tls", mountPath: "/tls", readOnly: true },
                  { name: "tmp", mountPath: "/tmp" },
                ],
              },
            ],
            volumes: [
              { name: "snapshots", persistentVolumeClaim: { claimName: snapshots.claim } },
              {
                name: "token",
                projected: {
                  sources: [{ serviceAccountToken: { path: "token", audience: "vault", expirationSeconds: 600 } }],
                },
              },
              // The certificate's authority alone, not its key.
              { name: "tls", secret: { secretName: secrets.server, items: [{ key: "ca.crt", path: "ca.crt" }] } },
              { name: "tmp", emptyDir: {} },
            ],
          },
        },
      },
    },
  };
}

export const snapshotLabels = { "app.kubernetes.io/name": snapshots.account };

/** Tokens stay in files and in the process's own environment: neither arguments nor output show them. */
export function snapshotScript({ distribution, retentionDays }: Pick<SnapshotsArgs, "distribution" | "retentionDays">) {
  const client = binaries[distribution];
  const token = distribution === "openbao" ? "BAO_TOKEN" : "VAULT_TOKEN";
  return [
    "umask 077",
    "rm -f /snapshots/*.part",
    `${token}=$(${client} write -field=token auth/kubernetes/login role=${snapshots.role} jwt=@/token/token)`,
    `export ${token}`,
    "file=/snapshots/vault-$(date -u +%Y%m%dT%H%M%SZ).snap",
    // Complete or absent: who restores must not meet half of one.
    `${client} operator raft snapshot save "$file.part"`,
    'test -s "$file.part"',
    'mv "$file.part" "$file"',
    `find /snapshots -name 'vault-*.snap' -mtime +${retentionDays} -delete`,
    `${client} token revoke -self`,
  ].join("\n");
}
