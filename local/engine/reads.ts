import {
  type ReadResourceRequest,
  ReadResourceResponse,
  TransformResourceOptions,
} from "@pulumi/pulumi/proto/resource_pb";
import type { Goal } from "./goal";
import { plainProperties, secretsOf } from "./inspect";
import type { Registrar } from "./registrar";
import { SecretValue, type RunOptions } from "./types";
import { createUrn, packageOf } from "./urn";
import { decodeProperties, encodeProperties, type Properties } from "./values";

/**
 * Resources that exist outside of the program (`X.get`, StackReference). Policies do not judge them one by one, as with
 * Pulumi. A preview without an answer in `RunOptions.invokes` (by type) leaves their outputs unknown.
 */
export async function read(
  request: ReadResourceRequest,
  options: RunOptions,
  project: string,
  registrar: Registrar,
): Promise<ReadResourceResponse> {
  const goal = goalOf(request, options, project);
  const entry = registrar.registry.reserve(goal);
  const provider = await registrar.providers.reference(
    request.getProvider(),
    {
      packageName: packageOf(goal.type),
      version: request.getVersion(),
      pluginDownloadUrl: request.getPlugindownloadurl(),
    },
    goal.type,
  );
  goal.options.setProvider(provider);
  const outputs = await outputsOf(request, goal.inputs, options);
  await registrar.admission.addExternal(entry, request.getId(), outputs);
  return new ReadResourceResponse().setUrn(goal.urn).setProperties(encodeProperties(outputs, "program"));
}

function goalOf(request: ReadResourceRequest, options: RunOptions, project: string): Goal {
  const [type, name, parent] = [request.getType(), request.getName(), request.getParent()];
  return {
    urn: createUrn(options.stack, project, parent, type, name),
    type,
    name,
    custom: true,
    remote: false,
    parent,
    inputs: decodeProperties(request.getProperties()),
    propertyDependencies: new Map(),
    options: new TransformResourceOptions()
      .setDependsOnList(request.getDependenciesList())
      .setAdditionalSecretOutputsList(request.getAdditionalsecretoutputsList()),
    aliases: [],
    transforms: [],
  };
}

async function outputsOf(request: ReadResourceRequest, inputs: Properties, options: RunOptions): Promise<Properties> {
  const [type, name] = [request.getType(), request.getName()];
  const answer = options.invokes?.[type];
  if (!answer && (type === "pulumi:pulumi:StackReference" || !options.dryRun)) {
    throw new Error(
      `${type} "${name}" cannot be read: this engine reads nothing; answer ${type} in RunOptions.invokes`,
    );
  }
  const outputs = answer ? await answer({ id: request.getId(), ...plainProperties(inputs) }) : inputs;
  const secret = new Set(request.getAdditionalsecretoutputsList());
  const hidden = Object.entries(secretsOf(inputs, outputs) as Properties).map(([key, value]) => [
    key,
    secret.has(key) ? new SecretValue(value) : value,
  ]);
  return Object.fromEntries(hidden) as Properties;
}
