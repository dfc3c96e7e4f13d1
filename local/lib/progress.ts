import type { EngineEvent } from "../engine/types";

/** Says on stderr what long work is doing: one line that changes on a terminal, a line per phase elsewhere. */
export class Progress {
  private readonly started = Date.now();
  private registered = 0;
  private phase = "starting";

  constructor(
    private readonly title: string,
    private readonly stream: NodeJS.WriteStream = process.stderr,
  ) {}

  /** A new phase of the work, with the time since the start. */
  step(message: string): void {
    this.phase = message;
    if (this.stream.isTTY) this.redraw();
    else this.stream.write(`${this.title}: ${message} (${this.elapsed()})\n`);
  }

  engineEvent(event: EngineEvent): void {
    switch (event.kind) {
      case "phase":
        return this.step(event.message);
      case "resource":
        this.registered++;
        return this.redraw();
      case "log":
        if (event.severity === "warning") this.print(`${this.title}: warning: ${event.message}`);
        return;
      case "output":
        return this.print(event.text.trimEnd());
      case "finding":
        return;
    }
  }

  /** Leaves the terminal as it was found. */
  end(): void {
    this.clear();
  }

  private print(text: string): void {
    this.clear();
    this.stream.write(`${text}\n`);
  }

  private redraw(): void {
    if (!this.stream.isTTY) return;
    this.clear();
    this.stream.write(`${this.title}: ${this.phase}, ${this.registered} resources (${this.elapsed()})`);
  }

  private clear(): void {
    if (this.stream.isTTY) this.stream.write("\r\x1b[K");
  }

  private elapsed(): string {
    return `${((Date.now() - this.started) / 1000).toFixed(1)} s`;
  }
}
