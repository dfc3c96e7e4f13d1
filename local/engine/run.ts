import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import { ResourceMonitorService } from "@pulumi/pulumi/proto/resource_grpc_pb";
import { messageOf } from "../lib/errors";
import { PolicyPack } from "./analyzers";
import { engineService } from "./engineservice";
import { Judge } from "./judge";
import { monitorService } from "./monitor";
import type { Child, Exit } from "./process";
import { startProgram } from "./program";
import { loadProject } from "./project";
import { Registrar } from "./registrar";
import { type Server, serve } from "./server";
import { Session } from "./session";
import { Callbacks } from "./transforms";
import type { Finding, RunOptions, RunResult } from "./types";
import { rootUrn } from "./urn";

const defaultParallel = 16;
/** How long a program may take to end once there is no engine any more. */
const graceMilliseconds = 500;

/**
 * Runs an unchanged Pulumi program against a double of Pulumi's engine, its resources judged by unchanged policy packs.
 * Whatever the program or a pack does wrong is in the result. Rejects with the signal's reason when it is aborted, and
 * with a UserError when `directory` holds no project; no process is left in any case.
 */
export async function run(options: RunOptions): Promise<RunResult> {
  const started = performance.now();
  options.signal?.throwIfAborted();
  const engine = new Engine(options);
  let abort: () => void = () => undefined;
  const aborted = new Promise<void>((resolve) => {
    abort = resolve;
  });
  options.signal?.addEventListener("abort", abort);
  try {
    await Promise.race([engine.execute(), aborted]);
    options.signal?.throwIfAborted();
    return engine.result((performance.now() - started) / 1000);
  } finally {
    options.signal?.removeEventListener("abort", abort);
    await engine.close();
  }
}

/** The parts of a run and how they end. */
class Engine {
  private readonly project;
  private readonly session;
  private readonly callbacks;
  private readonly registrar: Registrar;
  private readonly judge: Judge;
  private readonly packs: PolicyPack[] = [];
  private program: Child | undefined;
  private server: Server | undefined;
  private stackFindings: Finding[] = [];
  private programIsDone!: () => void;
  private readonly programDone = new Promise<void>((resolve) => {
    this.programIsDone = resolve;
  });

  constructor(private readonly options: RunOptions) {
    this.project = loadProject(options.directory);
    this.session = new Session((event) => options.onEvent?.(event), options.keepGoing === true && options.dryRun);
    this.callbacks = new Callbacks(this.session);
    this.judge = new Judge(this.packs, this.session);
    this.registrar = new Registrar({
      options,
      project: this.project.name,
      directory: this.project.programDirectory,
      session: this.session,
      judge: this.judge,
      callbacks: this.callbacks,
      parallel: options.parallel ?? defaultParallel,
    });
  }

  async execute(): Promise<void> {
    const { session } = this;
    const address = await this.listen();
    // Aborted meanwhile: what started now, nobody would stop.
    if (session.isHalted) return this.close();
    session.emit({ kind: "phase", message: "starting the program and the policy packs" });
    const program = this.launch(address);
    const exited = program.exited.then((exit) => this.concludeProgram(program, exit));
    await Promise.race([this.programDone, exited, session.stopped]);
    if (!session.isHalted && session.errors.length === 0) await this.judgeStack();
    await Promise.race([exited, session.stopped]);
    if (!session.isHalted) return;
    await this.registrar.admission.idle();
    let timer: NodeJS.Timeout | undefined;
    const grace = new Promise((resolve) => {
      timer = setTimeout(resolve, graceMilliseconds);
    });
    await Promise.race([exited, grace]);
    clearTimeout(timer);
  }

  result(seconds: number): RunResult {
    const { registrar, session } = this;
    const entries = registrar.registry.list();
    const resources = entries.flatMap(({ resource }) => (resource ? [resource] : []));
    const places = new Map(resources.map(({ urn }, index) => [urn, index]));
    const place = ({ urn }: { urn: string }) => places.get(urn) ?? Infinity;
    const byPlace = (a: { urn: string }, b: { urn: string }) =>
      place(a) < place(b) ? -1 : place(a) > place(b) ? 1 : 0;
    const findings = [...registrar.admission.findings].sort(byPlace).flatMap((judged) => judged.findings);
    const root = resources.find(({ urn }) => urn === rootUrn(this.options.stack, this.project.name));
    return {
      status: session.status,
      seconds,
      resources,
      outputs: root?.outputs ?? {},
      // Cleaned once more: a secret may have turned up after the message that holds it.
      findings: [...findings, ...this.stackFindings].map((finding) => session.clean(finding)),
      charts: [...registrar.charts].sort(byPlace),
      changed: resources.map(({ urn }) => urn).filter((urn) => registrar.admission.changed.has(urn)),
      notApplied: resources.map(({ urn }) => urn).filter((urn) => registrar.admission.notApplied.has(urn)),
      errors: session.errors.map((error) => session.scrubber.scrub(error)),
    };
  }

  async close(): Promise<void> {
    this.session.halt();
    this.callbacks.close();
    this.program?.kill();
    await Promise.allSettled([this.program?.exited, ...this.packs.map((pack) => pack.stop())]);
    this.server?.close();
  }

  private async listen(): Promise<string> {
    const { options, session, registrar, callbacks } = this;
    const monitor = monitorService({
      options,
      project: this.project.name,
      session,
      registrar,
      callbacks,
      onShutdown: this.programIsDone,
    });
    this.server = await serve([
      [ResourceMonitorService, monitor],
      [EngineService, engineService(session)],
    ]);
    return this.server.address;
  }

  /** The program first: it has the most to load. */
  private launch(address: string): Child {
    const { options, session, project } = this;
    const onLine = (stream: "stdout" | "stderr", line: string) => session.output(stream, `${line}\n`);
    const parallel = options.parallel ?? defaultParallel;
    const program = startProgram({ project, options, address, parallel, onLine });
    this.program = program;
    for (const source of options.packs ?? []) {
      const pack = new PolicyPack(source, { options, project: project.name, address, onLine });
      pack.ready.catch((error: unknown) => session.fail(messageOf(error)));
      this.packs.push(pack);
    }
    return program;
  }

  private async judgeStack(): Promise<void> {
    const { session, registrar } = this;
    try {
      session.emit({ kind: "phase", message: "judging the stack as a whole" });
      this.stackFindings = await session.until(this.judge.judgeStack(registrar.finalResources()));
      session.report(this.stackFindings);
    } catch (error) {
      session.fail(messageOf(error));
    }
  }

  /** A program that fails without a word, or outside of the SDK's care, still gets a reason. */
  private concludeProgram(program: Child, { code, signal }: Exit): void {
    if (this.session.isHalted || (code === 0 && signal === null) || this.session.errors.length > 0) return;
    const ending = signal ? `was ended by ${signal}` : `ended with exit status ${code}`;
    this.session.error(program.stderr() || `the program ${ending} without a message`);
  }
}
