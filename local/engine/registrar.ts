import { messageOf } from "../lib/errors";
import { Admission, type Registered } from "./admission";
import { aliasUrns } from "./aliases";
import type { FinalResource } from "./analysis";
import { construct, isConstructed } from "./construct";
import { dependenciesOf, type Goal } from "./goal";
import { plain } from "./inspect";
import type { Judge } from "./judge";
import { inheritProvider, inheritProviders, providerRequest, Providers } from "./providers";
import { type Entry, Registry } from "./registry";
import { type Session, Stopped } from "./session";
import { type Callbacks, transform } from "./transforms";
import type { ChartReport, RunOptions } from "./types";
import { isProviderType, parseReference } from "./urn";
import type { Properties } from "./values";

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
  readonly admission: Admission;
  readonly charts: ChartReport[] = [];

  constructor(private readonly context: RegistrarContext) {
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
    this.admission = new Admission({ ...context, registry: this.registry, providers: this.providers });
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

  private async process(goal: Goal, entry: Entry): Promise<Registered> {
    await this.parentAccepted(goal);
    inheritProvider(goal, this.registry);
    await transform(goal, this.registry, this.context.callbacks);
    this.context.session.scrubber.learn(goal.inputs);
    inheritProviders(goal, this.registry);
    goal.aliases = aliasUrns(goal, this.context.options.stack, this.context.project);
    await this.dependenciesSettled(goal);
    await this.chooseProvider(goal);
    const registered = goal.remote ? await this.assemble(entry) : await this.admission.admit(entry, goal.inputs);
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
    const registered = await this.admission.admit(entry, {});
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
    const skipped = report?.rendered === false && !this.context.options.dryRun;
    if (skipped) this.admission.notApplied.add(goal.urn);
    if (entry.resource) entry.resource.outputs = outputs;
    return { entry, applied: { ...registered.applied, outputs, skipped } };
  }
}
