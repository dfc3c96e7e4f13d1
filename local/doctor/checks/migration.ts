import { isUnread, type Facts } from "../facts";
import { ok, warning, type Finding } from "../finding";
import { described, retiredAnnotations, type Retired } from "../migration";

/** Ingresses that were written for ingress-nginx: the platform's controller reads none of their annotations. */
export function ingresses({ ingresses: found }: Facts): Finding[] {
  if (isUnread(found)) return [];
  const findings = found.flatMap(({ metadata }): Finding[] => {
    const retired = retiredAnnotations(metadata.annotations);
    return retired.length > 0 ? [finding(`${metadata.namespace}/${metadata.name}`, retired)] : [];
  });
  return findings.length > 0 ? findings : [ok("migration", "no Ingress has annotations of ingress-nginx")];
}

/** Only a warning: nothing is in the way of a deployment, but whoever moves the Ingress would lose them silently. */
function finding(ingress: string, retired: Retired[]): Finding {
  const has = `${ingress} has ${retired.length} ${retired.length > 1 ? "annotations" : "annotation"} of ingress-nginx`;
  const message = `${has}: ${counts(retired)}`;
  const details = retired.map(line);
  if (retired.every(({ equivalent }) => equivalent?.kind === "unneeded")) {
    return { ...ok("migration", message), details };
  }
  const remedy =
    "write the equivalents before it changes to the platform's class: the controller passes over them without a word";
  return { ...warning("migration", message, remedy), details };
}

function counts(retired: Retired[]): string {
  const tally = { "with an equivalent": 0, without: 0, unneeded: 0, unknown: 0 };
  for (const { equivalent } of retired) {
    if (equivalent === undefined) tally.unknown++;
    else if (equivalent.kind === "unneeded") tally.unneeded++;
    else if (equivalent.kind === "none") tally.without++;
    else tally["with an equivalent"]++;
  }
  return Object.entries(tally)
    .filter(([, count]) => count > 0)
    .map(([what, count]) => `${count} ${what}`)
    .join(", ");
}

function line({ name, equivalent }: Retired): string {
  const what = equivalent
    ? described(equivalent)
    : "unknown: ingress-nginx has none of this name; look what it was for";
  return `${name.slice(name.indexOf("/") + 1)} → ${what}`;
}
