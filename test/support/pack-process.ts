import { spawn, type ChildProcess } from "node:child_process";
import { join, resolve } from "node:path";

import { credentials } from "@grpc/grpc-js";
import { AnalyzerClient } from "@pulumi/pulumi/proto/analyzer_grpc_pb";
import type { AnalyzerInfo } from "@pulumi/pulumi/proto/analyzer_pb";
import * as analyzer from "@pulumi/pulumi/proto/analyzer_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { Struct, type JavaScriptValue } from "google-protobuf/google/protobuf/struct_pb";

import { resourceRequest, stackRequest, verdictsOf, urnOf, type TestResource, type Verdict } from "./policies";

const ROOT = join(__dirname, "../..");

/** A policy pack as the Pulumi CLI starts it, driven over its own protocol. */
export class PackProcess {
  private constructor(
    private readonly child: ChildProcess,
    private readonly client: AnalyzerClient,
  ) {}

  /**
   * @param pack Name of a pack of this project, or the folder of another.
   * @param env What the CLI passes besides: the stack and its configuration.
   */
  static async start(pack: string, env: Record<string, string>): Promise<PackProcess> {
    const cwd = resolve(join(ROOT, "policies"), pack);
    const run = require.resolve("@pulumi/pulumi/cmd/run-policy-pack");
    const child = spawn(process.execPath, [run, "127.0.0.1:1", cwd], {
      cwd,
      env: { PATH: process.env["PATH"], HOME: process.env["HOME"], ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let errors = "";
    child.stderr.on("data", (data: Buffer) => (errors += data.toString()));
    const port = await new Promise<string>((resolve, reject) => {
      child.stdout.once("data", (data: Buffer) => resolve(data.toString().trim()));
      child.once("exit", (code) => reject(new Error(`The pack ${pack} ended with ${code}: ${errors}`)));
    });
    return new PackProcess(child, new AnalyzerClient(`127.0.0.1:${port}`, credentials.createInsecure()));
  }

  info(): Promise<AnalyzerInfo> {
    return answer((done) => this.client.getAnalyzerInfo(new Empty(), done));
  }

  /** Gives policies their properties, as `--policy-pack-config` does. */
  async configure(policies: Record<string, Record<string, JavaScriptValue>>): Promise<void> {
    const request = new analyzer.ConfigureAnalyzerRequest();
    for (const [policy, properties] of Object.entries(policies)) {
      const config = new analyzer.PolicyConfig();
      config.setEnforcementlevel(analyzer.EnforcementLevel.MANDATORY);
      config.setProperties(Struct.fromJavaScript(properties));
      request.getPolicyconfigMap().set(policy, config);
    }
    await answer((done) => this.client.configure(request, done));
  }

  async resource(resource: TestResource): Promise<Verdict[]> {
    const response = await answer<analyzer.AnalyzeResponse>((done) =>
      this.client.analyze(resourceRequest(resource), done),
    );
    return verdictsOf(response, urnOf(resource));
  }

  async stack(resources: readonly TestResource[]): Promise<Verdict[]> {
    const response = await answer<analyzer.AnalyzeResponse>((done) =>
      this.client.analyzeStack(stackRequest(resources), done),
    );
    return verdictsOf(response, "");
  }

  async stop(): Promise<void> {
    this.client.close();
    if (this.child.exitCode !== null) return;
    const ended = new Promise((resolve) => this.child.once("exit", resolve));
    this.child.kill();
    await ended;
  }
}

function answer<T>(ask: (done: (error: Error | null, response: T) => void) => unknown): Promise<T> {
  return new Promise((resolve, reject) => {
    ask((error, response) => (error ? reject(error) : resolve(response)));
  });
}
