import { TransformResourceOptions } from "@pulumi/pulumi/proto/resource_pb";
import { createHash } from "node:crypto";
import type { ProviderResource } from "./analysis";
import type { Goal } from "./goal";
import type { Registry } from "./registry";
import { createUrn, isProviderType, packageOf, parseReference, providedPackage, providerType, typeOf } from "./urn";
import type { Properties } from "./values";
import { UNKNOWN_STRING } from "./wire";

/** Which plugin a resource or invoke needs when it names no provider. */
export interface ProviderRequest {
  packageName: string;
  version: string;
  pluginDownloadUrl: string;
}

export interface ProvidersContext {
  stack: string;
  project: string;
  config: Record<string, string>;
  dryRun: boolean;
  registry: Registry;
  /** Registers a provider resource like any other, policies included. */
  register: (goal: Goal) => Promise<void>;
}

/** Thrown for a package whose default provider `pulumi:disable-default-providers` forbids. */
export class DefaultProviderDenied extends Error {
  constructor(packageName: string, user: string) {
    super(`Default provider for '${packageName}' disabled. '${user}' must use an explicit provider.`);
  }
}

/** Explicit and default providers. */
export class Providers {
  private readonly defaults = new Map<string, Promise<string>>();

  constructor(private readonly context: ProvidersContext) {}

  /** The reference to use: the explicit one, or the package's default provider, which is registered at its first use. */
  async reference(explicit: string, request: ProviderRequest, user: string): Promise<string> {
    if (explicit !== "") {
      const known = this.resource(explicit);
      if (!known) throw new Error(`unknown provider '${explicit}' for resource '${user}'`);
      return explicit;
    }
    const { packageName, version, pluginDownloadUrl } = request;
    if (packageName !== "pulumi" && this.isDenied(packageName)) throw new DefaultProviderDenied(packageName, user);
    const key = [packageName, version, pluginDownloadUrl].join("-");
    const known = this.defaults.get(key) ?? this.registerDefault(request);
    this.defaults.set(key, known);
    return known;
  }

  /** The provider that a reference names, when it is registered. */
  resource(reference: string): ProviderResource | undefined {
    const resource = this.context.registry.get(parseReference(reference)?.urn ?? "")?.resource;
    return resource && { urn: resource.urn, type: resource.type, inputs: resource.inputs };
  }

  /** As in Pulumi's previews, a provider that is not there yet has an unknown id. */
  idOf(urn: string): string {
    if (this.context.dryRun) return UNKNOWN_STRING;
    const digits = createHash("sha256").update(urn).digest("hex");
    return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, "$1-$2-$3-$4-$5");
  }

  private isDenied(packageName: string): boolean {
    const setting = this.context.config["pulumi:disable-default-providers"];
    if (!setting) return false;
    return parseList(setting).some((entry) => ["*", packageName].includes(entry.trim()));
  }

  private async registerDefault(request: ProviderRequest): Promise<string> {
    const { stack, project, register } = this.context;
    const type = providerType(request.packageName);
    const name = defaultName(request);
    const urn = createUrn(stack, project, "", type, name);
    await register({
      urn,
      type,
      name,
      custom: true,
      remote: false,
      // Like Pulumi's, it has no parent, not even the stack.
      parent: "",
      inputs: this.defaultInputs(request),
      propertyDependencies: new Map(),
      options: new TransformResourceOptions(),
      aliases: [],
      transforms: [],
    });
    return `${urn}::${this.idOf(urn)}`;
  }

  private defaultInputs({ packageName, version }: ProviderRequest): Properties {
    const prefix = `${packageName}:`;
    const own = Object.entries(this.context.config).filter(([key]) => key.startsWith(prefix));
    const inputs = Object.fromEntries(own.map(([key, value]) => [key.slice(prefix.length), value]));
    return version === "" ? inputs : { ...inputs, version };
  }
}

function parseList(setting: string): string[] {
  try {
    return (JSON.parse(setting) as unknown[]).map(String);
  } catch {
    throw new Error(`pulumi:disable-default-providers must be a list of package names, got ${setting}; write ["*"]`);
  }
}

/** `default_4_34_2`: one default provider per version of a package. */
function defaultName({ version, pluginDownloadUrl }: ProviderRequest): string {
  return ["default", ...version.split(/[.+-]/), pluginDownloadUrl.replace(/[^\w.]+/g, "_")]
    .filter((part) => part !== "")
    .join("_");
}

export function providerRequest({ type, options }: Goal): ProviderRequest {
  return {
    packageName: packageOf(type),
    version: options.getVersion(),
    pluginDownloadUrl: options.getPluginDownloadUrl().replace(/\/$/, ""),
  };
}

/** Sets the provider that the goal's options, its parent or the components above it name, when one does. */
export function inheritProvider(goal: Goal, registry: Registry): void {
  const { options, type } = goal;
  if (options.getProvider() !== "" || isProviderType(type)) return;
  const parent = registry.get(goal.parent)?.goal.options;
  const inherited = parent?.getProvider() ?? "";
  const packageName = packageOf(type);
  const isComponent = !goal.custom && !goal.remote;
  if (isComponent || providedPackage(typeOf(parseReference(inherited)?.urn ?? "")) === packageName) {
    options.setProvider(inherited);
  } else {
    options.setProvider(options.getProvidersMap().get(packageName) ?? parent?.getProvidersMap().get(packageName) ?? "");
  }
}

/** Components hand the providers of the components above them down. */
export function inheritProviders(goal: Goal, registry: Registry): void {
  const parent = registry.get(goal.parent)?.goal;
  if (goal.custom || !parent || parent.custom) return;
  const own = goal.options.getProvidersMap();
  for (const [name, reference] of parent.options.getProvidersMap().entries()) {
    if (!own.has(name)) own.set(name, reference);
  }
}
