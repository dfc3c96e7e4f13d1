import { isUnread, type Facts } from "../facts";
import { error, ok, warning, type Finding } from "../finding";

/** Agents that enforce NetworkPolicies, by the name of their DaemonSet. */
const enforcing = [
  "cilium",
  "calico-node",
  "antrea-agent",
  "kube-router",
  "ovnkube-node",
  "azure-npm",
  "weave-net",
  "canal",
];
/** Networks that take NetworkPolicies and do nothing. */
const deaf = ["kube-flannel-ds", "kube-flannel"];

export function policyEngine({ daemonSets }: Facts): Finding[] {
  if (isUnread(daemonSets)) return [];
  const names = daemonSets.map(({ metadata }) => metadata.name);
  const engine = enforcing.find((name) => names.includes(name));
  if (engine !== undefined) return [ok("network policies", `${engine} enforces them`)];
  if (names.includes("aws-node")) return awsNode(daemonSets.find(({ metadata }) => metadata.name === "aws-node")!);
  const prove =
    "put a default-deny policy into a namespace and see whether its pods still connect; else install Cilium or Calico";
  if (names.some((name) => deaf.includes(name ?? ""))) {
    return [
      error("network policies", "flannel alone enforces none: every policy would be accepted and do nothing", prove),
    ];
  }
  return [warning("network policies", "no engine that is known enforces them here", prove)];
}

function awsNode(daemonSet: Record<string, unknown>): Finding[] {
  const spec = daemonSet["spec"] as
    { template?: { spec?: { containers?: { name: string; args?: string[] }[] } } } | undefined;
  const agent = spec?.template?.spec?.containers?.find(({ name }) => name.includes("network-policy"));
  if (agent?.args?.includes("--enable-network-policy=true")) {
    return [ok("network policies", "the agent of the VPC CNI enforces them")];
  }
  return [
    error(
      "network policies",
      "the VPC CNI has its agent for them off",
      "set enableNetworkPolicy: true for the add-on vpc-cni",
    ),
  ];
}

export function ingressClasses({ ingressClasses: classes }: Facts): Finding[] {
  if (isUnread(classes)) return [];
  const findings: Finding[] = [];
  for (const { metadata, spec } of classes as {
    metadata: { name: string; annotations?: Record<string, string> };
    spec?: { controller?: string };
  }[]) {
    if (spec?.controller === "k8s.io/ingress-nginx") {
      findings.push(
        error(
          "ingress",
          `class ${metadata.name} is of ingress-nginx, which is retired since March 2026`,
          "move its Ingresses to the platform's controller, then remove it",
        ),
      );
    }
    if (metadata.annotations?.["ingressclass.kubernetes.io/is-default-class"] === "true") {
      findings.push(
        warning(
          "ingress",
          `class ${metadata.name} is the default: Ingresses without a class go there`,
          "take the annotation ingressclass.kubernetes.io/is-default-class from it",
        ),
      );
    }
  }
  return findings.length > 0 ? findings : [ok("ingress", "no other controller is in the way")];
}
