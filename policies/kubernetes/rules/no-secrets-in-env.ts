import { namedCredential, shapedCredential } from "../../lib/admission/credentials";
import { podVariables } from "../../lib/admission/pods";
import { cis } from "../../lib/frameworks";
import { looksLikeCredential, mayBeCredential, namesCredential } from "../../lib/kubernetes/credentials";
import type { KubernetesObject } from "../../lib/kubernetes/object";
import { eachContainer, podTemplate, WORKLOADS } from "../../lib/kubernetes/pods";
import { objectRule } from "../../lib/kubernetes/rule";
import { kindKey } from "../../lib/kubernetes/type";
import type { ConfigMap, Workload } from "../../lib/kubernetes/types";
import { AMM } from "../../lib/levels";
import type { Report } from "../../lib/report";
import { entries, text } from "../../lib/unknowns";

const CONFIG_MAP = "core/ConfigMap";

export const noSecretsInEnv = objectRule<Workload & ConfigMap>({
  name: "no-secrets-in-env",
  title: "No credentials in plain sight",
  description:
    "Variables of containers and ConfigMaps must not hold credentials: everybody who may look at pods reads them, and they stand in Git and in logs.",
  group: "workload",
  severity: "high",
  levels: AMM,
  framework: cis("5.4.1", "Prefer using Secrets as files over Secrets as environment variables"),
  references: ["CIS 5.4.1", "CIS EKS 4.4.1", "CKV_K8S_35", "KSV-0109", "C-0012"],
  remedy:
    "Take the value from Vault, best as a file, or from a Secret by valueFrom.secretKeyRef. A variable that only sounds like a credential: rename or waive it.",
  kinds: [...WORKLOADS, CONFIG_MAP],
  check(object, report) {
    if (kindKey(object.type) === CONFIG_MAP) checkConfigMap(object, report);
    else checkContainers(object, report);
  },
  admission: {
    variables: {
      ...podVariables(),
      data: "request.kind.kind == 'ConfigMap' ? dyn(object).?data.orValue({}) : {}",
      named: `variables.containers.filter(c, c.?env.orValue([]).exists(e, ${namedCredential("e.name", "e.?value.orValue('')")}))`,
      keys: `variables.data.filter(k, ${namedCredential("k", "variables.data[k]")})`,
    },
    checks: [
      {
        holds: "size(variables.named) == 0",
        where: "variables.named.map(c, c.name).join(', ')",
        message: "env[] must not be a credential, which its name says",
      },
      {
        holds: "size(variables.keys) == 0",
        where: "'data ' + variables.keys.join(', ')",
        message: "must not be a credential, which its name says",
      },
      ...shapedCredential("e.?value.orValue('')").map((shaped) => ({
        holds: `!variables.containers.exists(c, c.?env.orValue([]).exists(e, ${shaped}))`,
        message: "env[] must not be a credential, which its value says",
      })),
      ...shapedCredential("variables.data[k]").map((shaped) => ({
        holds: `!variables.data.exists(k, ${shaped})`,
        message: "data[] must not be a credential, which its value says",
      })),
    ],
  },
});

function checkContainers(object: KubernetesObject<Workload>, report: Report): void {
  eachContainer(
    () => podTemplate(object)?.spec,
    report,
    (container, list, index) => {
      report.each(
        () => container.env,
        (variable, i) => {
          const found = credential(text(variable.name), () => variable.value);
          if (found) report.violation(`${list}[${index}].env[${i}] must not be a credential, which its ${found} says`);
        },
      );
    },
  );
}

function checkConfigMap({ body }: KubernetesObject<ConfigMap>, report: Report): void {
  report.each(
    () => entries(body.data),
    ([key, value]) => {
      const found = credential(key, value);
      if (found) report.violation(`data[${key}] must not be a credential, which its ${found} says`);
    },
  );
}

/** What gives it away. */
function credential(name: string, value: () => unknown): "name" | "value" | undefined {
  const given = value();
  if (looksLikeCredential(given)) return "value";
  return namesCredential(name) && mayBeCredential(given) ? "name" : undefined;
}
