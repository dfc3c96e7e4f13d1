import { noSecretsInEnv } from "../../../policies/kubernetes/rules/no-secrets-in-env";
import { unknown } from "../../support/cloud";
import { deployment, listOf, object, patch, POD_KINDS, workload } from "../../support/kubernetes";
import { UNKNOWN } from "../../support/policies";
import type { Failing, RuleCases } from "../../support/rules";

const env = (name: string, value: unknown) => ({ name, value });
const pod = (...variables: object[]) => ({ containers: [{ name: "web", env: variables }] });
const web = (name: string, value: unknown) => deployment("shop/web", pod(env(name, value)));
const map = (data: unknown) => object("core/v1/ConfigMap", "shop/web", { data });
const BY_NAME = "containers[0].env[0] must not be a credential, which its name says";
const BY_VALUE = "containers[0].env[0] must not be a credential, which its value says";
const named = (name: string): Failing => ({ resources: [web(name, "hunter2")], says: BY_NAME });
const shaped = (value: string): Failing => ({ resources: [web("SETTING", value)], says: BY_VALUE });
// In parts, so that no scanner takes them for real ones.
const token = (prefix: string, length: number) => prefix + "a1B2".repeat(10).slice(0, length);

export const cases: RuleCases = {
  rule: noSecretsInEnv,
  passing: {
    "a Secret and a field": [
      deployment(
        "shop/web",
        pod(
          { name: "PASSWORD", valueFrom: { secretKeyRef: { name: "db", key: "password" } } },
          { name: "POD_NAME", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } },
        ),
      ),
    ],
    "where a credential is": [
      web("PASSWORD_FILE", "/run/secrets/password"),
      web("SECRET_NAME", "db"),
      web("TOKEN_AUDIENCE", "vault"),
      web("AWS_WEB_IDENTITY_TOKEN", "/var/run/secrets/token"),
      web("DB_PASSWORD", "$(OTHER)"),
    ],
    "switches and numbers": [web("AUTOMOUNT_TOKEN", "false"), web("MAX_TOKEN", "5"), web("PASSWORD", "")],
    "switches and numbers with spaces around them": [
      web("AUTOMOUNT_TOKEN", " false\n"),
      web("MAX_TOKEN", " 5 "),
      web("PASSWORD", "  "),
    ],
    "words that end like it": [web("MONKEY", "x"), web("TURKEY", "x"), web("SORT_KEY", "x"), web("TOKENS", "x")],
    "an address without a password": [web("URL", "postgres://db.shop:5432/api?user=api@example.com")],
    "an address whose password comes from elsewhere": [web("URL", "postgres://api:$(PASSWORD)@db.shop:5432/api")],
    "a ConfigMap of settings": [map({ "app.yaml": "password: ${PASSWORD}\n", logLevel: "info" })],
    "no containers": [deployment("shop/web", {})],
  },
  failing: {
    ...Object.fromEntries(
      Object.keys(POD_KINDS).map((kind): [string, Failing] => [
        kind,
        { resources: [workload(kind, "shop/web", pod(env("DB_PASSWORD", "hunter2")))], says: BY_NAME },
      ]),
    ),
    "an init container": {
      resources: [deployment("shop/web", { initContainers: [{ name: "init", env: [env("TOKEN", "hunter2")] }] })],
      says: "initContainers[0].env[0] must not be a credential, which its name says",
    },
    "an ephemeral container": {
      resources: [deployment("shop/web", { ephemeralContainers: [{ name: "debug", env: [env("TOKEN", "x y")] }] })],
      says: "ephemeralContainers[0].env[0] must not be a credential, which its name says",
    },
    "a later variable": {
      resources: [deployment("shop/web", pod(env("A", "b"), env("API_KEY", "hunter2")))],
      says: "containers[0].env[1] must not be a credential, which its name says",
    },
    "a word in camel case": named("dbPassword"),
    "a key of AWS": named("AWS_SECRET_ACCESS_KEY"),
    "a client's secret": named("oidc.client-secret"),
    "a passphrase": named("PASSPHRASE"),
    "a private key": shaped("-----BEGIN RSA " + "PRIVATE KEY-----\nMII"),
    "an access key of AWS": shaped("AKIA" + "ABCDEFGHIJKLMNOP"),
    "a token of GitHub": shaped(token("ghp_", 36)),
    "a token of GitLab": shaped(token("glpat-", 20)),
    "a token of Vault": shaped(token("hvs.", 24)),
    "a token of Slack": shaped(token("xoxb-", 12)),
    "a JSON Web Token": shaped(`${token("eyJ", 12)}.${token("eyJ", 12)}.sig`),
    "an address with a password": shaped("postgres://api:hunter2@db.shop:5432/api"),
    "a ConfigMap with a password": {
      resources: [map({ logLevel: "info", "db-password": "hunter2" })],
      says: "data[db-password] must not be a credential, which its name says",
    },
    "a file in a ConfigMap with a password": {
      resources: [map({ "app.yaml": "url: amqp://api:hunter2@queue\n" })],
      says: "data[app.yaml] must not be a credential, which its value says",
    },
    "a patch": { resources: [patch(web("TOKEN", "hunter2"))], says: BY_NAME },
    "a ConfigMap in a list": {
      resources: [listOf("core/v1/ConfigMapList", "all", map({ token: "hunter2" }))],
      says: "data[token] must not be a credential, which its name says",
    },
  },
  unknown: {
    "a value": {
      resources: [web("DB_PASSWORD", UNKNOWN)],
      says: unknown("spec.template.spec.containers.0.env.0.value"),
    },
    "a value of a ConfigMap": { resources: [map({ "app.yaml": UNKNOWN })], says: unknown("data.app.yaml") },
    "the containers": {
      resources: [deployment("shop/web", { containers: UNKNOWN })],
      says: unknown("spec.template.spec.containers"),
    },
  },
};
