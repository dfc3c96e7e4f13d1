import { cisEks } from "../../lib/frameworks";
import { containerRule } from "../../lib/kubernetes/container-rule";
import { isWithin, PUBLISHERS } from "../../lib/kubernetes/images";
import { AMM } from "../../lib/levels";
import { text } from "../../lib/unknowns";

export const imageFromApprovedRegistry = containerRule({
  name: "image-from-approved-registry",
  title: "Images come from known publishers",
  description:
    "Images must come from the registries and publishers that somebody approved: anybody can push to a public registry, under names that differ by a letter.",
  group: "workload",
  severity: "high",
  levels: AMM,
  framework: cisEks("5.1.4", "Minimize Container Registries to only those approved"),
  references: ["CIS EKS 5.1.4", "Gatekeeper allowedrepos", "KSV-0125"],
  remedy:
    "Use the image of an approved publisher, add its registry and path to platform:imageTrust.registries for teams, or to registries in the policy's configuration, which replaces the list of publishers that the platform's charts use.",
  config: {
    properties: {
      registries: {
        type: "array",
        items: { type: "string" },
        default: [...PUBLISHERS],
        description: "Registries, or paths in them, such as quay.io/jetstack.",
      },
    },
  },
  check({ container: { image }, at, patch }, report) {
    if (patch && image === undefined) return;
    const { registries = PUBLISHERS } = report.config<{ registries: string[] }>();
    if (!isWithin(text(image), [...registries, ...report.ownRegistries]))
      report.violation(`${at}.image must come from an approved registry`);
  },
  admission: {
    variables: { paths: "variables.registries.map(r, r.endsWith('/') ? r : r + '/')" },
    checks: [
      {
        // What comes after the last slash, tag and all, cannot make the image another's: repositoryOf() in CEL.
        violates: `![c.?image.orValue('').split('@')[0]].exists(i,
          [!i.contains('/') ? 'docker.io/library/' + i
            : i.split('/')[0].matches('[.:]|^localhost$') ? i : 'docker.io/' + i
          ].exists(name, i != '' && variables.paths.exists(p, name.startsWith(p))))`.replace(/\s+/g, " "),
        message: "image must come from an approved registry",
      },
    ],
  },
});
