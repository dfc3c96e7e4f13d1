import type { Labels } from "../../lib/kubernetes/labels";
import {
  AUTHORIZATION_POLICY,
  PEER_AUTHENTICATION,
  type AuthorizationPolicy,
  type PeerAuthentication,
} from "../../lib/kubernetes/mesh";
import { declaredNamespaces, namespaceLabels } from "../../lib/kubernetes/namespaces";
import type { KubernetesObject } from "../../lib/kubernetes/object";
import { StackObjects, type Index } from "../../lib/kubernetes/stack";
import { AAM } from "../../lib/levels";
import type { Report } from "../../lib/report";
import { stackRule } from "../../lib/rule";
import { all, any, concerning, entries, nonEmpty, text } from "../../lib/unknowns";

const ROOT = "istio-system";

export const meshStrictMtls = stackRule({
  name: "mesh-strict-mtls",
  title: "The mesh encrypts, and allows what is declared",
  description:
    "In every namespace of the mesh, connections must be mutual TLS without exception, and a policy that allows nothing must leave the rest to policies that name callers.",
  group: "network",
  severity: "high",
  levels: AAM,
  references: ["Kyverno enforce-strict-mtls", "Kyverno require-authorizationpolicy"],
  remedy: `Add a PeerAuthentication with mtls.mode STRICT and an AuthorizationPolicy with an empty spec to the namespace, or to Istio's root namespace (${ROOT}, or rootNamespace in the policy's configuration).`,
  config: {
    properties: {
      rootNamespace: {
        type: "string",
        default: ROOT,
        description: "Namespace whose policies Istio applies to all others.",
      },
    },
  },
  check(resources, report) {
    const objects = new StackObjects(resources, report);
    const { rootNamespace = ROOT } = report.config<{ rootNamespace: string }>();
    const authentications = objects.of<PeerAuthentication>(PEER_AUTHENTICATION);
    const authorizations = objects.of<AuthorizationPolicy>(AUTHORIZATION_POLICY);
    const made = <T extends { patch: boolean }>(list: T[]) => list.filter(({ patch }) => !patch);
    const strict = objects.index(made(authentications), ({ namespace }) => namespace);
    const denying = objects.index(made(authorizations), ({ namespace }) => namespace);

    for (const namespace of declaredNamespaces(objects)) {
      report.on(namespace.urn, () => {
        if (!meshed(namespaceLabels(namespace))) return;
        const { name } = namespace;
        const either = <T>(index: Index<T>, holds: (item: T) => boolean) =>
          any(
            () => index.some(name, holds),
            () => index.some(rootNamespace, holds),
          );
        report.attempt(() => {
          if (!either(strict, isStrict)) report.violation(`no PeerAuthentication makes mTLS STRICT in ${name}`);
        });
        report.attempt(() => {
          if (!either(denying, allowsNothing)) report.violation(`no AuthorizationPolicy denies by default in ${name}`);
        });
      });
    }
    for (const authentication of authentications) {
      report.on(authentication.urn, () => checkModes(authentication.body, report));
    }
    for (const authorization of authorizations) {
      report.on(authorization.urn, () => checkRules(authorization.body, report));
    }
  },
});

/** Ambient, or sidecars by injection. */
function meshed(labels: Labels): boolean {
  return any(
    () => labels.get("istio.io/dataplane-mode") === "ambient",
    () => labels.get("istio-injection") === "enabled",
    () =>
      all(
        () => text(labels.get("istio.io/rev")) !== "",
        () => labels.get("istio-injection") !== "disabled",
      ),
  );
}

/** For all workloads of its namespace, or of the mesh when it is in the root namespace. */
function isStrict({ id, body }: KubernetesObject<PeerAuthentication>): boolean {
  return concerning(id, () =>
    all(
      () => entries(body.spec?.selector?.matchLabels).length === 0,
      () => body.spec?.mtls?.mode === "STRICT",
    ),
  );
}

/** Nothing is allowed by a policy that allows what its rules say, and has none. */
function allowsNothing({ id, body }: KubernetesObject<AuthorizationPolicy>): boolean {
  return concerning(id, () =>
    all(
      () => entries(body.spec?.selector?.matchLabels).length === 0,
      () => !body.spec?.targetRef && !nonEmpty(() => body.spec?.targetRefs),
      () => (body.spec?.action ?? "ALLOW") === "ALLOW",
      () => !nonEmpty(() => body.spec?.rules),
    ),
  );
}

function checkModes({ spec }: PeerAuthentication, report: Report): void {
  const open = (mode: unknown) => mode === "PERMISSIVE" || mode === "DISABLE";
  report.attempt(() => {
    if (open(spec?.mtls?.mode)) report.violation("spec.mtls.mode must be STRICT");
  });
  report.each(
    () => entries(spec?.portLevelMtls),
    ([port, mtls]) => {
      if (open(mtls()?.mode)) report.violation(`spec.portLevelMtls[${port}].mode must be STRICT`);
    },
  );
}

/** An empty rule matches every request. */
function checkRules({ spec }: AuthorizationPolicy, report: Report): void {
  report.attempt(() => {
    if ((spec?.action ?? "ALLOW") !== "ALLOW") return;
    report.each(
      () => spec?.rules,
      (rule, i) => {
        const empty = [() => rule.from, () => rule.to, () => rule.when].every((part) => !nonEmpty(part));
        if (empty) report.violation(`spec.rules[${i}] must not be empty: it allows everybody`);
      },
    );
  });
}
