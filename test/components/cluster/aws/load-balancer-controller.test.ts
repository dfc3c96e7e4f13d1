import { expect, it } from "vitest";

import { loadBalancerControllerValues } from "../../../../components/cluster/aws/add-ons/load-balancer-controller";

it("has the webhook's certificate renewed well within 90 days", () => {
  const values = loadBalancerControllerValues({ clusterName: "c", region: "eu-west-1", serviceAccount: "lbc" });
  expect(values["certManager"]).toEqual({ duration: "2160h0m0s", renewBefore: "720h0m0s" });
});
