import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import type { IResourceMonitorServer } from "@pulumi/pulumi/proto/resource_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/resource_pb";
import { goalOf } from "./goal";
import { invoke } from "./invokes";
import { read } from "./reads";
import type { Registered } from "./admission";
import type { Registrar } from "./registrar";
import { unary } from "./server";
import type { Session } from "./session";
import type { Callbacks } from "./transforms";
import type { RunOptions } from "./types";
import { createUrn, isProviderType } from "./urn";
import { decodeProperties, encodeProperties, type ResourceReference } from "./values";

export interface MonitorContext {
  options: RunOptions;
  project: string;
  session: Session;
  registrar: Registrar;
  callbacks: Callbacks;
  /** The program has registered everything and waits to be let go. */
  onShutdown: () => void;
}

/** Parameterised packages and hooks are missing on purpose: programs that use them are told so by the SDK. */
const features = new Set([
  "secrets",
  "resourceReferences",
  "outputValues",
  "aliasSpecs",
  "deletedWith",
  "replaceWith",
  "transforms",
  "invokeTransforms",
]);

/** The service through which a program registers its resources. */
export function monitorService(context: MonitorContext): IResourceMonitorServer {
  const { options, project, session, registrar, callbacks } = context;
  const handle = <Request, Response>(answer: (request: Request) => Response | Promise<Response>) =>
    unary((request: Request) => session.active(async () => answer(request)));
  const unsupported = <Response>(what: string) =>
    handle((): Response => {
      throw new Error(`${what} are not supported by the hermetic engine`);
    });
  return {
    supportsFeature: handle((request: proto.SupportsFeatureRequest) =>
      new proto.SupportsFeatureResponse().setHassupport(features.has(request.getId())),
    ),
    registerResource: handle(async (request: proto.RegisterResourceRequest) => {
      const urn = createUrn(options.stack, project, request.getParent(), request.getType(), request.getName());
      return toResponse(await registrar.register(goalOf(request, urn)), registrar);
    }),
    registerResourceOutputs: handle((request: proto.RegisterResourceOutputsRequest) => {
      registrar.setOutputs(request.getUrn(), decodeProperties(request.getOutputs()));
      return new Empty();
    }),
    readResource: handle((request: proto.ReadResourceRequest) => read(request, options, project, registrar)),
    invoke: handle((request: proto.ResourceInvokeRequest) => invoke(request, options, registrar, callbacks)),
    call: handle((request: proto.ResourceCallRequest): never => {
      throw new Error(`call of ${request.getTok()} has no answer: this engine asks no provider`);
    }),
    registerStackTransform: handle((callback) => {
      callbacks.stackTransforms.push(callback);
      return new Empty();
    }),
    registerStackInvokeTransform: handle((callback) => {
      callbacks.stackInvokeTransforms.push(callback);
      return new Empty();
    }),
    signalAndWaitForShutdown: handle(() => {
      context.onShutdown();
      return new Empty();
    }),
    registerPackage: unsupported("parameterised packages"),
    registerResourceHook: unsupported("resource hooks"),
    registerErrorHook: unsupported("error hooks"),
    getDeploymentInfo: unsupported("requests for deployment information"),
  };
}

function toResponse({ entry, applied }: Registered, registrar: Registrar): proto.RegisterResourceResponse {
  const { urn, type, custom, remote } = entry.goal;
  const response = new proto.RegisterResourceResponse()
    .setUrn(urn)
    .setId(isProviderType(type) ? registrar.providers.idOf(urn) : (applied.id ?? ""))
    // A component sets its outputs itself, later.
    .setObject(encodeProperties(custom || remote ? applied.outputs : {}, "program"))
    .setResult(applied.skipped ? proto.Result.SKIP : proto.Result.SUCCESS);
  for (const [property, value] of remote ? Object.entries(applied.outputs) : []) {
    const urns = (value as ResourceReference[]).map(({ urn: child }) => child);
    const dependencies = new proto.RegisterResourceResponse.PropertyDependencies().setUrnsList(urns);
    response.getPropertydependenciesMap().set(property, dependencies);
  }
  return response;
}
