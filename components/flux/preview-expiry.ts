import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { types } from "@pulumi/kubernetes";
import { resources, restrictedContainer } from "../lib/scheduling";
import { secrets } from "./names";
import type { Previews } from "./preview-objects";

/** Pods that end previews which are too old; Flux itself knows no age. */
export const expiryWorkload = "preview-expiry";

const file = "expire-previews.mjs";

/** What the pods run, as a ConfigMap holds it. */
export function expiryScript(): Record<string, string> {
  return { [file]: readFileSync(join(__dirname, file), "utf8") };
}

export interface ExpiryArgs {
  previews: Pick<Previews, "project" | "label" | "maxAgeDays">;
  /** Of the ConfigMap and the account. */
  name: string;
  /** Address of GitLab, without a path. */
  gitlab: string;
  /** Image with Node.js. */
  image: string;
}

export function expirySpec({ previews, name, gitlab, image }: ExpiryArgs) {
  const { project, label, maxAgeDays } = previews;
  const env = { GITLAB: gitlab, PROJECT: project, LABEL: label, MAX_AGE_DAYS: String(maxAgeDays) };
  return {
    schedule: "30 * * * *",
    concurrencyPolicy: "Forbid",
    startingDeadlineSeconds: 600,
    successfulJobsHistoryLimit: 1,
    failedJobsHistoryLimit: 3,
    jobTemplate: {
      spec: {
        backoffLimit: 3,
        activeDeadlineSeconds: 300,
        template: {
          metadata: { labels: { "app.kubernetes.io/name": expiryWorkload } },
          spec: {
            restartPolicy: "Never",
            serviceAccountName: name,
            automountServiceAccountToken: false,
            securityContext: {
              runAsNonRoot: true,
              runAsUser: 1000,
              runAsGroup: 1000,
              fsGroup: 1000,
              seccompProfile: { type: "RuntimeDefault" },
            },
            containers: [
              {
                name: "expiry",
                image,
                command: ["node", `/scripts/${file}`],
                env: Object.entries({ ...env, TOKEN_FILE: "/token/token" }).map(([key, value]) => ({
                  name: key,
                  value,
                })),
                resources: resources("50m", "64Mi", "128Mi"),
                securityContext: restrictedContainer,
                volumeMounts: [
                  { name: "scripts", mountPath: "/scripts", readOnly: true },
                  { name: "token", mountPath: "/token", readOnly: true },
                ],
              },
            ],
            volumes: [
              { name: "scripts", configMap: { name } },
              {
                name: "token",
                secret: { secretName: secrets.gitlab, items: [{ key: "token", path: "token" }], defaultMode: 0o440 },
              },
            ],
          },
        },
      },
    },
  } satisfies types.input.batch.v1.CronJobSpec;
}
