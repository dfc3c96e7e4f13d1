import { describe, expect, it } from "vitest";

import { Report } from "../../../policies/lib/report";
import { Undetermined } from "../../../policies/lib/unknowns";

const OWN = "urn:pulumi:x::p::a:b:C$T::own";
const OTHER = "urn:pulumi:x::p::T::other";
const report = () =>
  new Report(OWN, () => ({}), { environment: "dev", today: "2026-06-15", imagesLocked: false, ownRegistries: [] });
const unknown = (path: string, of?: string) => (): never => {
  throw new Undetermined(path, of);
};
/** Each finding as `KIND RESOURCE[/CONTAINER]: MESSAGE`. */
const found = ({ findings }: Report) =>
  findings.map(({ kind, urn, container, message }) => {
    const name = urn.slice(urn.lastIndexOf("::") + 2);
    return `${kind} ${name}${container === undefined ? "" : `/${container}`}: ${message}`;
  });

describe("findings", () => {
  it("are about another resource for a while, and then about the judged one again", () => {
    const judging = report();
    judging.on(OTHER, () => judging.violation("inside"));
    judging.on(OTHER, unknown("size"));
    expect(() =>
      judging.on(OTHER, () => {
        throw new TypeError("defect");
      }),
    ).toThrow(TypeError);
    judging.violation("outside");
    expect(found(judging)).toEqual([
      "violation other: inside",
      "undetermined other: size is not known before the deployment",
      "violation own: outside",
    ]);
  });

  it("are about one container for a while, if its name is known", () => {
    const judging = report();
    judging.inContainer(
      () => "web",
      () => judging.violation("inside"),
    );
    judging.inContainer(unknown("name"), () => judging.violation("somewhere"));
    expect(() =>
      judging.inContainer(
        () => "web",
        () => {
          throw new TypeError("defect");
        },
      ),
    ).toThrow(TypeError);
    judging.violation("outside");
    expect(found(judging)).toEqual(["violation own/web: inside", "violation own: somewhere", "violation own: outside"]);
  });

  it("say whose an unknown value is, unless it is the judged resource's own", () => {
    const judging = report();
    judging.attempt(unknown("a"));
    judging.attempt(unknown("b", "T::own"));
    judging.attempt(unknown("c", "T::other"));
    judging.on(OTHER, unknown("d", "T::other"));
    judging.on(OTHER, unknown("e", "T::own"));
    expect(found(judging)).toEqual([
      "undetermined own: a is not known before the deployment",
      "undetermined own: b is not known before the deployment",
      "undetermined own: c of T::other is not known before the deployment",
      "undetermined other: d is not known before the deployment",
      "undetermined other: e of T::own is not known before the deployment",
    ]);
  });

  it("say what is unknown once of each resource and container, and every violation", () => {
    const judging = report();
    const again = () => {
      judging.attempt(unknown("a"));
      judging.violation("bad");
      judging.advice("better");
    };
    again();
    again();
    judging.on(OTHER, again);
    judging.inContainer(() => "web", again);
    expect(found(judging)).toEqual([
      "undetermined own: a is not known before the deployment",
      "violation own: bad",
      "advice own: better",
      "violation own: bad",
      "undetermined other: a is not known before the deployment",
      "violation other: bad",
      "advice other: better",
      "undetermined own/web: a is not known before the deployment",
      "violation own/web: bad",
      "advice own/web: better",
    ]);
  });

  it("leave out no item of a list", () => {
    const judging = report();
    judging.each(
      () => ["a", "b", "c"],
      (item, index) => (item === "b" ? unknown(`list.${index}`)() : judging.violation(item)),
    );
    expect(found(judging)).toEqual([
      "violation own: a",
      "violation own: c",
      "undetermined own: list.1 is not known before the deployment",
    ]);
  });
});
