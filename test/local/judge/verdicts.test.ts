import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { run } from "../../../local/engine";
import { readManifests } from "../../../local/judge/manifests";
import { choose } from "../../../local/judge/rules";
import { root } from "../../../local/lib/project";
import { everything, judged, packs, told } from "../../support/verdicts";

/** Objects that break rules about one object and rules about the whole, and one that holds a secret. */
const MANIFESTS = `
apiVersion: v1
kind: Namespace
metadata: { name: shop }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: shop }
spec:
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec:
      serviceAccountName: missing
      containers:
        - { name: web, image: nginx, securityContext: { privileged: true } }
      volumes:
        - { name: host, hostPath: { path: /etc } }
---
apiVersion: v1
kind: Service
metadata: { name: web, namespace: shop }
spec: { type: LoadBalancer, selector: { app: wbe }, ports: [{ port: 80, targetPort: http }] }
---
apiVersion: rbac.authorization.k8s.io/v1
kind: ClusterRoleBinding
metadata: { name: all }
roleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: cluster-admin }
subjects: [{ kind: ServiceAccount, name: missing, namespace: shop }]
---
apiVersion: v1
kind: Secret
metadata: { name: token, namespace: shop }
type: kubernetes.io/service-account-token
stringData: { token: correct horse battery }
`;

describe("the verdicts of files", { timeout: 240_000 }, () => {
  it("are those of a plan of the same objects", async () => {
    const planned = await run({
      directory: join(root, "test/fixtures/programs/manifests"),
      stack: "production",
      config: { "manifests:yaml": MANIFESTS },
      packs,
      dryRun: true,
      keepGoing: true,
    });
    expect(planned.errors).toEqual([]);
    const { config } = choose({ ...everything, environment: "production", extent: "program" });
    const subjects = readManifests([{ file: "a.yaml", text: MANIFESTS }], "production");
    const own = await judged({ stack: "production", environment: "production", subjects, config });
    expect(new Set(own.map(({ policy }) => policy)).size).toBeGreaterThan(15);
    // The plan has waivers of the platform's objects, which these are not.
    const expected = planned.findings.filter(({ policy }) => !policy.startsWith("waivers-"));
    expect(told(own)).toEqual(told(expected));
  });
});
