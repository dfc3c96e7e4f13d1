import * as grpc from "@grpc/grpc-js";
import { type Struct, Value } from "google-protobuf/google/protobuf/struct_pb";
import { CallbacksClient } from "@pulumi/pulumi/proto/callback_grpc_pb";
import { type Callback, CallbackInvokeRequest } from "@pulumi/pulumi/proto/callback_pb";
import { TransformRequest, TransformResponse } from "@pulumi/pulumi/proto/resource_pb";
import { messageOf } from "../lib/errors";
import type { Goal } from "./goal";
import type { Registry } from "./registry";
import { channelOptions } from "./server";
import { type Session, Stopped } from "./session";
import { decodeProperties, encodeProperties } from "./values";
import { OUTPUT, SIGNATURE } from "./wire";

/** Functions of the program's process that the engine calls: `transforms` of resources and of the stack. */
export class Callbacks {
  readonly stackTransforms: Callback[] = [];
  readonly stackInvokeTransforms: Callback[] = [];
  private readonly clients = new Map<string, CallbacksClient>();

  constructor(private readonly session: Session) {}

  /** Calls one function with an encoded request. */
  async call(callback: Callback, request: Uint8Array): Promise<Uint8Array> {
    const message = new CallbackInvokeRequest();
    message.setToken(callback.getToken());
    message.setRequest(request);
    const client = this.client(callback.getTarget());
    const answer = new Promise<Uint8Array>((resolve, reject) => {
      client.invoke(message, (error, response) =>
        error ? reject(new Error(error.details)) : resolve(response.getResponse_asU8()),
      );
    });
    return this.session.until(answer);
  }

  close(): void {
    for (const client of this.clients.values()) client.close();
  }

  private client(target: string): CallbacksClient {
    let client = this.clients.get(target);
    if (!client) {
      client = new CallbacksClient(target, grpc.credentials.createInsecure(), channelOptions);
      this.clients.set(target, client);
    }
    return client;
  }
}

/** Runs the resource's own transforms, then those of everything above it, then the stack's. */
export async function transform(goal: Goal, registry: Registry, callbacks: Callbacks): Promise<void> {
  const inherited = registry.ancestors(goal.urn).flatMap(({ goal: ancestor }) => ancestor.transforms);
  for (const callback of [...goal.transforms, ...inherited, ...callbacks.stackTransforms]) {
    const request = new TransformRequest();
    request.setType(goal.type).setName(goal.name).setCustom(goal.custom).setParent(goal.parent);
    request.setProperties(asOutputs(goal)).setOptions(goal.options);
    accept(goal, await ask(goal, callbacks.call(callback, request.serializeBinary())));
  }
}

async function ask({ urn }: Goal, answer: Promise<Uint8Array>): Promise<TransformResponse> {
  try {
    return TransformResponse.deserializeBinary(await answer);
  } catch (error) {
    if (error instanceof Stopped) throw error;
    const reason = messageOf(error).replace(/^transform failed: (Error: )?/, "");
    throw new Error(`transform of '${urn}' failed: ${reason}`);
  }
}

/** What a transform does not answer stays as it was, and so does where the inputs came from. */
function accept(goal: Goal, response: TransformResponse): void {
  const options = response.getOptions();
  if (options) {
    // What a transform says replaces dependsOn; the inputs still come from where they came from.
    goal.options = options;
  }
  if (!response.hasProperties()) return;
  const found = new Map<string, Set<string>>();
  goal.inputs = decodeProperties(response.getProperties(), found);
  const kept = [...goal.propertyDependencies].filter(([property]) => property in goal.inputs);
  goal.propertyDependencies = new Map(kept);
  for (const [property, urns] of found) {
    goal.propertyDependencies.set(property, new Set([...(goal.propertyDependencies.get(property) ?? []), ...urns]));
  }
}

/** As from Pulumi's engine: with transforms of its own, a resource's inputs carry where they came from. */
function asOutputs(goal: Goal): Struct {
  const properties = encodeProperties(goal.inputs, "transform");
  if (goal.transforms.length === 0) return properties;
  const fields = properties.getFieldsMap();
  for (const [property, urns] of goal.propertyDependencies) {
    const value = fields.get(property)?.toJavaScript();
    if (value === undefined || urns.size === 0) continue;
    const output = isOutput(value) ? value : { [SIGNATURE]: OUTPUT, value };
    fields.set(property, Value.fromJavaScript({ ...output, dependencies: [...urns] }));
  }
  return properties;
}

function isOutput(value: unknown): value is object {
  return typeof value === "object" && value !== null && (value as Record<string, unknown>)[SIGNATURE] === OUTPUT;
}
