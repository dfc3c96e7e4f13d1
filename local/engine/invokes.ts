import { InvokeResponse } from "@pulumi/pulumi/proto/provider_pb";
import {
  type ResourceInvokeRequest,
  TransformInvokeOptions,
  TransformInvokeRequest,
  TransformInvokeResponse,
} from "@pulumi/pulumi/proto/resource_pb";
import { messageOf } from "../lib/errors";
import { plainProperties } from "./inspect";
import type { Registrar } from "./registrar";
import type { Callbacks } from "./transforms";
import { type RunOptions, UNKNOWN } from "./types";
import { packageOf } from "./urn";
import { decodeProperties, encodeProperties, type Properties } from "./values";

/** Answers a program's questions to a provider. What it throws becomes an exception in the program. */
export async function invoke(
  request: ResourceInvokeRequest,
  options: RunOptions,
  registrar: Registrar,
  callbacks: Callbacks,
): Promise<InvokeResponse> {
  const token = request.getTok();
  const call = await transformed(request, callbacks);
  const response = new InvokeResponse();
  if (token === "pulumi:pulumi:getResource") {
    return response.setReturn(encodeProperties(registeredResource(call.args, registrar), "program"));
  }
  await registrar.providers.reference(
    call.options.getProvider(),
    {
      packageName: packageOf(token),
      version: call.options.getVersion(),
      pluginDownloadUrl: call.options.getPluginDownloadUrl(),
    },
    token,
  );
  const answer = options.invokes?.[token];
  if (!answer)
    throw new Error(`invoke of ${token} has no answer: this engine asks no provider; answer it in RunOptions.invokes`);
  try {
    return response.setReturn(encodeProperties(await answer(plainProperties(call.args)), "program"));
  } catch (error) {
    throw new Error(`invocation of ${token} returned an error: ${messageOf(error)}`);
  }
}

async function transformed(request: ResourceInvokeRequest, callbacks: Callbacks) {
  let args = decodeProperties(request.getArgs());
  let options = new TransformInvokeOptions()
    .setProvider(request.getProvider())
    .setVersion(request.getVersion())
    .setPluginDownloadUrl(request.getPlugindownloadurl());
  for (const callback of callbacks.stackInvokeTransforms) {
    const message = new TransformInvokeRequest().setToken(request.getTok()).setOptions(options);
    message.setArgs(encodeProperties(args, "transform"));
    const response = TransformInvokeResponse.deserializeBinary(
      await callbacks.call(callback, message.serializeBinary()),
    );
    if (response.hasArgs()) args = decodeProperties(response.getArgs());
    options = response.getOptions() ?? options;
  }
  return { args, options };
}

/** The SDK asks for this when a program is handed a reference to a resource, such as a chart's `resources`. */
function registeredResource({ urn }: Properties, registrar: Registrar): Properties {
  const resource = registrar.registry.get(String(urn))?.resource;
  if (!resource) throw new Error(`unknown resource ${String(urn)}`);
  return { urn, id: resource.id ?? UNKNOWN, state: resource.outputs };
}
