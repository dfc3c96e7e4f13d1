import * as grpc from "@grpc/grpc-js";
import { messageOf } from "../lib/errors";
import { withoutStack } from "./messages";
import { type Child, startNode } from "./process";
import { inheritedEnvironment, locateScript } from "./program";
import { channelOptions } from "./server";
import type { RunOptions } from "./types";

export interface PackContext {
  options: RunOptions;
  project: string;
  /** Where the engine listens. */
  address: string;
  onLine: (stream: "stdout" | "stderr", line: string) => void;
}

export type Method<Response> = Pick<grpc.MethodDefinition<unknown, Response>, "path" | "responseDeserialize">;

/** Thrown for a method that the pack's SDK does not have yet. */
export class Unimplemented extends Error {}

const startMilliseconds = 60_000;
/** How long the end of a process may trail behind the end of its connections. */
const lastWordsMilliseconds = 2_000;

/** The process of a policy pack, and the connection to it. */
export class PackProcess {
  private client: grpc.Client | undefined;
  private child: Child | undefined;

  constructor(
    private readonly directory: string,
    private readonly context: PackContext,
  ) {}

  async start(): Promise<void> {
    const port = await this.launch();
    this.client = new grpc.Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), channelOptions);
  }

  /** Requests arrive encoded: several packs get the same bytes. */
  async call<Response>(method: Method<Response>, request: Uint8Array): Promise<Response> {
    const { client } = this;
    if (!client) throw new Error("it has not started");
    try {
      return await new Promise<Response>((resolve, reject) => {
        client.makeUnaryRequest(
          method.path,
          (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
          method.responseDeserialize,
          request,
          (error, response) => {
            if (error || response === undefined) reject(error ?? new Error("it gave no answer"));
            else resolve(response);
          },
        );
      });
    } catch (error) {
      throw await this.reasonOf(error as Partial<grpc.ServiceError>);
    }
  }

  /** Resolves when the process is gone. */
  async stop(): Promise<void> {
    this.client?.close();
    this.child?.kill();
    await this.child?.exited.catch(() => undefined);
  }

  /** The pack's first line of output is the port on which it serves. */
  private async launch(): Promise<number> {
    const { address, onLine } = this.context;
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<number>((resolve, reject) => {
        let served = false;
        // Last words of a pack that cannot start are told as its error; here they would come with the SDK's stack.
        const held: (() => void)[] = [];
        this.child = startNode({
          script: locateScript("@pulumi/pulumi/cmd/run-policy-pack", this.directory),
          args: [address, this.directory],
          directory: this.directory,
          env: environment(this.context),
          onLine: (stream, line) => {
            if (served || (stream === "stderr" && process.env["DEBUG"])) return onLine(stream, line);
            if (stream === "stderr" || !/^\d+$/.test(line)) return void held.push(() => onLine(stream, line));
            served = true;
            held.forEach((forward) => forward());
            resolve(Number(line));
          },
        });
        const late = new Error(`it did not serve within ${startMilliseconds / 1000} s`);
        timer = setTimeout(() => reject(late), startMilliseconds);
        this.child.exited.then(() => reject(this.ended()), reject);
      });
    } finally {
      clearTimeout(timer);
    }
  }

  /** When the process is gone, its last words say more than the broken connection. */
  private async reasonOf({ code, details, message }: Partial<grpc.ServiceError>): Promise<Error> {
    const reason = new Error(withoutStack(details ?? message ?? ""));
    if (code === grpc.status.UNIMPLEMENTED) return new Unimplemented(details);
    if (code !== grpc.status.UNAVAILABLE) return reason;
    let timer: NodeJS.Timeout | undefined;
    const alive = new Promise<"alive">((resolve) => {
      timer = setTimeout(() => resolve("alive"), lastWordsMilliseconds);
    });
    const outcome = await Promise.race([this.child?.exited, alive]);
    clearTimeout(timer);
    return outcome === "alive" ? reason : this.ended();
  }

  private ended(): Error {
    return new Error(`its process ended: ${withoutStack(this.child?.stderr() ?? "") || "it said nothing"}`);
  }
}

/** As from the Pulumi CLI. */
function environment({ options, project }: PackContext): NodeJS.ProcessEnv {
  const about: Record<string, string> = {
    ORGANIZATION: options.organization ?? "",
    PROJECT: project,
    STACK: options.stack,
    DRY_RUN: String(options.dryRun),
  };
  const variables = Object.entries(about).filter(([, value]) => value !== "");
  return {
    ...inheritedEnvironment(),
    ...Object.fromEntries(variables.map(([name, value]) => [`PULUMI_${name}`, value])),
    ...Object.fromEntries(variables.map(([name, value]) => [`PULUMI_NODEJS_${name}`, value])),
    PULUMI_CONFIG: JSON.stringify(options.config),
    PULUMI_NODEJS_TYPESCRIPT: "true",
  };
}

/** The error as the user sees it: which pack, and what it said. */
export function packError(name: string, error: unknown): Error {
  return new Error(`policy pack "${name}" failed: ${withoutStack(messageOf(error))}`);
}
