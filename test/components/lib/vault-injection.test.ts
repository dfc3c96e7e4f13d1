import { describe, expect, it } from "vitest";
import { injection } from "../../../components/lib/vault-injection";

const files = [
  { name: "stripe", path: "production/data/payments/stripe" },
  {
    name: "database.env",
    path: "database/creds/payments.production.orders.app",
    template: '{{ with secret "x" }}{{ .Data.username }}{{ end }}',
  },
];

describe("what a pod template needs for secrets", () => {
  it("is the role of its namespace, a token for Vault alone, Vault's CA, and a file for each secret", () => {
    expect(injection({ namespace: "payments", files })).toEqual({
      annotations: {
        "vault.hashicorp.com/agent-inject": "true",
        "vault.hashicorp.com/role": "team-payments",
        "vault.hashicorp.com/agent-service-account-token-volume-name": "vault-token",
        "vault.hashicorp.com/tls-secret": "vault-ca",
        "vault.hashicorp.com/ca-cert": "/vault/tls/ca.crt",
        "vault.hashicorp.com/agent-pre-populate-only": "false",
        "vault.hashicorp.com/agent-requests-cpu": "10m",
        "vault.hashicorp.com/agent-requests-mem": "32Mi",
        "vault.hashicorp.com/agent-limits-cpu": "100m",
        "vault.hashicorp.com/agent-limits-mem": "64Mi",
        "vault.hashicorp.com/agent-inject-secret-stripe": "production/data/payments/stripe",
        "vault.hashicorp.com/agent-inject-secret-database.env": "database/creds/payments.production.orders.app",
        "vault.hashicorp.com/agent-inject-template-database.env": '{{ with secret "x" }}{{ .Data.username }}{{ end }}',
      },
      volumes: [
        {
          name: "vault-token",
          projected: {
            sources: [{ serviceAccountToken: { path: "token", audience: "vault", expirationSeconds: 600 } }],
          },
        },
      ],
    });
  });

  it("ends with a Job that needs them once, and takes another CA", () => {
    const { annotations } = injection({ namespace: "payments", files: [], once: true, caSecret: "other" });
    expect(annotations).toMatchObject({
      "vault.hashicorp.com/agent-pre-populate-only": "true",
      "vault.hashicorp.com/tls-secret": "other",
    });
  });
});
