import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { AnalyzerService } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/analyzer_pb";
import { existsSync } from "node:fs";
import { basename, join } from "node:path";
import type { RuleInfo } from "./findings";
import { reconcile } from "./packconfig";
import { describePack, levelOf } from "./packinfo";
import { type Method, type PackContext, packError, PackProcess, Unimplemented } from "./packprocess";
import type { PolicyPackSource } from "./types";

/** One policy pack. Messages of its errors begin with its name. */
export class PolicyPack {
  /** Settles when the pack is configured; rejects when it cannot start. */
  readonly ready: Promise<void>;
  rules: ReadonlyMap<string, RuleInfo> = new Map();
  /** Whether any of its policies may change resources: without, there is no need to ask. */
  remediates = false;
  private name: string;
  private readonly process: PackProcess;

  constructor(
    private readonly source: PolicyPackSource,
    private readonly context: PackContext,
  ) {
    this.name = basename(source.directory);
    this.process = new PackProcess(source.directory, context);
    this.ready = this.start();
    // Whoever needs the pack sees the error.
    this.ready.catch(() => undefined);
  }

  async remediate(request: Uint8Array): Promise<proto.RemediateResponse> {
    return this.ask(AnalyzerService.remediate, request);
  }

  async analyze(request: Uint8Array): Promise<proto.AnalyzeResponse> {
    return this.ask(AnalyzerService.analyze, request);
  }

  async analyzeStack(request: Uint8Array): Promise<proto.AnalyzeResponse> {
    return this.ask(AnalyzerService.analyzeStack, request);
  }

  /** Resolves when its process is gone. */
  async stop(): Promise<void> {
    await this.process.stop();
  }

  private async ask<Response>(method: Method<Response>, request: Uint8Array): Promise<Response> {
    try {
      return await this.process.call(method, request);
    } catch (error) {
      throw packError(this.name, error);
    }
  }

  /** The steps of Pulumi's engine (analyzer_plugin.go, update.go). */
  private async start(): Promise<void> {
    try {
      const file = join(this.source.directory, "PulumiPolicy.yaml");
      if (!existsSync(file)) throw new Error("PulumiPolicy.yaml does not exist");
      await this.process.start();
      await this.handshake();
      await this.configureStack();
      await this.configure();
    } catch (error) {
      throw packError(this.name, error);
    }
  }

  private async handshake(): Promise<void> {
    const { directory } = this.source;
    const request = new proto.AnalyzerHandshakeRequest()
      .setEngineAddress(this.context.address)
      .setRootDirectory(directory)
      .setProgramDirectory(directory);
    try {
      await this.process.call(AnalyzerService.handshake, request.serializeBinary());
    } catch (error) {
      // Packs of today's SDK do not have it, and Pulumi does without as well.
      if (!(error instanceof Unimplemented)) throw error;
    }
  }

  private async configureStack(): Promise<void> {
    const { options, project } = this.context;
    const request = new proto.AnalyzerStackConfigureRequest()
      .setStack(options.stack)
      .setProject(project)
      .setOrganization(options.organization ?? "")
      .setDryRun(options.dryRun);
    for (const [key, value] of Object.entries(options.config)) request.getConfigMap().set(key, value);
    await this.process.call(AnalyzerService.configureStack, request.serializeBinary());
  }

  private async configure(): Promise<void> {
    const info = await this.process.call(AnalyzerService.getAnalyzerInfo, new Empty().serializeBinary());
    const { name, rules, policies, initialConfig } = describePack(info);
    this.name = name;
    this.rules = rules;
    const settings = await reconcile(policies, initialConfig, this.source.config ?? {});
    this.remediates = [...settings.values()].some(({ level }) => level === "remediate");
    const request = new proto.ConfigureAnalyzerRequest();
    for (const [policy, { level, properties }] of settings) {
      const config = new proto.PolicyConfig()
        .setEnforcementlevel(levelOf(level))
        .setProperties(Struct.fromJavaScript(properties as Record<string, never>));
      request.getPolicyconfigMap().set(policy, config);
    }
    await this.process.call(AnalyzerService.configure, request.serializeBinary());
  }
}
