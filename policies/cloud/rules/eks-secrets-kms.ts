import { isSet, propsOf } from "../../lib/cloud/resources";
import { cisEks } from "../../lib/frameworks";
import { MMM } from "../../lib/levels";
import { resourceRule } from "../../lib/rule";
import { some } from "../../lib/unknowns";

interface Cluster {
  encryptionConfig: { resources?: string[]; provider?: { keyArn?: string } };
}

export const eksSecretsKms = resourceRule({
  name: "eks-secrets-kms",
  title: "Secrets in etcd are encrypted with a key of one's own",
  description: "An EKS cluster must encrypt Secrets with a customer's key, so that a copy of its storage says nothing.",
  group: "aws",
  severity: "high",
  levels: MMM,
  framework: cisEks("5.3.1", "Ensure Kubernetes Secrets are encrypted using Customer Master Keys (CMKs)"),
  references: ["CIS EKS 5.3.1", "CKV_AWS_58"],
  remedy: "Set encryptionConfig: { resources: [secrets], provider: { keyArn: <key> } }; it cannot be taken back later.",
  applies: (type) => type === "aws:eks/cluster:Cluster",
  check(resource, report) {
    const config = () => propsOf<Cluster>(resource).encryptionConfig;
    report.attempt(() => {
      const secrets = some(
        () => config()?.resources,
        (name) => name === "secrets",
      );
      if (!secrets) report.violation("encryptionConfig.resources must hold secrets");
    });
    report.attempt(() => {
      if (!isSet(() => config()?.provider, "keyArn")) {
        report.violation("encryptionConfig.provider.keyArn must name a key");
      }
    });
  },
});
