import { noHostPort } from "../../../policies/kubernetes/rules/no-host-port";
import { unknown } from "../../support/cloud";
import { everyKind, web, wherever } from "../../support/containers";
import { patch } from "../../support/kubernetes";
import { UNKNOWN } from "../../support/policies";
import type { RuleCases } from "../../support/rules";

const container = (...hostPorts: unknown[]) => ({
  name: "web",
  ports: hostPorts.map((hostPort) => ({ containerPort: 8080, hostPort })),
});
const says = (at: string, port = 0) => `${at}.ports[${port}].hostPort must not be set`;

export const cases: RuleCases = {
  rule: noHostPort,
  passing: {
    ...everyKind({ name: "web", ports: [{ containerPort: 8080 }] }),
    "no port of the node": [web(container(0, null))],
    "no ports": [web({ name: "web" })],
  },
  failing: {
    ...wherever(container(8080), (at) => says(at)),
    "a later port": { resources: [web(container(null, 9100))], says: says("containers[0]", 1) },
    "a later container": { resources: [web(container(), container(80))], says: says("containers[1]") },
    "a patch": { resources: [patch(web(container(8080)))], says: says("containers[0]") },
  },
  unknown: {
    "a port": {
      resources: [web(container(UNKNOWN, 80))],
      says: [says("containers[0]", 1), unknown("spec.template.spec.containers.0.ports.0.hostPort")],
    },
  },
};
