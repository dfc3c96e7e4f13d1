import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { examine } from "../../../local/doctor";
import { described, equivalents, retiredAnnotations, type Equivalent } from "../../../local/doctor/migration";
import { root } from "../../../local/lib/project";
import { an, expected, healthy } from "./facts";

const read = <Content>(file: string) =>
  JSON.parse(readFileSync(join(root, "test/fixtures/ingress", file), "utf8")) as Content;

/** Names of the last release of ingress-nginx, from its documentation. */
const retired = read<string[]>("ingress-nginx-annotations.json");
/** Names of F5's controller at the version that the platform runs, from its documentation. */
const names = read<
  Record<"annotations" | "secretTypes" | "configMap" | "policy" | "virtualServer" | "transportServer", string[]>
>("nginx-ingress-controller.json");
const slashed = [...names.annotations, ...names.secretTypes];

/** Names in an equivalent that F5's controller does not know. */
function unknownNames(equivalent: Equivalent): string[] {
  const written = [...described(equivalent).matchAll(/nginx\.(?:org|com)\/[a-z0-9-]+/g)].map(([name]) => name);
  return written.filter((name) => !slashed.includes(name)).concat(fieldOf(equivalent));
}

function fieldOf(equivalent: Equivalent): string[] {
  switch (equivalent.kind) {
    case "configMap":
      return names.configMap.includes(equivalent.key) ? [] : [equivalent.key];
    case "policy":
    case "virtualServer":
    case "transportServer": {
      // Notes name further fields of the same object.
      const inNote = equivalent.note?.match(/\b[a-zA-Z]+(?:\[\])?(?:\.[a-zA-Z]+(?:\[\])?)+/g) ?? [];
      const fields = [equivalent.field, ...inNote.filter((name) => !/^(spec|nginx)\./.test(name))];
      return fields.filter((field) => !names[equivalent.kind].includes(field));
    }
    default:
      return [];
  }
}

describe("the table of annotations", () => {
  it("has every one of the retired controller, and no other", () => {
    expect(Object.keys(equivalents).sort()).toEqual(retired);
  });

  it("has each in one part only", () => {
    const lines = ["access", "routing", "upstreams", "server"].flatMap((part) =>
      readFileSync(join(root, `local/doctor/migration/${part}.ts`), "utf8").match(/^ {2}(?:"[a-z0-9-]+"|[a-z]+): /gm),
    );
    expect(lines).toHaveLength(retired.length);
  });

  it.each(Object.entries(equivalents))("names for %s only what F5's controller knows", (_, equivalent) => {
    expect(unknownNames(equivalent)).toEqual([]);
  });

  it("would be found with names that it does not know", () => {
    const note = "see nginx.org/gone and cors.gone";
    const wrong: Equivalent[] = [
      { kind: "annotation", name: "nginx.org/auth-url" },
      { kind: "configMap", key: "auth-url" },
      { kind: "policy", field: "cors.allowed", note },
      { kind: "virtualServer", field: "routes[].mirror" },
      { kind: "transportServer", field: "listener.port" },
      { kind: "unneeded", note },
      { kind: "none", note },
    ];
    expect(wrong.map(unknownNames)).toEqual([
      ["nginx.org/auth-url"],
      ["auth-url"],
      ["nginx.org/gone", "cors.allowed", "cors.gone"],
      ["routes[].mirror"],
      ["listener.port"],
      ["nginx.org/gone"],
      ["nginx.org/gone"],
    ]);
  });
});

describe("an equivalent", () => {
  it.each([
    ["proxy-body-size", "annotation nginx.org/client-max-body-size"],
    ["proxy-read-timeout", "annotation nginx.org/proxy-read-timeout: with a unit: 60 becomes 60s"],
    ["whitelist-source-range", "Policy, accessControl.allow"],
    ["canary-weight", "VirtualServer, routes[].splits[].weight"],
    ["ssl-passthrough", "TransportServer, listener.protocol: TLS_PASSTHROUGH, which the controller must have on"],
    ["enable-access-log", "ConfigMap of the controller, access-log-off"],
    ["http2-push-preload", "nothing to do: browsers and NGINX have given it up"],
    [
      "server-snippet",
      "no equivalent: snippets are off, since they let an Ingress read every Secret; use what has a name of its own",
    ],
  ])("of %s says what to write", (name, text) => {
    expect(described(equivalents[name]!)).toBe(text);
  });
});

const prefixed = (...annotations: string[]) =>
  Object.fromEntries(annotations.map((name) => [`nginx.ingress.kubernetes.io/${name}`, "value"]));

describe("retired annotations of an object", () => {
  it("are those with the prefix, by name, known or not", () => {
    const annotations = { ...prefixed("satisfy", "canary", "toString"), "nginx.org/hsts": "True", other: "" };
    expect(retiredAnnotations(annotations)).toEqual([
      { name: "nginx.ingress.kubernetes.io/canary", equivalent: equivalents["canary"] },
      { name: "nginx.ingress.kubernetes.io/satisfy", equivalent: equivalents["satisfy"] },
      { name: "nginx.ingress.kubernetes.io/toString", equivalent: undefined },
    ]);
    expect(retiredAnnotations(undefined)).toEqual([]);
  });
});

describe("the doctor, of Ingresses", () => {
  const ingress = (namespace: string, name: string, ...annotations: string[]) =>
    an(name, {}, { namespace, annotations: prefixed(...annotations) });
  const found = (...ingresses: ReturnType<typeof ingress>[]) =>
    examine({ ...healthy(), ingresses }, expected).filter(({ subject }) => subject === "migration");

  it("says so where none is to move", () => {
    const fine = [{ severity: "ok", subject: "migration", message: "no Ingress has annotations of ingress-nginx" }];
    expect(found()).toEqual(fine);
    expect(found(ingress("shop", "web"))).toEqual(fine);
  });

  it("says nothing of what it may not read: that is another finding", () => {
    const findings = examine({ ...healthy(), ingresses: { unread: "HTTP status 403" } }, expected);
    expect(findings.filter(({ subject }) => subject === "migration")).toEqual([]);
    expect(findings[0]).toMatchObject({ severity: "error", message: "ingresses could not be read: HTTP status 403" });
  });

  it("warns of each with counts and every annotation, the worst first", () => {
    const findings = found(
      ingress("shop", "old", "http2-push-preload"),
      ingress("shop", "web", "proxy-body-size", "enable-cors", "satisfy", "proxy-http-version", "auth-urls"),
      ingress("bank", "api", "limit-rps"),
    );
    const remedy =
      "write the equivalents before it changes to the platform's class: the controller passes over them without a word";
    expect(findings).toEqual([
      {
        severity: "warning",
        subject: "migration",
        message: "shop/web has 5 annotations of ingress-nginx: 2 with an equivalent, 1 without, 1 unneeded, 1 unknown",
        remedy,
        details: [
          "auth-urls → unknown: ingress-nginx has none of this name; look what it was for",
          "enable-cors → Policy, cors",
          "proxy-body-size → annotation nginx.org/client-max-body-size",
          "proxy-http-version → nothing to do: NGINX speaks HTTP/1.1 with pods",
          "satisfy → no equivalent: every condition must hold; split the Ingress where one is enough",
        ],
      },
      {
        severity: "warning",
        subject: "migration",
        message: "bank/api has 1 annotation of ingress-nginx: 1 with an equivalent",
        remedy,
        details: [
          "limit-rps → annotation nginx.org/limit-req-rate: 10 becomes 10r/s; nginx.org/limit-req-key is ${binary_remote_addr}",
        ],
      },
      {
        severity: "ok",
        subject: "migration",
        message: "shop/old has 1 annotation of ingress-nginx: 1 unneeded",
        details: ["http2-push-preload → nothing to do: browsers and NGINX have given it up"],
      },
    ]);
  });
});
