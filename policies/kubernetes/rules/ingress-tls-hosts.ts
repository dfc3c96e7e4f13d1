import { celText } from "../../lib/admission/admission";
import { cisEks } from "../../lib/frameworks";
import { classOf, INGRESS, mergeableType, namesHost, type Ingress } from "../../lib/kubernetes/ingress";
import { objectRule } from "../../lib/kubernetes/rule";
import { AMM } from "../../lib/levels";
import { any, entries, some, text } from "../../lib/unknowns";

/** The platform's own classes. */
const CLASSES = ["nginx", "nginx-internal"];
/** What keeps plain HTTP open, in F5's controller and in the one that it replaced. */
const REDIRECT = /\/(force-)?ssl-redirect$/;

export const ingressTlsHosts = objectRule<Ingress>({
  name: "ingress-tls-hosts",
  title: "Every host of an Ingress has TLS",
  description:
    "An Ingress must name its class and its hosts, without wildcards, and TLS must cover every host: what is left out is served in plain text, and a wildcard serves what nobody declared.",
  group: "network",
  severity: "high",
  levels: AMM,
  framework: cisEks("5.4.5", "Encrypt traffic to HTTPS load balancers with TLS certificates"),
  references: ["CIS EKS 5.4.5", "Gatekeeper httpsonly", "Kyverno ingress-host-match-tls"],
  remedy:
    "List each host under spec.tls[].hosts; a minion of F5's controller leaves that to its master. Other classes than the platform's: list them under classes in the policy's configuration.",
  config: {
    properties: {
      classes: {
        type: "array",
        items: { type: "string" },
        default: CLASSES,
        description: "Classes of Ingress that are accepted.",
      },
    },
  },
  kinds: [INGRESS],
  check({ body, patch }, report) {
    const { classes = CLASSES } = report.config<{ classes: string[] }>();
    report.attempt(() => {
      const name = classOf(body);
      if (patch && name === "") return;
      if (!classes.includes(name)) report.violation(`its class must be ${classes.join(" or ")}`);
    });
    report.attempt(() => {
      if (body.spec?.defaultBackend) report.violation("spec.defaultBackend must not be set: it answers for every host");
    });
    report.each(
      () => entries(body.metadata?.annotations),
      ([key, value]) => {
        if (!REDIRECT.test(key) || text(value()).toLowerCase() !== "false") return;
        report.violation(`the annotation ${key} must not keep plain HTTP open`);
      },
    );
    report.each(
      () => body.spec?.rules,
      (rule, i) => {
        const host = text(rule.host);
        const at = `spec.rules[${i}]`;
        if (host === "") report.violation(`${at} must have a host: without one it answers for every host`);
        else if (host.includes("*")) report.violation(`${at}.host must not be a wildcard`);
        else if (!covered(body, host, patch)) report.violation(`${at}.host must be among the hosts of spec.tls`);
      },
    );
    report.each(
      () => body.spec?.tls,
      (tls, i) =>
        report.each(
          () => tls.hosts,
          (host, k) => {
            if (text(host).includes("*")) report.violation(`spec.tls[${i}].hosts[${k}] must not be a wildcard`);
          },
        ),
    );
  },
  admission: {
    variables: {
      annotations: "dyn(object).metadata.?annotations.orValue({})",
      class:
        "dyn(object).spec.?ingressClassName.orValue(variables.annotations[?'kubernetes.io/ingress.class'].orValue(''))",
      minion: "variables.annotations[?'nginx.org/mergeable-ingress-type'].orValue('') == 'minion'",
      hosts: "dyn(object).spec.?rules.orValue([]).map(r, r.?host.orValue(''))",
      secured: "dyn(object).spec.?tls.orValue([]).map(t, t.?hosts.orValue([]))",
    },
    checks: [
      {
        holds: "variables.class in variables.classes",
        message: "its class must be among classes of the configuration",
      },
      {
        holds: "!has(object.spec.defaultBackend)",
        message: "spec.defaultBackend must not be set: it answers for every host",
      },
      {
        holds: `!variables.annotations.exists(k, k.matches(${celText(REDIRECT.source)}) && variables.annotations[k].lowerAscii() == 'false')`,
        message: "no annotation must keep plain HTTP open",
      },
      {
        holds: "variables.hosts.all(h, h != '')",
        message: "spec.rules[] must have a host: without one it answers for every host",
      },
      {
        holds: "!variables.hosts.exists(h, h.contains('*'))",
        message: "spec.rules[].host must not be a wildcard",
      },
      {
        holds: `variables.minion || variables.hosts.all(h, h == '' || h.contains('*') || variables.secured.exists(names,
          names.exists(n, n.lowerAscii() == h.lowerAscii() || (n.startsWith('*.') && h.contains('.') &&
            n.substring(1).lowerAscii() == h.substring(h.indexOf('.')).lowerAscii()))))`.replace(/\s+/g, " "),
        message: "spec.rules[].host must be among the hosts of spec.tls",
      },
      {
        holds: "!variables.secured.exists(names, names.exists(n, n.contains('*')))",
        message: "spec.tls[].hosts[] must not be a wildcard",
      },
    ],
  },
});

function covered(body: Ingress, host: string, patch: boolean): boolean {
  return any(
    () => mergeableType(body) === "minion",
    () => patch && body.spec?.tls === undefined,
    () =>
      some(
        () => body.spec?.tls,
        (tls) =>
          some(
            () => tls.hosts,
            (name) => namesHost(name, host),
          ),
      ),
  );
}
