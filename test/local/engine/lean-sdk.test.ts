import type { Policies } from "@pulumi/policy";
import * as server from "@pulumi/policy/server";
import type { AnalyzeResponse, RemediateResponse } from "@pulumi/pulumi/proto/analyzer_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { afterEach, expect, it, vi } from "vitest";

import { resourceRequest, stackRequest, type TestResource } from "../../support/policies";

type Handler<R> = (call: { request: unknown }, done: (error: Error | null, response: R) => void) => void;
type Make<R> = (name: string, version: string, level: string, policies: Policies) => Handler<R>;
const sdk = server as unknown as {
  makeAnalyzeRpcFun: Make<AnalyzeResponse>;
  makeAnalyzeStackRpcFun: Make<AnalyzeResponse>;
  makeRemediateRpcFun: Make<RemediateResponse>;
};

// vitest.config.mts loads lean-sdk.js before everything else, as the engine does for packs.

const thing: TestResource = { type: "test:index:Thing", name: "t", props: { list: ["a"] }, provider: { list: ["b"] } };
const listOf = (props: Record<string, unknown> | undefined) => (props?.["list"] as string[] | undefined)?.join();

/** Two policies of a kind that say what they see. */
const policies = (policy: Partial<Policies[number]>): Policies =>
  ["one", "two"].map((name) => ({ name, description: name, ...policy }));

function answer<R>(make: Make<R>, list: Policies, request: unknown): Promise<R> {
  return new Promise((resolve, reject) => {
    const handle = make("pack", "1.0.0", "remediate", list);
    handle({ request }, (error, response) => (error ? reject(error) : resolve(response)));
  });
}

const messages = (response: AnalyzeResponse) =>
  response.getDiagnosticsList().map((diagnostic) => diagnostic.getMessage().replace("\n", ": "));

afterEach(() => {
  vi.restoreAllMocks();
});

it("reads a resource and its provider once for all policies", async () => {
  const read = vi.spyOn(Struct.prototype, "toJavaScript");
  const looking = policies({
    validateResource: ({ props, provider }, report) => report(`${listOf(props)} ${listOf(provider?.props)}`),
  });
  const response = await answer(sdk.makeAnalyzeRpcFun, looking, resourceRequest(thing));
  expect(messages(response)).toEqual(["one: a b", "two: a b"]);
  expect(read).toHaveBeenCalledTimes(2);
});

it("reads a stack once for all policies", async () => {
  const read = vi.spyOn(Struct.prototype, "toJavaScript");
  const looking = policies({
    validateStack: ({ resources }, report) => report(resources.map(({ props }) => listOf(props)).join()),
  });
  const request = stackRequest([{ ...thing }]);
  const response = await answer(sdk.makeAnalyzeStackRpcFun, looking, request);
  expect(messages(response)).toEqual(["one: ,a", "two: ,a"]);
  const own = request.getResourcesList().at(-1)!;
  const reads = [own.getProperties(), own.getProvider()?.getProperties()].map(
    (struct) => read.mock.contexts.filter((context) => context === struct).length,
  );
  expect(reads).toEqual([1, 1]);
});

it("reads for remediations what they may change", async () => {
  const changing = policies({
    remediateResource: ({ props }) => ({ list: [`${listOf(props)}!`] }),
  });
  const request = resourceRequest(thing);
  for (const time of ["first", "second"]) {
    const changes = (await answer(sdk.makeRemediateRpcFun, changing, request)).getRemediationsList();
    expect([time, ...changes.map((change) => change.getProperties()?.toJavaScript())]).toEqual([
      time,
      { list: ["a!"] },
      { list: ["a!!"] },
    ]);
  }
});
