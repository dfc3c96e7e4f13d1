import * as pulumi from "@pulumi/pulumi";
import { version } from "./package.json";

/** What the provider knows a value as. `In` is what a program may give for it, `Out` what it gets. */
export interface Type<In, Out = In> {
  readonly kind: "string" | "number" | "boolean" | "list" | "map" | "object";
  /** Of a list or a map. */
  readonly element?: AnyType;
  /** Of an object. */
  readonly members?: Properties;
  /** For the compiler alone. */
  readonly given?: In;
  readonly got?: Out;
}

/**
 * `required` and `optional` inputs come back as they were given; `defaulted` ones have a value even where none was
 * given; `computed` ones only GitLab gives.
 */
export type Usage = "required" | "optional" | "defaulted" | "computed";

export interface Property<T extends AnyType, U extends Usage> {
  readonly type: T;
  readonly usage: U;
}

// The compiler infers the exact types; these only bound them.
type AnyType = Type<unknown, unknown>;
export type Properties = Record<string, Property<AnyType, Usage>>;

type In<T> = T extends { given?: infer I } ? Exclude<I, undefined> : never;
type Out<T> = T extends { got?: infer O } ? Exclude<O, undefined> : never;
type Keys<P extends Properties, U extends Usage> = { [K in keyof P]: P[K]["usage"] extends U ? K : never }[keyof P];

/** Arguments of a resource. */
export type ArgsOf<P extends Properties> = {
  [K in keyof P as K extends Keys<P, "required"> ? K : never]: pulumi.Input<In<P[K]["type"]>>;
} & {
  [K in keyof P as K extends Keys<P, "optional" | "defaulted"> ? K : never]?: pulumi.Input<
    In<P[K]["type"]> | undefined
  >;
};

/** Properties of a resource that exists, or will. */
export type OutputsOf<P extends Properties> = {
  readonly [K in keyof P]: pulumi.Output<
    P[K]["usage"] extends "optional" ? Out<P[K]["type"]> | undefined : Out<P[K]["type"]>
  >;
};

/** An object inside of a resource, as a program gets it. */
type MembersOf<P extends Properties> = {
  [K in keyof P as K extends Keys<P, "required"> ? K : never]: Out<P[K]["type"]>;
} & {
  [K in keyof P as K extends Keys<P, "required"> ? never : K]?: Out<P[K]["type"]>;
};

export const string: Type<string> = { kind: "string" };
/** A whole number: GitLab has no others. */
export const number: Type<number> = { kind: "number" };
export const boolean: Type<boolean> = { kind: "boolean" };

export function list<T extends AnyType>(element: T): Type<pulumi.Input<In<T>>[], Out<T>[]> {
  return { kind: "list", element };
}

export function map<T extends AnyType>(element: T): Type<Record<string, pulumi.Input<In<T>>>, Record<string, Out<T>>> {
  return { kind: "map", element };
}

export function object<P extends Properties>(members: P): Type<ArgsOf<P>, MembersOf<P>> {
  return { kind: "object", members };
}

export function required<T extends AnyType>(type: T): Property<T, "required"> {
  return { type, usage: "required" };
}

export function optional<T extends AnyType>(type: T): Property<T, "optional"> {
  return { type, usage: "optional" };
}

export function defaulted<T extends AnyType>(type: T): Property<T, "defaulted"> {
  return { type, usage: "defaulted" };
}

export function computed<T extends AnyType>(type: T): Property<T, "computed"> {
  return { type, usage: "computed" };
}

/** A class of resources, as the packages that Pulumi generates have them. */
export interface ResourceClass<P extends Properties> {
  new (name: string, args: ArgsOf<P>, opts?: pulumi.CustomResourceOptions): pulumi.CustomResource & OutputsOf<P>;
  /** Token of the type. */
  readonly __pulumiType: string;
  readonly properties: P;
  /** Properties that are encrypted in the state, given or got. */
  readonly secrets: readonly string[];
  /** One that exists, by its ID at the provider. */
  get(
    name: string,
    id: pulumi.Input<pulumi.ID>,
    state?: Partial<ArgsOf<P>>,
    opts?: pulumi.CustomResourceOptions,
  ): pulumi.CustomResource & OutputsOf<P>;
}

/**
 * Makes the class of a resource.
 * @param token the provider's name of the type
 * @param secrets properties that are encrypted in the state, given or got
 */
export function resource<P extends Properties>(
  token: string,
  properties: P,
  secrets: (keyof P & string)[] = [],
): ResourceClass<P> {
  class GitlabResource extends pulumi.CustomResource {
    static readonly __pulumiType = token;
    static readonly properties = properties;
    static readonly secrets = secrets;

    static get(
      name: string,
      id: pulumi.Input<pulumi.ID>,
      state: Record<string, unknown> = {},
      opts: pulumi.CustomResourceOptions = {},
    ) {
      return new this(name, state, { ...opts, id });
    }

    /** @throws Error without a required property, before anything is registered */
    constructor(name: string, args: Record<string, unknown>, opts: pulumi.CustomResourceOptions = {}) {
      const exists = opts.id !== undefined || opts.urn !== undefined;
      const props: Record<string, unknown> = {};
      for (const [key, { usage }] of Object.entries(properties)) {
        const given = args[key];
        if (usage === "required" && given === undefined && !exists)
          throw new Error(`Missing required property '${key}'`);
        if (usage === "computed") props[key] = undefined;
        else props[key] = secrets.includes(key) && given !== undefined ? pulumi.secret(given) : given;
      }
      const defaults = { version, additionalSecretOutputs: secrets };
      super(token, name, props, pulumi.mergeOptions(defaults, opts));
    }
  }
  return GitlabResource as unknown as ResourceClass<P>;
}
