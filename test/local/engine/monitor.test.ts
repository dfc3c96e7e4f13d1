import type { sendUnaryData, ServerUnaryCall } from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import * as proto from "@pulumi/pulumi/proto/resource_pb";
import { describe, expect, it } from "vitest";
import { Judge } from "../../../local/engine/judge";
import { monitorService } from "../../../local/engine/monitor";
import { Registrar } from "../../../local/engine/registrar";
import { Session } from "../../../local/engine/session";
import { Callbacks } from "../../../local/engine/transforms";
import { urn } from "./support/project";

type Handler<Request, Response> = (call: ServerUnaryCall<Request, Response>, callback: sendUnaryData<Response>) => void;

function monitor() {
  const options = { directory: ".", stack: "dev", config: {}, dryRun: true };
  const session = new Session(() => undefined, false);
  const callbacks = new Callbacks(session);
  const judge = new Judge([], session);
  const registrar = new Registrar({ options, project: "demo", directory: ".", session, judge, callbacks, parallel: 1 });
  return monitorService({ options, project: "demo", session, registrar, callbacks, onShutdown: () => undefined });
}

/** What the program is answered, or the error that it gets. */
async function answer<Request, Response>(handler: Handler<Request, Response>, request: Request): Promise<Response> {
  return new Promise((resolve, reject) => {
    handler({ request } as ServerUnaryCall<Request, Response>, (error, response) =>
      error ? reject(new Error(error.details ?? "")) : resolve(response as Response),
    );
  });
}

describe("the monitor", () => {
  it.each([
    ["secrets", true],
    ["resourceReferences", true],
    ["outputValues", true],
    ["aliasSpecs", true],
    ["deletedWith", true],
    ["transforms", true],
    ["invokeTransforms", true],
    ["parameterization", false],
    ["resourceHooks", false],
    ["errorHooks", false],
    ["anything new", false],
  ])("claims only what it does: %s", async (feature, supported) => {
    const response = await answer(monitor().supportsFeature, new proto.SupportsFeatureRequest().setId(feature));
    expect(response.getHassupport()).toBe(supported);
  });

  it("says what it does not do", async () => {
    const service = monitor();
    const call = new proto.ResourceCallRequest().setTok("a:b:C/method");
    await expect(answer(service.call, call)).rejects.toThrow(
      "call of a:b:C/method has no answer: this engine asks no provider",
    );
    await expect(answer(service.registerPackage, new proto.RegisterPackageRequest())).rejects.toThrow(
      "parameterised packages are not supported by the hermetic engine",
    );
    await expect(answer(service.registerResourceHook, new proto.RegisterResourceHookRequest())).rejects.toThrow(
      "resource hooks are not supported by the hermetic engine",
    );
    await expect(answer(service.getDeploymentInfo, new Empty())).rejects.toThrow(
      "not supported by the hermetic engine",
    );
  });

  it("fails when outputs are for a resource that it does not know", async () => {
    const request = new proto.RegisterResourceOutputsRequest().setUrn(urn("a:b:C::nobody"));
    await expect(answer(monitor().registerResourceOutputs, request)).rejects.toThrow(
      `outputs of '${urn("a:b:C::nobody")}', which is not registered`,
    );
  });
});
