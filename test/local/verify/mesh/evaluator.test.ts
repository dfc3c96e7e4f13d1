import { describe, expect, it } from "vitest";
import { addressConditions, MeshEvaluator } from "../../../../local/verify/mesh/evaluator";
import { matchesText } from "../../../../local/verify/mesh/match";
import type { AuthorizationPolicy, PeerAuthentication, Rule } from "../../../../local/verify/mesh/types";

const web = "cluster.local/ns/shop/sa/web";
const api = { namespace: "shop", labels: { app: "api" } };
type Spec = AuthorizationPolicy["spec"];

const policy = (spec: Spec, name = "p", namespace = "shop"): AuthorizationPolicy => ({
  metadata: { name, namespace },
  spec,
});
const from = (...principals: string[]): Rule => ({ from: [{ source: { principals } }] });
const atPod = (policies: AuthorizationPolicy[], principal?: string, port = 80) =>
  new MeshEvaluator(policies, []).atPod(api, { principal, port });
const allowed = (specs: Spec[], principal?: string, port?: number) =>
  atPod(
    specs.map((spec, i) => policy(spec, `p${i}`)),
    principal,
    port,
  ).allowed;

describe("patterns", () => {
  it.each([
    ["a/b", "a/b", true],
    ["a/b", "a/bc", false],
    ["a/*", "a/bc", true],
    ["a/*", "b/a/", false],
    ["*/b", "a/b", true],
    ["*/b", "a/bc", false],
    ["*", "anything", true],
    ["*", "", false],
    ["", "", false],
  ])("%s matches %s: %s", (pattern, value, expected) => {
    expect(matchesText(pattern, value)).toBe(expected);
  });
});

describe("ztunnel", () => {
  const cases: [what: string, specs: Spec[], principal: string | undefined, expected: boolean][] = [
    ["allows everything without policies", [], undefined, true],
    ["denies everything by an empty policy", [{}], web, false],
    ["denies everything by a policy without a spec", [undefined], web, false],
    ["denies nothing by a DENY without rules", [{ action: "DENY" }], undefined, true],
    ["allows everything by an empty rule", [{ rules: [{}] }], undefined, true],
    ["allows whom an ALLOW names", [{}, { rules: [from(web)] }], web, true],
    ["denies whom no ALLOW names", [{ rules: [from(web)] }], `${web}2`, false],
    ["denies nobody in particular", [{ rules: [from("*")] }], undefined, false],
    ["lets DENY win", [{ rules: [from(web)] }, { action: "DENY", rules: [from("*")] }], web, false],
    ["ignores AUDIT and CUSTOM", [{ action: "AUDIT" }, { action: "CUSTOM", rules: [{}] }], undefined, true],
    ["takes any of several rules", [{ rules: [from("x"), from(web)] }], web, true],
    ["takes any of several sources", [{ rules: [{ from: [...from("x").from!, ...from(web).from!] }] }], web, true],
    ["knows namespaces", [{ rules: [{ from: [{ source: { namespaces: ["shop"] } }] }] }], web, true],
    ["tells namespaces apart", [{ rules: [{ from: [{ source: { namespaces: ["sho"] } }] }] }], web, false],
    ["reads notNamespaces", [{ rules: [{ from: [{ source: { notNamespaces: ["shop"] } }] }] }], web, false],
    ["reads notPrincipals", [{ action: "DENY", rules: [{ from: [{ source: { notPrincipals: ["*"] } }] }] }], web, true],
    [
      "denies plaintext by notPrincipals",
      [{ action: "DENY", rules: [{ from: [{ source: { notPrincipals: ["*"] } }] }] }],
      undefined,
      false,
    ],
    ["knows service accounts", [{ rules: [{ from: [{ source: { serviceAccounts: ["shop/web"] } }] }] }], web, true],
    ["completes them", [{ rules: [{ from: [{ source: { serviceAccounts: ["web"] } }] }] }], web, true],
    ["tells them apart", [{ rules: [{ from: [{ source: { serviceAccounts: ["data/web"] } }] }] }], web, false],
    [
      "joins the fields of a source",
      [{ rules: [{ from: [{ source: { principals: [web], namespaces: ["data"] } }] }] }],
      web,
      false,
    ],
    ["reads conditions", [{ rules: [{ when: [{ key: "source.principal", values: [web] }] }] }], web, true],
    [
      "joins conditions",
      [{ rules: [{ ...from(web), when: [{ key: "source.namespace", values: ["x"] }] }] }],
      web,
      false,
    ],
    ["reads notValues", [{ rules: [{ when: [{ key: "source.namespace", notValues: ["shop"] }] }] }], web, false],
    [
      "allows nothing by a rule about requests",
      [{ rules: [{ to: [{ operation: { methods: ["GET"] } }] }] }],
      web,
      false,
    ],
    [
      "allows nothing by a condition on requests",
      [{ rules: [{ when: [{ key: "request.headers[x]", values: ["y"] }] }] }],
      web,
      false,
    ],
    [
      "denies more than it can read",
      [{ action: "DENY", rules: [{ to: [{ operation: { methods: ["GET"] } }] }] }],
      web,
      false,
    ],
    ["leaves other pods alone", [{ selector: { matchLabels: { app: "db" } } }], undefined, true],
    ["takes an empty selector for all", [{ selector: {} }], web, false],
    [
      "leaves what is attached to a waypoint to it",
      [
        { targetRefs: [{ group: "", kind: "Service", name: "api" }] },
        { targetRef: { kind: "Gateway", name: "waypoint" } },
      ],
      undefined,
      true,
    ],
  ];

  it.each(cases)("%s", (_, specs, principal, expected) => {
    expect(allowed(specs, principal)).toBe(expected);
  });

  it.each([
    ["ports", [80], true],
    ["ports", [8080], false],
    ["notPorts", [80], false],
  ])("reads %s %j", (field, ports, expected) => {
    expect(allowed([{ rules: [{ to: [{ operation: { [field]: ports.map(String) } }] }] }], web, 80)).toBe(expected);
  });

  it("reads policies of the root namespace everywhere, and of others nowhere else", () => {
    expect(atPod([policy({}, "p", "istio-system")], web).allowed).toBe(false);
    expect(atPod([policy({}, "p", "data")], web).allowed).toBe(true);
  });

  it("names the policies that decide", () => {
    const policies = [
      policy({}, "deny"),
      policy({ rules: [from(web)] }, "web"),
      policy({ action: "DENY", rules: [{}] }, "off"),
    ];
    expect(atPod(policies, web)).toEqual({
      allowed: false,
      deniedBy: ["shop/off"],
      allowedBy: ["shop/web"],
      closedBy: ["shop/deny", "shop/web"],
    });
  });
});

describe("a waypoint", () => {
  const service = { namespace: "shop", name: "api" };
  const at = (policies: AuthorizationPolicy[], principal = web) =>
    new MeshEvaluator(policies, []).atWaypoint(service, { principal, port: 80 }).allowed;
  const gateway = { group: "gateway.networking.k8s.io", kind: "Gateway", name: "waypoint" };
  const byService = (name: string, rules?: Rule[]) => ({ targetRefs: [{ group: "", kind: "Service", name }], rules });

  it.each([
    ["allows everything where nothing is attached", [policy({})], true],
    ["denies by default on its Gateway", [policy({ targetRefs: [gateway] })], false],
    ["reads the older targetRef", [policy({ targetRef: gateway })], false],
    ["is another than that of another namespace", [policy({ targetRefs: [gateway] }, "p", "data")], true],
    ["is not another Gateway", [policy({ targetRefs: [{ ...gateway, name: "east" }] })], true],
    ["allows by Service", [policy({ targetRefs: [gateway] }), policy(byService("api", [from(web)]), "api")], true],
    [
      "does not allow by another Service",
      [policy({ targetRefs: [gateway] }), policy(byService("db", [{}]), "db")],
      false,
    ],
    [
      "reads its class in the root namespace",
      [policy({ targetRefs: [{ ...gateway, kind: "GatewayClass", name: "istio-waypoint" }] }, "p", "istio-system")],
      false,
    ],
    [
      "does not read its class elsewhere",
      [policy({ targetRefs: [{ ...gateway, kind: "GatewayClass", name: "istio-waypoint" }] })],
      true,
    ],
    [
      "refuses some requests and not the connection",
      [policy({ targetRefs: [gateway], action: "DENY", rules: [{ to: [{ operation: { notMethods: ["GET"] } }] }] })],
      true,
    ],
  ])("%s", (_, policies, expected) => {
    expect(at(policies)).toBe(expected);
  });
});

describe("mutual TLS", () => {
  const peer = (namespace: string, spec: PeerAuthentication["spec"], created = "2026-01-01"): PeerAuthentication => ({
    metadata: { name: "x", namespace, creationTimestamp: created },
    spec,
  });
  const strict = { mtls: { mode: "STRICT" as const } };
  const permissive = { mtls: { mode: "PERMISSIVE" as const } };
  const selector = { matchLabels: { app: "api" } };
  const root = peer("istio-system", strict);

  it.each([
    ["is not asked by default", [], false],
    ["is asked by the root namespace", [root], true],
    ["is asked by the namespace", [peer("shop", strict)], true],
    ["is not asked by another", [peer("data", strict)], false],
    ["is given up by the namespace", [root, peer("shop", permissive)], false],
    ["is given up for a workload", [root, peer("shop", strict), peer("shop", { selector, ...permissive })], false],
    ["is given up at a port", [root, peer("shop", { selector, portLevelMtls: { "80": { mode: "DISABLE" } } })], false],
    ["is kept at other ports", [root, peer("shop", { selector, portLevelMtls: { "81": { mode: "DISABLE" } } })], true],
    ["is inherited by UNSET", [root, peer("shop", { mtls: { mode: "UNSET" } })], true],
    ["is said by the oldest of two", [peer("shop", permissive, "2026-02-01"), peer("shop", strict)], true],
    [
      "does not depend on other workloads",
      [root, peer("shop", { selector: { matchLabels: { app: "b" } }, ...permissive })],
      true,
    ],
  ])("%s", (_, peerAuthentications, expected) => {
    expect(new MeshEvaluator([], peerAuthentications).isStrict(api, 80)).toBe(expected);
  });
});

it("conditions on addresses are told apart", () => {
  const rules: Rule[] = [
    { from: [{ source: { ipBlocks: ["10.0.0.0/8"] } }], when: [{ key: "source.ip", values: ["x"] }] },
    { to: [{ operation: { methods: ["GET"], ports: ["80"] } }] },
  ];
  expect(addressConditions(policy({ rules }))).toEqual(["ipBlocks", "source.ip"]);
});
