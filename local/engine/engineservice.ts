import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { IEngineServer } from "@pulumi/pulumi/proto/engine_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/engine_pb";
import { unary } from "./server";
import type { Session } from "./session";

/** The service through which a program and the packs log. */
export function engineService(session: Session): IEngineServer {
  let root = "";
  return {
    log: unary((request: proto.LogRequest) => {
      const [message, urn] = [request.getMessage(), request.getUrn() || undefined];
      switch (request.getSeverity()) {
        case proto.LogSeverity.ERROR:
          session.error(message, urn);
          break;
        case proto.LogSeverity.WARNING:
          session.log("warning", message, urn);
          break;
        case proto.LogSeverity.INFO:
          session.log("info", message, urn);
          break;
        // The SDK narrates every step of every resource.
        case proto.LogSeverity.DEBUG:
          if (process.env["DEBUG"]) session.log("debug", message, urn);
      }
      return new Empty();
    }),
    setRootResource: unary((request: proto.SetRootResourceRequest) => {
      root = request.getUrn();
      return new proto.SetRootResourceResponse();
    }),
    getRootResource: unary(() => new proto.GetRootResourceResponse().setUrn(root)),
    startDebugging: unary(() => new Empty()),
    requirePulumiVersion: unary(() => new proto.RequirePulumiVersionResponse()),
  };
}
