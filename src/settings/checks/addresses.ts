import { holds, overlap, parseCidr } from "../../../components/lib/cidr";
import { addressBlocks } from "../addresses";
import type { Settings } from "../index";
import { path, type Problem } from "../problems";
import { allNamespaces } from "./placed";

/** Rules about addresses: the cluster's own are disjoint, and nobody calls them as if they were outside. */
export function addressProblems(given: Partial<Settings>): Problem[] {
  const { cluster } = given;
  if (!cluster) return [];
  const blocks = addressBlocks(cluster);
  const problems = blocks.flatMap((block, i) =>
    blocks.slice(0, i).flatMap((other): Problem[] => {
      if (!related(block.cidr, other.cidr, overlap)) return [];
      const must = `not overlap with ${other.at} (${other.cidr})`;
      return [{ at: block.at, must, got: block.cidr, remedy: "write the cluster's real, disjoint ranges" }];
    }),
  );
  for (const { at, spec } of allNamespaces(given)) {
    spec.workloads.forEach((workload, i) =>
      workload.egress.forEach((flow, j) => {
        const inside = blocks.find((block) => related(block.cidr, flow.cidr, holds));
        if (!inside) return;
        const must = `not lie in ${inside.at} (${inside.cidr}), because it would open the way to what runs there`;
        const remedy = "declare calls to workloads under calls, and only outside addresses here";
        problems.push({ at: path(...at, "workloads", i, "egress", j, "cidr"), must, got: flow.cidr, remedy });
      }),
    );
  }
  return problems;
}

function related(a: string, b: string, how: typeof overlap): boolean {
  const [left, right] = [parseCidr(a), parseCidr(b)];
  return left !== undefined && right !== undefined && how(left, right);
}
