import {
  CERTIFICATE,
  Issuers,
  ISSUERS_CONFIG,
  type Certificate,
  type IssuerRef,
} from "../../lib/kubernetes/certificates";
import { Surroundings } from "../../lib/kubernetes/charts";
import {
  classOf,
  INGRESS,
  mergeableType,
  namesHost,
  type Ingress,
  type IngressBackend,
} from "../../lib/kubernetes/ingress";
import type { KubernetesObject } from "../../lib/kubernetes/object";
import { SERVICE, type Service, type ServicePort } from "../../lib/kubernetes/service";
import { StackObjects, type Index } from "../../lib/kubernetes/stack";
import { AMM } from "../../lib/levels";
import { Backends, selectsPods } from "../../lib/network/backends";
import { Controller, PLATFORM_CONTROLLER, type ControllerPods } from "../../lib/network/controller";
import { Gate } from "../../lib/network/gate";
import { networkPolicies, type Policy } from "../../lib/network/policy";
import type { Report } from "../../lib/report";
import { stackRule } from "../../lib/rule";
import { all, any, concerning, find, some, text } from "../../lib/unknowns";

export const ingressChainClosed = stackRule({
  name: "ingress-chain-closed",
  title: "From the host to the pod nothing is missing and nothing is open",
  description:
    "An Ingress must lead to a Service that exists, with a TLS Secret that somebody issues, and network policies must let the controller to the pods and nobody around it.",
  group: "network",
  severity: "high",
  levels: AMM,
  references: [],
  remedy:
    "Declare the Service with its port, a Certificate for the Secret (or annotate an issuer that exists), and a NetworkPolicy that admits the controller by the name of its namespace and its pods' labels. Another controller, or issuers that the cluster has already (Kind/name): say so in the policy's configuration.",
  config: {
    properties: {
      ...ISSUERS_CONFIG,
      controller: {
        type: "object",
        properties: {
          namespace: { type: "string" },
          labels: { type: "object", additionalProperties: { type: "string" } },
        },
        default: { ...PLATFORM_CONTROLLER },
        description: "The ingress controller: its namespace, and the labels of its pods.",
      },
    },
  },
  check(resources, report) {
    const objects = new StackObjects(resources, report);
    const chain = new Chain(objects, report);
    for (const ingress of objects.of<Ingress>(INGRESS)) {
      if (!ingress.patch) report.on(ingress.urn, () => chain.check(ingress));
    }
  },
});

type Object = KubernetesObject<Ingress>;

class Chain {
  private readonly issuers: Issuers;
  private readonly certificates: Index<KubernetesObject<Certificate>>;
  private readonly services: Index<KubernetesObject<Service>>;
  private readonly surroundings: Surroundings;
  private readonly backends: Backends;
  private readonly policies: Index<Policy>;
  private readonly masters: Object[];
  private readonly controller: ControllerPods;

  constructor(
    objects: StackObjects,
    private readonly report: Report,
  ) {
    const { issuers = [], controller } = report.config<{ issuers: string[]; controller: Partial<ControllerPods> }>();
    const made = <T extends object>(kind: string) => objects.of<T>(kind).filter(({ patch }) => !patch);
    this.controller = { ...PLATFORM_CONTROLLER, ...controller };
    this.issuers = new Issuers(objects, issuers);
    this.certificates = objects.index(
      made<Certificate>(CERTIFICATE),
      ({ namespace, body }) => `${namespace}/${text(body.spec?.secretName)}`,
    );
    this.services = objects.index(made<Service>(SERVICE), ({ namespace, name }) => `${namespace}/${name}`);
    this.surroundings = new Surroundings(objects);
    this.backends = new Backends(objects);
    this.policies = networkPolicies(objects).byNamespace;
    this.masters = made<Ingress>(INGRESS);
  }

  check(ingress: Object): void {
    const { body } = ingress;
    this.report.attempt(() => this.checkTls(ingress));
    const seen = new Set<string>();
    const check = (backend: IngressBackend | undefined, at: string) => this.checkBackend(ingress, backend, at, seen);
    this.report.attempt(() => {
      if (body.spec?.defaultBackend) check(body.spec.defaultBackend, "spec.defaultBackend");
    });
    this.report.each(
      () => body.spec?.rules,
      (rule, i) =>
        this.report.each(
          () => rule.http?.paths,
          (path, k) => check(path.backend, `spec.rules[${i}].http.paths[${k}].backend`),
        ),
    );
  }

  private checkTls(ingress: Object): void {
    const { body } = ingress;
    const { report } = this;
    if (mergeableType(body) === "minion") {
      this.checkMaster(ingress);
      return;
    }
    const issuer = () => annotatedIssuer(body);
    report.attempt(() => {
      const ref = issuer();
      if (ref && !this.issuers.has(ref, () => ingress.namespace)) {
        report.violation("the issuer that its annotations name does not exist");
      }
    });
    report.each(
      () => body.spec?.tls,
      (tls, i) => {
        const at = `spec.tls[${i}]`;
        const secret = text(tls.secretName);
        if (secret === "") {
          report.violation(`${at}.secretName must be set`);
          return;
        }
        const key = `${ingress.namespace}/${secret}`;
        const writes = (holds: (certificate: Certificate) => boolean = () => true) =>
          this.certificates.some(key, (certificate) => concerning(certificate.id, () => holds(certificate.body)));
        if (any(writes, () => issuer() !== undefined)) {
          report.each(
            () => tls.hosts,
            (host, k) => {
              const named = any(
                () =>
                  writes(({ spec }) =>
                    some(
                      () => spec?.dnsNames,
                      (name) => namesHost(name, text(host)),
                    ),
                  ),
                () => issuer() !== undefined,
              );
              if (!named) report.violation(`${at}.hosts[${k}] must be among the dnsNames of the Secret's Certificate`);
            },
          );
        } else
          report.violation(`${at}.secretName names a Secret that no Certificate writes and no issuer is asked for`);
      },
    );
  }

  /** F5's controller takes the TLS of a host from its master. */
  private checkMaster({ body }: Object): void {
    const { report, masters } = this;
    report.each(
      () => body.spec?.rules,
      (rule, i) => {
        const host = text(rule.host);
        const found = some(
          () => masters,
          (master) =>
            concerning(master.id, () =>
              all(
                () => mergeableType(master.body) === "master",
                () =>
                  some(
                    () => master.body.spec?.rules,
                    (theirs) => text(theirs.host) === host,
                  ),
              ),
            ),
        );
        if (!found) report.violation(`spec.rules[${i}].host has no master Ingress, which would have its TLS`);
      },
    );
  }

  private checkBackend(ingress: Object, backend: IngressBackend | undefined, at: string, seen: Set<string>): void {
    const { report, services, surroundings } = this;
    const name = text(backend?.service?.name);
    if (name === "") {
      report.violation(`${at} must name a Service`);
      return;
    }
    const { namespace } = ingress;
    const key = `${namespace}/${name}`;
    const [service] = services.at(key);
    if (!service) {
      const elsewhere = any(
        () => services.some(key),
        () => surroundings.mayHold(namespace),
      );
      if (!elsewhere) report.violation(`${at} names the Service ${key}, which does not exist`);
      return;
    }
    const port = portOf(service, backend?.service?.port);
    if (!port) report.violation(`${at} names a port that the Service ${key} does not have`);
    else if (!selectsPods(service)) report.violation(`${at} names the Service ${key}, which selects no pods`);
    else if (!seen.has(`${key} ${port.port} ${port.name}`)) {
      seen.add(`${key} ${port.port} ${port.name}`);
      this.checkGate(ingress, service, port);
    }
  }

  private checkGate(ingress: Object, service: KubernetesObject<Service>, port: ServicePort): void {
    const { report, policies } = this;
    const controller = new Controller(this.controller, classOf(ingress.body));
    for (const backend of this.backends.of(service, report)) {
      const label = `the pods of ${backend.label}`;
      const gate = new Gate(policies, ingress.namespace, backend, port, service.id);
      report.attempt(() => {
        if (!gate.closed) report.violation(`no network policy closes ${label}`);
        else if (!gate.admits(controller)) report.violation(`no network policy lets the controller to ${label}`);
      });
      const open = report.filter(
        () => gate.policies,
        (policy) => gate.bypassed(policy, controller),
      );
      for (const { object } of open) report.violation(`${object.label} lets others than the controller to ${label}`);
      report.attempt(() => gate.bypassedUnseen(controller));
    }
  }
}

/** What cert-manager reads to issue the Secrets of an Ingress by itself. */
function annotatedIssuer({ metadata }: Ingress): IssuerRef | undefined {
  const annotation = (key: string) => text(metadata?.annotations?.[`cert-manager.io/${key}`]);
  const cluster = annotation("cluster-issuer");
  if (cluster !== "") return { name: cluster, kind: "ClusterIssuer" };
  const name = annotation("issuer");
  return name === "" ? undefined : { name, kind: annotation("issuer-kind"), group: annotation("issuer-group") };
}

function portOf({ body, id }: KubernetesObject<Service>, wanted: NonNullable<IngressBackend["service"]>["port"]) {
  const { number, name } = wanted ?? {};
  return concerning(id, () =>
    find(
      () => body.spec?.ports,
      (port) => (text(name) === "" ? number !== undefined && port.port === number : port.name === name),
    ),
  );
}
