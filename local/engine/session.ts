import { withoutStack } from "./messages";
import { Scrubber } from "./scrub";
import type { EngineEvent, Finding, RunResult } from "./types";

/** Thrown by whatever is still under way after the engine stopped. Never shown: the reason is in the result. */
export class Stopped extends Error {
  constructor() {
    super("the engine has stopped");
  }
}

const idleMilliseconds = 3_000;

/** One run: why it stopped, what it has to say, and which texts must stay secret. */
export class Session {
  readonly scrubber = new Scrubber();
  readonly errors: string[] = [];
  readonly stopped: Promise<void>;
  private stop!: () => void;
  private halted = false;
  private violated = false;
  private requests = 0;
  private idle: NodeJS.Timeout | undefined;

  constructor(
    private readonly onEvent: (event: EngineEvent) => void,
    /** Reports every mandatory finding of a preview instead of the first. */
    private readonly keepGoing: boolean,
  ) {
    this.stopped = new Promise((resolve) => {
      this.stop = resolve;
    });
  }

  get isHalted(): boolean {
    return this.halted;
  }

  get status(): RunResult["status"] {
    if (this.errors.length > 0) return "failed";
    return this.violated ? "violated" : "succeeded";
  }

  /** Stops the run because something other than a policy went wrong. */
  fail(message: string): void {
    if (this.halted) return;
    this.error(message);
    this.halt();
  }

  /** An error that the program logged; it goes on with what it has under way. */
  error(message: string, urn?: string): void {
    if (this.halted) return;
    const clean = this.scrubber.scrub(withoutStack(message));
    if (!this.errors.includes(clean)) this.errors.push(clean);
    this.onEvent({ kind: "log", severity: "error", message: clean, ...(urn ? { urn } : {}) });
    this.watch();
  }

  /** Runs a request of the program. */
  async active<T>(work: () => Promise<T>): Promise<T> {
    this.requests++;
    clearTimeout(this.idle);
    try {
      return await work();
    } finally {
      this.requests--;
      this.watch();
    }
  }

  /** Reports findings. True when one of them forbids to go on. */
  report(findings: readonly Finding[]): boolean {
    for (const finding of findings) this.onEvent({ kind: "finding", finding });
    if (!findings.some(({ level }) => level === "mandatory")) return false;
    this.violated = true;
    if (!this.keepGoing) this.halt();
    return !this.keepGoing;
  }

  /** A finding as people may read it. */
  clean(finding: Finding): Finding {
    const message = this.scrubber.scrub(finding.message);
    return finding.remedy === undefined
      ? { ...finding, message }
      : { ...finding, message, remedy: this.scrubber.scrub(finding.remedy) };
  }

  log(severity: "debug" | "info" | "warning", message: string, urn?: string): void {
    this.onEvent({ kind: "log", severity, message: this.scrubber.scrub(message), ...(urn ? { urn } : {}) });
  }

  output(stream: "stdout" | "stderr", text: string): void {
    this.onEvent({ kind: "output", stream, text: this.scrubber.scrub(text) });
  }

  emit(event: Extract<EngineEvent, { kind: "phase" | "resource" }>): void {
    this.onEvent(event);
  }

  /** Waits for `work`, but not beyond the end of the run. */
  async until<T>(work: Promise<T>): Promise<T> {
    return Promise.race([
      work,
      this.stopped.then((): T => {
        throw new Stopped();
      }),
    ]);
  }

  ensureRunning(): void {
    if (this.halted) throw new Stopped();
  }

  /** Ends what is still waiting. */
  halt(): void {
    clearTimeout(this.idle);
    this.halted = true;
    this.stop();
  }

  /** A program that has failed may still have a timer or a connection that keeps its process alive for ever. */
  private watch(): void {
    clearTimeout(this.idle);
    if (this.halted || this.requests > 0 || this.errors.length === 0) return;
    this.idle = setTimeout(() => this.halt(), idleMilliseconds);
  }
}
