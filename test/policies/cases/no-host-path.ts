import { noHostPath } from "../../../policies/kubernetes/rules/no-host-path";
import { unknown } from "../../support/cloud";
import { deployment, listOf, patch, POD_KINDS, workload } from "../../support/kubernetes";
import { UNKNOWN } from "../../support/policies";
import type { Failing, RuleCases } from "../../support/rules";

const host = (path: unknown, name = "host") => ({ name, hostPath: { path } });
const pod = (path: unknown, readOnly: unknown = true) => ({
  containers: [{ name: "agent", volumeMounts: [{ name: "tmp" }, { name: "host", readOnly }] }],
  volumes: [{ name: "tmp", emptyDir: {} }, host(path)],
});
const SAYS = "volumes[1].hostPath must not be set";
const WRITABLE = "containers[0].volumeMounts[1].readOnly must be true: it is a path of the node";
const config = { paths: ["/var/log"] };

export const cases: RuleCases = {
  rule: noHostPath,
  passing: {
    "other volumes": [deployment("shop/web", { volumes: [{ name: "tmp", emptyDir: {} }] })],
    "a path that the configuration lists": { resources: [deployment("shop/web", pod("/var/log"))], config },
    "no volumes": [deployment("shop/web", {})],
  },
  failing: {
    ...Object.fromEntries(
      Object.keys(POD_KINDS).map((kind): [string, Failing] => [
        kind,
        { resources: [workload(kind, "shop/web", pod("/var/log"))], says: SAYS },
      ]),
    ),
    "a path below one that the configuration lists": {
      resources: [deployment("shop/web", pod("/var/log/pods"))],
      config,
      says: SAYS,
    },
    "a listed path that may be written": {
      resources: [deployment("shop/web", pod("/var/log", false))],
      config,
      says: WRITABLE,
    },
    "a mount that does not say": {
      resources: [deployment("shop/web", pod("/var/log", null))],
      config,
      says: WRITABLE,
    },
    "an init container that may write": {
      resources: [
        deployment("shop/web", { initContainers: pod("/var/log", false).containers, volumes: [host("/var/log")] }),
      ],
      config,
      says: "initContainers[0].volumeMounts[1].readOnly must be true: it is a path of the node",
    },
    "two paths": {
      resources: [deployment("shop/web", { volumes: [host("/a"), host("/b", "other")] })],
      says: ["volumes[0].hostPath must not be set", SAYS],
    },
    "a patch": { resources: [patch(deployment("shop/web", pod("/var/log")))], says: SAYS },
    "an item of a list": {
      resources: [listOf("apps/v1/DeploymentList", "all", deployment("shop/web", pod("/var/log")))],
      says: SAYS,
    },
  },
  unknown: {
    "the path": {
      resources: [deployment("shop/web", pod(UNKNOWN))],
      says: unknown("spec.template.spec.volumes.1.hostPath.path"),
    },
    "whether it is read-only": {
      resources: [deployment("shop/web", pod("/var/log", UNKNOWN))],
      config,
      says: unknown("spec.template.spec.containers.0.volumeMounts.1.readOnly"),
    },
    "the volumes": {
      resources: [deployment("shop/web", { volumes: UNKNOWN })],
      says: unknown("spec.template.spec.volumes"),
    },
  },
};
