import type { Expectations } from "../expectations";
import type { Facts } from "../facts";
import { error, type Finding } from "../finding";

export const gatewayGroup = "gateway.networking.k8s.io";

/** Waypoints are objects of the Gateway API, which few clusters have by themselves. */
export function gatewayKinds({ apis }: Facts, { gatewayApi }: Expectations): Finding[] {
  if (gatewayApi !== "taken for granted" || apis.includes(`${gatewayGroup}/v1`)) return [];
  return [
    error(
      "mesh",
      `${gatewayGroup}/v1 is not served, and waypoints are objects of that group`,
      "remove platform:mesh.gatewayApi, so that the platform brings the kinds, or install the standard channel of the Gateway API",
    ),
  ];
}
