/** Lets callers pass one after the other, in the order in which they took their place. */
export class Line {
  private last: Promise<void> = Promise.resolve();

  /** Takes a place. The next one's turn comes when `leave` is called. */
  join(): { turn: Promise<void>; leave: () => void } {
    const turn = this.last;
    let pass!: () => void;
    this.last = new Promise((resolve) => {
      pass = resolve;
    });
    // Whoever gives up early lets those behind wait for those before all the same.
    return { turn, leave: () => void turn.then(pass) };
  }
}

/** At most `size` at the same time, first come, first served. */
export class Slots {
  private readonly waiting: (() => void)[] = [];

  constructor(private free: number) {}

  /** Resolves when a slot is ours. */
  async acquire(): Promise<void> {
    if (this.free > 0) this.free--;
    else await new Promise<void>((resolve) => this.waiting.push(resolve));
  }

  release(): void {
    const next = this.waiting.shift();
    if (next) next();
    else this.free++;
  }
}
