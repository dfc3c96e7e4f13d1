import type { Callback } from "@pulumi/pulumi/proto/callback_pb";
import { type RegisterResourceRequest, TransformResourceOptions } from "@pulumi/pulumi/proto/resource_pb";
import { decodeProperties, type Properties } from "./values";

/** What a program, or a chart, asks the engine to register. Transforms and remediations change it on its way. */
export interface Goal {
  urn: string;
  type: string;
  name: string;
  custom: boolean;
  /** A component that a provider's plugin makes, such as a Helm chart. */
  remote: boolean;
  /** Empty for the stack and for default providers. */
  parent: string;
  inputs: Properties;
  /** Which resources each input came from. */
  propertyDependencies: Map<string, Set<string>>;
  /** Everything else that was asked for; `dependsOn` holds all dependencies. */
  options: TransformResourceOptions;
  /** URNs under which it was known before; filled in once transforms had their say. */
  aliases: string[];
  /** Callbacks for this resource and all below it. */
  transforms: Callback[];
}

export function goalOf(request: RegisterResourceRequest, urn: string): Goal {
  const propertyDependencies = new Map<string, Set<string>>();
  const inputs = decodeProperties(request.getObject(), propertyDependencies);
  for (const [property, dependencies] of request.getPropertydependenciesMap().entries()) {
    const found = propertyDependencies.get(property) ?? [];
    propertyDependencies.set(property, new Set([...found, ...dependencies.getUrnsList()]));
  }
  const dependencies = request.getDependenciesList();
  if (propertyDependencies.size === 0 && !request.getRemote()) {
    // An SDK that does not say which input came from where: each may have come from any.
    for (const property of Object.keys(inputs)) propertyDependencies.set(property, new Set(dependencies));
  }
  return {
    urn,
    type: request.getType(),
    name: request.getName(),
    custom: request.getCustom(),
    remote: request.getRemote(),
    parent: request.getParent(),
    inputs,
    propertyDependencies,
    options: optionsOf(request),
    aliases: [],
    transforms: request.getTransformsList(),
  };
}

function optionsOf(request: RegisterResourceRequest): TransformResourceOptions {
  const options = new TransformResourceOptions()
    .setImport(request.getImportid())
    .setDependsOnList(request.getDependenciesList())
    .setIgnoreChangesList(request.getIgnorechangesList())
    .setReplaceOnChangesList(request.getReplaceonchangesList())
    .setVersion(request.getVersion())
    .setAliasesList(request.getAliasesList())
    .setProvider(request.getProvider())
    .setCustomTimeouts(request.getCustomtimeouts())
    .setPluginDownloadUrl(request.getPlugindownloadurl())
    .setDeletedWith(request.getDeletedwith())
    .setReplaceWithList(request.getReplaceWithList())
    .setAdditionalSecretOutputsList(request.getAdditionalsecretoutputsList());
  if (request.hasProtect()) options.setProtect(request.getProtect() === true);
  if (request.hasRetainondelete()) options.setRetainOnDelete(request.getRetainondelete() === true);
  if (request.getDeletebeforereplacedefined()) options.setDeleteBeforeReplace(request.getDeletebeforereplace());
  for (const [name, reference] of request.getProvidersMap().entries()) options.getProvidersMap().set(name, reference);
  return options;
}

/** Everything that must be registered before `goal`. */
export function dependenciesOf(goal: Goal): string[] {
  const all = [
    ...goal.options.getDependsOnList(),
    ...[...goal.propertyDependencies.values()].flatMap((urns) => [...urns]),
  ];
  return [...new Set(all)].filter((urn) => urn !== goal.urn).sort();
}
