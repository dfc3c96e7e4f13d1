import type { Admission } from "../admission/admission";
import type { Report } from "../report";
import { resourceRule, type ResourceRule, type RuleInfo } from "../rule";
import { eachObject, KubernetesObject } from "./object";
import { kindKey, kubernetesType } from "./type";
import type { Body } from "./types";

interface ObjectRule<B extends Body> extends RuleInfo {
  /** Kinds it judges, as `group/Kind`; every kind when left out. */
  kinds?: readonly string[];
  /** Lists come item by item; patches come too, and say nothing by what they leave out. */
  check: (object: KubernetesObject<B>, report: Report) => void;
  /** See {@link ResourceRule.fix}; lists are left as they are. */
  fix?: (object: KubernetesObject<B>) => boolean;
  /** See {@link ResourceRule.admission}; of the rule's kinds. */
  admission?: Omit<Admission, "kinds">;
}

/** A rule about Kubernetes objects of some kinds, one at a time. */
export function objectRule<B extends Body = Body>({
  kinds,
  check,
  fix,
  admission,
  ...info
}: ObjectRule<B>): ResourceRule {
  const wanted = kinds && new Set(kinds);
  return resourceRule({
    ...info,
    applies(token) {
      const type = kubernetesType(token);
      return type !== undefined && (type.list || !wanted || wanted.has(kindKey(type)));
    },
    check(resource, report) {
      eachObject(resource, report, (object) => {
        if (!wanted || wanted.has(kindKey(object.type))) check(object as KubernetesObject<B>, report);
      });
    },
    ...(fix && {
      fix(resource) {
        const type = kubernetesType(resource.type);
        return type !== undefined && !type.list && fix(new KubernetesObject(resource, type, resource.props as B));
      },
    }),
    ...(admission && { admission: { ...admission, kinds: kinds ?? [] } }),
  });
}
