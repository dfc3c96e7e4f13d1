import { type Applied, apply } from "./apply";
import { dependenciesOf, type Goal } from "./goal";
import type { Judge, Verdict } from "./judge";
import { checkKubernetes } from "./kubernetes";
import type { Providers } from "./providers";
import { Line, Slots } from "./queue";
import type { Entry, Registry } from "./registry";
import { type Session, Stopped } from "./session";
import type { Finding, RegisteredResource, RunOptions } from "./types";
import { isProviderType } from "./urn";
import type { Properties } from "./values";

/** A resource that was registered, and what the program is told of it. */
export interface Registered {
  entry: Entry;
  applied: Applied;
}

export interface AdmissionContext {
  options: RunOptions;
  session: Session;
  judge: Judge;
  registry: Registry;
  providers: Providers;
  parallel: number;
}

/**
 * Judges resources and makes them real, several at the same time. They are accepted one after the other all the same, so
 * that what a mandatory finding stops does not depend on chance.
 */
export class Admission {
  readonly findings: { urn: string; findings: Finding[] }[] = [];
  readonly changed = new Set<string>();
  readonly notApplied = new Set<string>();
  private readonly line = new Line();
  private readonly slots: Slots;
  private readonly running = new Set<Promise<unknown>>();

  constructor(private readonly context: AdmissionContext) {
    this.slots = new Slots(context.parallel);
  }

  /** Takes a resource up whose dependencies are settled. `judged` are the inputs that the policies see. */
  async admit(entry: Entry, judged: Properties): Promise<Registered> {
    const place = this.line.join();
    const slot = this.slots.acquire();
    try {
      await slot;
      const { goal } = entry;
      const provider = goal.custom ? this.context.providers.resource(goal.options.getProvider()) : undefined;
      const inputs = checkKubernetes(goal, judged);
      this.context.session.scrubber.learn(inputs);
      const verdict = this.context.judge.judge(goal, inputs, provider);
      // Its error counts when its turn has come, like everything about this resource.
      verdict.catch(() => undefined);
      await place.turn;
      this.conclude(entry, await verdict);
      place.leave();
      return await this.tracked(this.realise(entry));
    } finally {
      place.leave();
      this.slots.release();
    }
  }

  /** A resource that exists outside of the program, once it was read. */
  async addExternal(entry: Entry, id: string, outputs: Properties): Promise<void> {
    const { session } = this.context;
    session.scrubber.learn([entry.goal.inputs, outputs]);
    const place = this.line.join();
    await place.turn;
    place.leave();
    session.ensureRunning();
    this.context.registry.accept(entry);
    entry.resource = { ...describe(entry.goal), outputs, id };
    entry.settle();
    session.emit({ kind: "resource", resource: entry.resource });
  }

  /** Waits until nothing is being applied any more. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.running);
  }

  private conclude(entry: Entry, { inputs, findings }: Verdict): void {
    const { goal } = entry;
    this.context.session.ensureRunning();
    this.findings.push({ urn: goal.urn, findings });
    if (this.context.session.report(findings)) throw new Stopped();
    this.context.registry.accept(entry);
    if (!goal.remote) goal.inputs = inputs;
  }

  private async realise(entry: Entry): Promise<Registered> {
    const { options, session } = this.context;
    const { goal } = entry;
    const provider = this.context.providers.resource(goal.options.getProvider());
    const applied = await apply(goal, provider, options, session);
    if (applied.changed) this.changed.add(goal.urn);
    if (applied.skipped) this.notApplied.add(goal.urn);
    const id = isProviderType(goal.type) && !options.dryRun ? this.context.providers.idOf(goal.urn) : applied.id;
    entry.resource = { ...describe(goal), outputs: applied.outputs, ...(id ? { id } : {}) };
    session.emit({
      kind: "resource",
      resource: entry.resource,
      ...(options.dryRun ? {} : { changed: applied.changed }),
    });
    return { entry, applied };
  }

  private async tracked<T>(work: Promise<T>): Promise<T> {
    this.running.add(work);
    try {
      return await work;
    } finally {
      this.running.delete(work);
    }
  }
}

function describe(goal: Goal): Omit<RegisteredResource, "outputs" | "id"> {
  const { urn, type, name, parent, custom, options, aliases, inputs } = goal;
  const provider = options.getProvider();
  return {
    urn,
    type,
    name,
    ...(parent === "" ? {} : { parent }),
    custom,
    ...(custom && provider !== "" ? { provider } : {}),
    dependencies: dependenciesOf(goal),
    propertyDependencies: Object.fromEntries(
      [...goal.propertyDependencies].flatMap(([property, urns]) =>
        urns.size > 0 ? [[property, [...urns].sort()]] : [],
      ),
    ),
    protect: options.getProtect() === true,
    aliases,
    inputs,
  };
}
