import { messageOf } from "../lib/errors";
import { aliasUrns } from "./aliases";
import type { FinalResource } from "./analysis";
import { type Applied, apply } from "./apply";
import { construct, isConstructed } from "./construct";
import { dependenciesOf, type Goal } from "./goal";
import { plain } from "./inspect";
import type { Judge, Verdict } from "./judge";
import { checkKubernetes } from "./kubernetes";
import { inheritProvider, inheritProviders, providerRequest, Providers } from "./providers";
import { Line, Slots } from "./queue";
import { type Entry, Registry } from "./registry";
import { type Session, Stopped } from "./session";
import { type Callbacks, transform } from "./transforms";
import type { ChartReport, Finding, RegisteredResource, RunOptions } from "./types";
import { isProviderType, parseReference } from "./urn";
import type { Properties } from "./values";

/** A resource that was registered, and what the program is told of it. */
export interface Registered {
  entry: Entry;
  applied: Applied;
}

export interface RegistrarContext {
  options: RunOptions;
  project: string;
  /** Folder of the program, for paths in its inputs. */
  directory: string;
  session: Session;
  judge: Judge;
  callbacks: Callbacks;
  parallel: number;
}

/** Takes resources from the wish of the program to their place in the result. */
export class Registrar {
  readonly registry = new Registry();
  readonly providers: Providers;
  readonly findings: { urn: string; findings: Finding[] }[] = [];
  readonly charts: ChartReport[] = [];
  readonly changed = new Set<string>();
  readonly notApplied = new Set<string>();
  /** Resources are accepted one after the other, so that what a mandatory finding stops does not depend on chance. */
  private readonly line = new Line();
  private readonly slots: Slots;
  private readonly running = new Set<Promise<unknown>>();

  constructor(private readonly context: RegistrarContext) {
    this.slots = new Slots(context.parallel);
    const { options, project } = context;
    this.providers = new Providers({
      stack: options.stack,
      project,
      config: options.config,
      dryRun: options.dryRun,
      registry: this.registry,
      register: async (goal) => {
        await this.register(goal);
      },
    });
  }

  /** Registers a resource. Whatever goes wrong stops the run: the program is only told that there is no more engine. */
  async register(goal: Goal): Promise<Registered> {
    const { session } = this.context;
    session.ensureRunning();
    try {
      return await session.until(this.process(goal, this.registry.reserve(goal)));
    } catch (error) {
      if (!(error instanceof Stopped)) session.fail(messageOf(error));
      throw new Stopped();
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
    this.registry.accept(entry);
    entry.resource = { ...describe(entry.goal), outputs, id };
    entry.settle();
    session.emit({ kind: "resource", resource: entry.resource });
  }

  /** What a component, or the stack, says that it has made. */
  setOutputs(urn: string, outputs: Properties): void {
    const resource = this.registry.get(urn)?.resource;
    if (!resource) throw new Error(`outputs of '${urn}', which is not registered`);
    this.context.session.scrubber.learn(outputs);
    resource.outputs = outputs;
  }

  /** What the packs are asked about at the end: everything, resources that were only read included. */
  finalResources(): FinalResource[] {
    return this.registry.list().flatMap(({ goal, resource }) => {
      if (!resource) return [];
      const provider = goal.custom ? this.providers.resource(goal.options.getProvider()) : undefined;
      return [{ goal, resource, provider }];
    });
  }

  /** Waits until nothing is being applied any more. */
  async idle(): Promise<void> {
    await Promise.allSettled(this.running);
  }

  private async process(goal: Goal, entry: Entry): Promise<Registered> {
    await this.parentAccepted(goal);
    inheritProvider(goal, this.registry);
    await transform(goal, this.registry, this.context.callbacks);
    this.context.session.scrubber.learn(goal.inputs);
    inheritProviders(goal, this.registry);
    goal.aliases = aliasUrns(goal, this.context.options.stack, this.context.project);
    await this.dependenciesSettled(goal);
    await this.chooseProvider(goal);
    const registered = goal.remote ? await this.assemble(entry) : await this.accept(entry, goal.inputs);
    entry.settle();
    return registered;
  }

  private async parentAccepted(goal: Goal): Promise<void> {
    if (goal.parent === "") return;
    const parent = this.registry.get(goal.parent);
    if (!parent) throw new Error(`could not find parent resource ${goal.parent}`);
    await parent.accepted;
    const options = parent.goal.options;
    if (!goal.options.hasProtect() && options.hasProtect()) goal.options.setProtect(options.getProtect() === true);
  }

  private async dependenciesSettled(goal: Goal): Promise<void> {
    for (const urn of dependenciesOf(goal)) {
      const dependency = this.registry.get(urn);
      if (!dependency) throw new Error(`resource '${goal.urn}' depends on '${urn}', which is not registered`);
      await dependency.settled;
    }
  }

  private async chooseProvider(goal: Goal): Promise<void> {
    const { options, urn, type } = goal;
    if (isProviderType(type)) {
      if (options.getVersion() !== "") goal.inputs = { ...goal.inputs, version: options.getVersion() };
    } else if (goal.custom || goal.remote) {
      await this.registry.get(parseReference(options.getProvider())?.urn ?? "")?.settled;
      options.setProvider(await this.providers.reference(options.getProvider(), providerRequest(goal), urn));
    }
  }

  /** A component of a provider's plugin: Pulumi's plugins register it without inputs, and so do the policies see it. */
  private async assemble(entry: Entry): Promise<Registered> {
    const { goal } = entry;
    if (!isConstructed(goal.type)) {
      throw new Error(
        `'${goal.urn}' is made by a provider's plugin, which this engine does not have; it knows charts only`,
      );
    }
    const registered = await this.accept(entry, {});
    const namespace = plain(this.providers.resource(goal.options.getProvider())?.inputs["namespace"]);
    const { outputs, report } = await construct(goal, {
      renderer: this.context.options.charts,
      directory: this.context.directory,
      session: this.context.session,
      registry: this.registry,
      namespace: typeof namespace === "string" ? namespace : "default",
      register: (child) => this.register(child),
    });
    if (report) this.charts.push(report);
    if (report?.rendered === false && !this.context.options.dryRun) this.notApplied.add(goal.urn);
    if (entry.resource) entry.resource.outputs = outputs;
    return { entry, applied: { ...registered.applied, outputs } };
  }

  private async accept(entry: Entry, judged: Properties): Promise<Registered> {
    const place = this.line.join();
    const slot = this.slots.acquire();
    try {
      await slot;
      const { goal } = entry;
      const provider = goal.custom ? this.providers.resource(goal.options.getProvider()) : undefined;
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

  private conclude(entry: Entry, { inputs, findings }: Verdict): void {
    const { goal } = entry;
    this.context.session.ensureRunning();
    this.findings.push({ urn: goal.urn, findings });
    if (this.context.session.report(findings)) throw new Stopped();
    this.registry.accept(entry);
    if (!goal.remote) goal.inputs = inputs;
  }

  private async realise(entry: Entry): Promise<Registered> {
    const { options, session } = this.context;
    const { goal } = entry;
    const provider = this.providers.resource(goal.options.getProvider());
    const applied = await apply(goal, provider, options, session);
    if (applied.changed) this.changed.add(goal.urn);
    if (applied.skipped) this.notApplied.add(goal.urn);
    const id = isProviderType(goal.type) && !options.dryRun ? this.providers.idOf(goal.urn) : applied.id;
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
