import * as proto from "@pulumi/pulumi/proto/analyzer_pb";
import { secondsOf } from "./durations";
import type { Goal } from "./goal";
import type { RegisteredResource } from "./types";
import { nameOf } from "./urn";
import { encodeProperties, type Properties } from "./values";

export interface ProviderResource {
  urn: string;
  type: string;
  inputs: Properties;
}

/** A resource as the packs are asked about it at the end of a run. */
export interface FinalResource {
  resource: RegisteredResource;
  goal: Goal;
  provider: ProviderResource | undefined;
}

/** One encoding for all packs; the provider, with its kubeconfig, is encoded once for all its resources. */
export class AnalysisRequests {
  private readonly providers = new Map<string, Uint8Array>();

  forResource(goal: Goal, inputs: Properties, provider: ProviderResource | undefined): Uint8Array {
    const request = new proto.AnalyzeRequest()
      .setUrn(goal.urn)
      .setType(goal.type)
      .setName(goal.name)
      .setProperties(encodeProperties(inputs, "policy"))
      .setOptions(optionsOf(goal));
    const encoded = request.serializeBinary();
    // Protocol buffers merge what is written one after the other.
    return provider ? Buffer.concat([encoded, this.encoded(provider)]) : encoded;
  }

  forStack(resources: FinalResource[]): Uint8Array {
    return new proto.AnalyzeStackRequest().setResourcesList(resources.map(stackResource)).serializeBinary();
  }

  private encoded(provider: ProviderResource): Uint8Array {
    const known = this.providers.get(provider.urn);
    if (known) return known;
    const encoded = new proto.AnalyzeRequest().setProvider(providerMessage(provider)).serializeBinary();
    this.providers.set(provider.urn, encoded);
    return encoded;
  }
}

/** Unlike single resources, which are judged by their inputs, the stack is judged by what came out. */
function stackResource({ resource, goal, provider }: FinalResource): proto.AnalyzerResource {
  const message = new proto.AnalyzerResource()
    .setUrn(resource.urn)
    .setType(resource.type)
    .setName(resource.name)
    .setProperties(encodeProperties(resource.outputs, "policy"))
    .setOptions(optionsOf(goal))
    .setParent(goal.parent)
    .setDependenciesList(resource.dependencies);
  if (provider) message.setProvider(providerMessage(provider));
  for (const [property, urns] of Object.entries(resource.propertyDependencies)) {
    message.getPropertydependenciesMap().set(property, new proto.AnalyzerPropertyDependencies().setUrnsList(urns));
  }
  return message;
}

function providerMessage({ urn, type, inputs }: ProviderResource): proto.AnalyzerProviderResource {
  return new proto.AnalyzerProviderResource()
    .setUrn(urn)
    .setType(type)
    .setName(nameOf(urn))
    .setProperties(encodeProperties(inputs, "policy"));
}

function optionsOf({ options, parent, aliases }: Goal): proto.AnalyzerResourceOptions {
  const timeouts = options.getCustomTimeouts();
  return new proto.AnalyzerResourceOptions()
    .setProtect(options.getProtect() === true)
    .setIgnorechangesList(options.getIgnoreChangesList())
    .setAdditionalsecretoutputsList(options.getAdditionalSecretOutputsList())
    .setAliasesList(aliases)
    .setParent(parent)
    .setDeletebeforereplacedefined(options.hasDeleteBeforeReplace())
    .setDeletebeforereplace(options.getDeleteBeforeReplace() === true)
    .setCustomtimeouts(
      new proto.AnalyzerResourceOptions.CustomTimeouts()
        .setCreate(secondsOf(timeouts?.getCreate()))
        .setUpdate(secondsOf(timeouts?.getUpdate()))
        .setDelete(secondsOf(timeouts?.getDelete()))
        .setRead(secondsOf(timeouts?.getRead())),
    );
}
