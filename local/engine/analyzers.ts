import * as grpc from "@grpc/grpc-js";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { AnalyzerService } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/analyzer_pb";
import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import { messageOf } from "../lib/errors";
import type { RuleInfo } from "./findings";
import { withoutStack } from "./messages";
import { describePack, levelOf } from "./packinfo";
import { reconcile } from "./packconfig";
import { type Child, startNode } from "./process";
import { inheritedEnvironment, locateScript } from "./program";
import { channelOptions } from "./server";
import type { PolicyPackSource, RunOptions } from "./types";

export interface PackContext {
  options: RunOptions;
  project: string;
  /** Where the engine listens. */
  address: string;
  onLine: (stream: "stdout" | "stderr", line: string) => void;
}

type Method<Response> = Pick<grpc.MethodDefinition<unknown, Response>, "path" | "responseDeserialize">;

const startMilliseconds = 60_000;
/** How long the end of a process may trail behind the end of its connections. */
const lastWordsMilliseconds = 2_000;

/** One policy pack in its own process. Messages of errors begin with the pack's name. */
export class PolicyPack {
  /** Settles when the pack is configured; rejects when it cannot start. */
  readonly ready: Promise<void>;
  rules: ReadonlyMap<string, RuleInfo> = new Map();
  /** Whether any of its policies may change resources: without, there is no need to ask. */
  remediates = false;
  private name: string;
  private client: grpc.Client | undefined;
  private child: Child | undefined;

  constructor(
    private readonly source: PolicyPackSource,
    private readonly context: PackContext,
  ) {
    this.name = basename(source.directory);
    this.ready = this.start();
    // Whoever needs the pack sees the error.
    this.ready.catch(() => undefined);
  }

  async remediate(request: Uint8Array): Promise<proto.RemediateResponse> {
    return this.call(AnalyzerService.remediate, request);
  }

  async analyze(request: Uint8Array): Promise<proto.AnalyzeResponse> {
    return this.call(AnalyzerService.analyze, request);
  }

  async analyzeStack(request: Uint8Array): Promise<proto.AnalyzeResponse> {
    return this.call(AnalyzerService.analyzeStack, request);
  }

  /** Resolves when its process is gone. */
  async stop(): Promise<void> {
    this.client?.close();
    this.child?.kill();
    await this.child?.exited.catch(() => undefined);
  }

  private async start(): Promise<void> {
    try {
      const { directory } = this.source;
      if (!existsSync(join(directory, "PulumiPolicy.yaml"))) throw new Error("PulumiPolicy.yaml does not exist");
      const port = await this.launch();
      this.client = new grpc.Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), channelOptions);
      await this.handshake(directory);
      await this.configureStack();
      await this.configure();
    } catch (error) {
      throw this.named(error);
    }
  }

  /** The pack's first line of output is the port on which it serves. */
  private async launch(): Promise<number> {
    const { directory } = this.source;
    const { address, onLine } = this.context;
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<number>((resolve, reject) => {
        let served = false;
        this.child = startNode({
          script: locateScript("@pulumi/pulumi/cmd/run-policy-pack", directory),
          args: [address, directory],
          directory,
          env: this.environment(),
          onLine: (stream, line) => {
            if (served || stream === "stderr" || !/^\d+$/.test(line)) return onLine(stream, line);
            served = true;
            resolve(Number(line));
          },
        });
        timer = setTimeout(
          () => reject(new Error(`it did not serve within ${startMilliseconds / 1000} s`)),
          startMilliseconds,
        );
        this.child.exited.then(() => reject(this.ended()), reject);
      });
    } finally {
      clearTimeout(timer);
    }
  }

  private environment(): NodeJS.ProcessEnv {
    const { options, project } = this.context;
    const about = {
      ORGANIZATION: options.organization ?? "",
      PROJECT: project,
      STACK: options.stack,
      DRY_RUN: String(options.dryRun),
    };
    const variables = Object.entries(about).filter(([, value]) => value !== "");
    return {
      ...inheritedEnvironment(),
      ...Object.fromEntries(
        variables.flatMap(([key, value]) => [
          [`PULUMI_NODEJS_${key}`, value],
          [`PULUMI_${key}`, value],
        ]),
      ),
      PULUMI_CONFIG: JSON.stringify(options.config),
      PULUMI_NODEJS_TYPESCRIPT: "true",
    };
  }

  private async handshake(directory: string): Promise<void> {
    const request = new proto.AnalyzerHandshakeRequest();
    request.setEngineAddress(this.context.address).setRootDirectory(directory).setProgramDirectory(directory);
    try {
      await this.call(AnalyzerService.handshake, request.serializeBinary());
    } catch (error) {
      // Packs of today's SDK do not have it, and Pulumi does without as well.
      if ((error as grpc.ServiceError).code !== grpc.status.UNIMPLEMENTED) throw error;
    }
  }

  private async configureStack(): Promise<void> {
    const { options, project } = this.context;
    const request = new proto.AnalyzerStackConfigureRequest();
    request
      .setStack(options.stack)
      .setProject(project)
      .setOrganization(options.organization ?? "")
      .setDryRun(options.dryRun);
    for (const [key, value] of Object.entries(options.config)) request.getConfigMap().set(key, value);
    await this.call(AnalyzerService.configureStack, request.serializeBinary());
  }

  private async configure(): Promise<void> {
    const info = await this.call(AnalyzerService.getAnalyzerInfo, new Empty().serializeBinary());
    const { name, rules, policies, initialConfig } = describePack(info);
    this.name = name;
    this.rules = rules;
    const settings = reconcile(policies, initialConfig, this.source.config ?? {});
    this.remediates = [...settings.values()].some(({ level }) => level === "remediate");
    const request = new proto.ConfigureAnalyzerRequest();
    for (const [policy, { level, properties }] of settings) {
      const config = new proto.PolicyConfig();
      config
        .setEnforcementlevel(levelOf(level))
        .setProperties(Struct.fromJavaScript(properties as Record<string, never>));
      request.getPolicyconfigMap().set(policy, config);
    }
    await this.call(AnalyzerService.configure, request.serializeBinary());
  }

  /** Requests arrive encoded: several packs get the same bytes. */
  private async call<Response>(method: Method<Response>, request: Uint8Array): Promise<Response> {
    const { client } = this;
    if (!client) throw new Error("the pack has not started");
    try {
      return await new Promise<Response>((resolve, reject) => {
        client.makeUnaryRequest(
          method.path,
          (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
          method.responseDeserialize,
          request,
          (error, response) =>
            error || response === undefined ? reject(error ?? new Error("no answer")) : resolve(response),
        );
      });
    } catch (error) {
      throw (error as grpc.ServiceError).code === grpc.status.UNIMPLEMENTED ? error : await this.reasonOf(error);
    }
  }

  /** When the process is gone, its last words say more than the broken connection. */
  private async reasonOf(error: unknown): Promise<Error> {
    if ((error as grpc.ServiceError).code !== grpc.status.UNAVAILABLE) return this.named(error);
    const timer = new Promise<"alive">((resolve) => setTimeout(() => resolve("alive"), lastWordsMilliseconds).unref());
    const alive = (await Promise.race([this.child?.exited, timer])) === "alive";
    return this.named(alive ? error : this.ended());
  }

  private ended(): Error {
    return new Error(`its process ended: ${withoutStack(this.child?.stderr() ?? "") || "it said nothing"}`);
  }

  private named(error: unknown): Error {
    const prefix = `policy pack "${this.name}" failed: `;
    const message = (error as Partial<grpc.ServiceError>).details ?? messageOf(error);
    return message.startsWith(prefix) ? (error as Error) : new Error(prefix + withoutStack(message));
  }
}
