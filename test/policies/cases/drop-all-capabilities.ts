import { dropAllCapabilities } from "../../../policies/kubernetes/rules/drop-all-capabilities";
import { unknown } from "../../support/cloud";
import { everyKind, web, wherever } from "../../support/containers";
import { patch } from "../../support/kubernetes";
import { UNKNOWN } from "../../support/policies";
import type { Failing, RuleCases } from "../../support/rules";

const container = (capabilities: unknown) => ({ name: "web", securityContext: { capabilities } });
const drop = (at: string) => `${at}.securityContext.capabilities.drop must have ALL`;
const add = (at: string) => `${at}.securityContext.capabilities.add must have nothing but NET_BIND_SERVICE`;
const kept = (capabilities: unknown): Failing => ({
  resources: [web(container(capabilities))],
  says: drop("containers[0]"),
});
const added = (...names: string[]): Failing => ({
  resources: [web(container({ drop: ["ALL"], add: names }))],
  says: add("containers[0]"),
});
const AT = "spec.template.spec.containers.0.securityContext.capabilities";

export const cases: RuleCases = {
  rule: dropAllCapabilities,
  passing: {
    ...everyKind(container({ drop: ["ALL"] })),
    "all among others": [web(container({ drop: ["NET_RAW", "ALL"] }))],
    "what a web server needs": [web(container({ drop: ["ALL"], add: ["NET_BIND_SERVICE"] }))],
    "a patch of something else": [patch(web({ name: "web" }, container({ add: [] })))],
  },
  failing: {
    ...wherever({ name: "web" }, drop),
    "some dropped": kept({ drop: ["NET_RAW"] }),
    "none dropped": kept({ drop: [] }),
    "all in small letters, which Pod Security does not know": kept({ drop: ["all"] }),
    "one added": added("NET_ADMIN"),
    "one added beside the harmless": added("NET_BIND_SERVICE", "SYS_PTRACE"),
    "none dropped and one added": {
      resources: [web(container({ add: ["SYS_ADMIN"] }))],
      says: [drop("containers[0]"), add("containers[0]")],
    },
    "a later container": { resources: [web(container({ drop: ["ALL"] }), { name: "b" })], says: drop("containers[1]") },
    "a patch": {
      resources: [patch(web(container({ drop: ["NET_RAW"], add: ["ALL"] })))],
      says: [drop("containers[0]"), add("containers[0]")],
    },
  },
  unknown: {
    "what is dropped": { resources: [web(container({ drop: UNKNOWN }))], says: unknown(`${AT}.drop`) },
    "one of those added": {
      resources: [web(container({ drop: ["ALL"], add: [UNKNOWN] }))],
      says: unknown(`${AT}.add.0`),
    },
    "what is dropped where one is added": {
      resources: [web(container({ drop: UNKNOWN, add: ["NET_RAW"] }))],
      says: [add("containers[0]"), unknown(`${AT}.drop`)],
    },
  },
};
