import { celText } from "../../lib/admission/admission";
import { celNarrow } from "../../lib/admission/cidr";
import { objectRule } from "../../lib/kubernetes/rule";
import { SERVICE, type Service } from "../../lib/kubernetes/service";
import { AMM } from "../../lib/levels";
import { Cidr } from "../../lib/network/cidr";
import { any, every, nonEmpty, some, text, type List } from "../../lib/unknowns";

/** What makes a load balancer internal, in each cloud. */
const INTERNAL: readonly [annotation: string, value: string][] = [
  ["service.beta.kubernetes.io/aws-load-balancer-scheme", "internal"],
  ["service.beta.kubernetes.io/aws-load-balancer-internal", "true"],
  ["service.beta.kubernetes.io/azure-load-balancer-internal", "true"],
  ["networking.gke.io/load-balancer-type", "Internal"],
];
const SOURCE_RANGES = "service.beta.kubernetes.io/load-balancer-source-ranges";

export const serviceNotPublic = objectRule<Service>({
  name: "service-not-public",
  title: "Services are not open to the internet",
  description:
    "A Service must not open the cluster to everybody: traffic from outside comes through the ingress controller, and every other load balancer is internal or names its clients.",
  group: "network",
  severity: "high",
  levels: AMM,
  references: ["Pulumi compliance-policies disallowLoadBalancer", "KSV-0108"],
  remedy:
    "Publish the workload through the ingress controller. A load balancer: make it internal by the cloud's annotation, or set loadBalancerSourceRanges to networks of /8 or narrower. The controller's own public one is waived by its name.",
  kinds: [SERVICE],
  check({ body, patch }, report) {
    report.attempt(() => {
      const type = body.spec?.type;
      if (type === "NodePort") report.violation("spec.type must not be NodePort: it opens a port of every node");
      if (type === "LoadBalancer" && !closed(body)) {
        report.violation("a LoadBalancer must be internal by annotation, or have narrow spec.loadBalancerSourceRanges");
      }
      // It may be the patch of a load balancer.
      if (
        patch &&
        type !== "LoadBalancer" &&
        some(
          () => body.spec?.loadBalancerSourceRanges,
          (range) => !narrow(range),
        )
      ) {
        report.violation("spec.loadBalancerSourceRanges must be narrow");
      }
    });
    report.attempt(() => {
      if (nonEmpty(() => body.spec?.externalIPs)) {
        report.violation("spec.externalIPs must not be set: they take over traffic for any address");
      }
    });
  },
  admission: {
    variables: {
      type: "object.spec.?type.orValue('')",
      annotations: "dyn(object).metadata.?annotations.orValue({})",
      internal: INTERNAL.map(([key, value]) => `${celAnnotation(key)} == ${celText(value)}`).join(" || "),
      stated: "dyn(object).spec.?loadBalancerSourceRanges.orValue([])",
      ranges: `size(variables.stated) > 0 ? variables.stated : ${celAnnotation(SOURCE_RANGES)}.split(',').map(r, r.trim())`,
    },
    checks: [
      {
        holds: "variables.type != 'NodePort'",
        message: "spec.type must not be NodePort: it opens a port of every node",
      },
      {
        holds: `variables.type != 'LoadBalancer' || variables.internal || variables.ranges.all(r, ${celNarrow("r")})`,
        message: "a LoadBalancer must be internal by annotation, or have narrow spec.loadBalancerSourceRanges",
      },
      {
        holds: "size(dyn(object).spec.?externalIPs.orValue([])) == 0",
        message: "spec.externalIPs must not be set: they take over traffic for any address",
      },
    ],
  },
});

function closed({ metadata, spec }: Service): boolean {
  const annotation = (key: string) => text(metadata?.annotations?.[key]);
  return any(
    () =>
      some(
        () => INTERNAL,
        ([key, value]) => annotation(key) === value,
      ),
    () => allNarrow(() => spec?.loadBalancerSourceRanges),
    () =>
      !nonEmpty(() => spec?.loadBalancerSourceRanges) &&
      allNarrow(() =>
        annotation(SOURCE_RANGES)
          .split(",")
          .map((range) => range.trim()),
      ),
  );
}

function allNarrow(ranges: () => List<string>): boolean {
  return nonEmpty(ranges) && every(ranges, narrow);
}

function narrow(range: string): boolean {
  return Cidr.parse(range)?.open === false;
}

function celAnnotation(key: string): string {
  return `variables.annotations[?${celText(key)}].orValue('')`;
}
