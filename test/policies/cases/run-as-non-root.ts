import { runAsNonRoot } from "../../../policies/kubernetes/rules/run-as-non-root";
import { unknown } from "../../support/cloud";
import { everyKind, web, wherever } from "../../support/containers";
import { deployment, patch } from "../../support/kubernetes";
import { UNKNOWN } from "../../support/policies";
import type { Failing, RuleCases } from "../../support/rules";

type Props = Record<string, unknown>;

const container = (securityContext: Props = {}) => ({ name: "web", securityContext });
const pod = (securityContext: Props, ...containers: Props[]) => deployment("shop/web", { securityContext, containers });
const YES = { runAsNonRoot: true };
const root = (at: string) => `${at}.securityContext.runAsNonRoot must be true, or that of its pod`;
const zero = (at: string) => `${at}.securityContext.runAsUser must not be 0, nor that of its pod`;
const fails = (...resources: Failing["resources"]): Failing => ({ resources, says: root("containers[0]") });
const AT = "spec.template.spec.containers.0.securityContext";

export const cases: RuleCases = {
  rule: runAsNonRoot,
  passing: {
    ...everyKind(container(YES)),
    "a pod for its containers": [pod({ ...YES, runAsUser: 1000 }, container(), { name: "other" })],
    "a container for itself": [pod({ runAsNonRoot: false, runAsUser: 0 }, container({ ...YES, runAsUser: 65532 }))],
    "a patch of something else": [patch(web({ name: "web" }))],
  },
  failing: {
    ...wherever({ name: "web" }, root),
    "a pod that says no": fails(pod({ runAsNonRoot: false }, container())),
    "a container that says no": fails(pod(YES, container({ runAsNonRoot: false }))),
    "a user that is not root by number alone": fails(web(container({ runAsUser: 1000 }))),
    "the number of root": { resources: [web(container({ ...YES, runAsUser: 0 }))], says: zero("containers[0]") },
    "the number of root for the pod": {
      resources: [pod({ ...YES, runAsUser: 0 }, container({ runAsUser: 1 }), container())],
      says: zero("containers[1]"),
    },
    "a later container": { resources: [web(container(YES), container())], says: root("containers[1]") },
    "a patch": {
      resources: [patch(web(container({ runAsNonRoot: false, runAsUser: 0 })))],
      says: [root("containers[0]"), zero("containers[0]")],
    },
  },
  unknown: {
    "the setting": { resources: [web(container({ runAsNonRoot: UNKNOWN }))], says: unknown(`${AT}.runAsNonRoot`) },
    "the user where root is not forbidden": {
      resources: [web(container({ runAsUser: UNKNOWN }))],
      says: [root("containers[0]"), unknown(`${AT}.runAsUser`)],
    },
    "the pod's context, which one container needs": {
      resources: [
        deployment("shop/web", {
          securityContext: UNKNOWN,
          containers: [container({ ...YES, runAsUser: 1 }), container()],
        }),
      ],
      says: unknown("spec.template.spec.securityContext"),
    },
  },
};
