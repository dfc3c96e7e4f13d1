import type { Report } from "../report";
import { text } from "../unknowns";
import { eachContainer } from "./pods";
import type { PodSpec } from "./types";

/** A Secret, ConfigMap, ServiceAccount or PriorityClass that a pod names. */
export interface Reference {
  kind: "Secret" | "ConfigMap" | "ServiceAccount" | "PriorityClass";
  name: string;
  /** For messages: where in the pod. */
  at: string;
}

interface Optional {
  optional?: boolean;
}

/** Visits what the pod cannot start without. */
export function eachReference(
  spec: () => PodSpec | undefined,
  report: Report,
  visit: (reference: Reference) => void,
): void {
  const say = (kind: Reference["kind"], at: string, given: unknown, source?: Optional) => {
    const name = text(given);
    if (name !== "" && source?.optional !== true) visit({ kind, name, at });
  };
  report.attempt(() => {
    const [at, name] = spec()?.serviceAccountName
      ? ["serviceAccountName", spec()?.serviceAccountName]
      : ["serviceAccount", spec()?.serviceAccount];
    say("ServiceAccount", at ?? "", name);
  });
  report.attempt(() => say("PriorityClass", "priorityClassName", spec()?.priorityClassName));
  report.each(
    () => spec()?.imagePullSecrets,
    ({ name }, index) => say("Secret", `imagePullSecrets[${index}]`, name),
  );
  report.each(
    () => spec()?.volumes,
    ({ secret, configMap, projected }, index) => {
      const at = `volumes[${index}]`;
      say("Secret", `${at}.secret`, secret?.secretName, secret);
      say("ConfigMap", `${at}.configMap`, configMap?.name, configMap);
      report.each(
        () => projected?.sources,
        (source, i) => {
          const place = `${at}.projected.sources[${i}]`;
          say("Secret", `${place}.secret`, source.secret?.name, source.secret);
          say("ConfigMap", `${place}.configMap`, source.configMap?.name, source.configMap);
        },
      );
    },
  );
  eachContainer(spec, report, (container, list, index) => {
    const at = `${list}[${index}]`;
    report.each(
      () => container.env,
      ({ valueFrom }, i) => {
        say("Secret", `${at}.env[${i}]`, valueFrom?.secretKeyRef?.name, valueFrom?.secretKeyRef);
        say("ConfigMap", `${at}.env[${i}]`, valueFrom?.configMapKeyRef?.name, valueFrom?.configMapKeyRef);
      },
    );
    report.each(
      () => container.envFrom,
      ({ secretRef, configMapRef }, i) => {
        say("Secret", `${at}.envFrom[${i}]`, secretRef?.name, secretRef);
        say("ConfigMap", `${at}.envFrom[${i}]`, configMapRef?.name, configMapRef);
      },
    );
  });
}
