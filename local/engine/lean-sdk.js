"use strict";

// Loaded before the SDK, into programs and packs that the engine starts and into tests. Changes nothing that a program
// can tell: what the SDK does for people who look closely is left out, what it loads in advance is loaded when needed, and
// what it reads again and again is read once. Under Pulumi's own engine none of this is there.

const modules = require("node:module");

const load = modules._load;
const inSdk = (parent) => /@pulumi.pulumi.(?!node_modules)/.test(parent?.filename ?? "");

/**
 * What is loaded when it is needed. For functions that are serialized into state the SDK loads npm's dependency resolver
 * and a TypeScript compiler, half of its own start; few programs have such a function, or drive Pulumi themselves.
 */
const heavy = {
  "@npmcli/arborist": /@pulumi.pulumi.runtime.closure/,
  "../../typescript-shim": /@pulumi.pulumi.runtime.closure/,
  "./automation": /@pulumi.pulumi.index\.js$/,
};

/**
 * For packs the SDK loads a compiler whatever they are written in, which takes longer than the pack itself. These say
 * that they are there, and come with the first file of TypeScript that no loader of the pack's own takes.
 */
const compilers = {
  typescript: (parent) => ({ version: parent.require("typescript/package.json").version }),
  "ts-node": (parent) => ({
    VERSION: parent.require("ts-node/package.json").version,
    register(options) {
      const { _extensions: extensions } = modules;
      const names = [".ts", ".tsx", ".cts", ".mts"];
      for (const name of names) {
        extensions[name] = (module, file) => {
          for (const other of names) delete extensions[other];
          load.call(modules, "ts-node", parent).register(options);
          (extensions[name] ?? extensions[".js"])(module, file);
        };
      }
    },
  }),
};

const startsPacks = /@pulumi.pulumi.(tsutils|cmd.run-policy-pack.run)\.js$/;

modules._load = function (request, parent, ...rest) {
  const filename = parent?.filename ?? "";
  if (heavy[request]?.test(filename)) {
    // An ES module to the SDK, which would copy all that is in any other.
    const get = (_, key) => key === "__esModule" || load.call(modules, request, parent, ...rest)[key];
    return new Proxy({}, { get });
  }
  if (request in compilers && startsPacks.test(filename)) return compilers[request](parent);
  const loaded = load.call(this, request, parent, ...rest);
  if (!process.env.DEBUG && inSdk(parent)) {
    if (/\/debuggable$/.test(request)) withoutStacks(loaded);
    if (/\/v8Hooks$/.test(request)) withoutDebugger(loaded);
    if (/\/resource$/.test(request) && loaded.Resource) loaded.Resource.callsites = () => [];
  }
  if (request === "./deserialize" && /@pulumi.policy.server\.js$/.test(filename)) readingOnce(loaded);
  return loaded;
};

const done = new WeakSet();

/**
 * From its start on the SDK debugs its own process, to know the files of functions that it may have to serialize. While
 * somebody debugs, every promise takes six times as long: this lets it begin with the first such function.
 */
function withoutDebugger(hooks) {
  if (done.has(hooks)) return;
  done.add(hooks);
  const { getSessionAsync } = hooks;
  let announced = false;
  hooks.isInitializedAsync = () => Promise.resolve();
  hooks.getSessionAsync = async () => {
    const session = await getSessionAsync();
    if (announced) return session;
    announced = true;
    // It listens now, and is told once more of the files that were loaded before.
    for (const command of ["Debugger.disable", "Debugger.enable"]) session.post(command);
    return session;
  };
}

/**
 * The SDK notes where each of some thirty promises of a resource was made, and with each resource it sends the program's
 * whole stack, both mapped back to TypeScript: a quarter of the time of a program with many resources, seen by nobody.
 */
function withoutStacks(debuggable) {
  const { debuggablePromise } = debuggable;
  if (!debuggablePromise || done.has(debuggable)) return;
  done.add(debuggable);
  debuggable.debuggablePromise = (promise, context) => {
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    try {
      return debuggablePromise(promise, context);
    } finally {
      Error.stackTraceLimit = stackTraceLimit;
    }
  };
}

/**
 * For every policy the SDK reads all properties of a resource out of the engine's message anew, which takes longer than
 * the rules do. Policies that only look at them share what was read.
 */
function readingOnce(deserialize) {
  if (done.has(deserialize)) return;
  done.add(deserialize);
  const { deserializeProperties } = deserialize;
  const known = new WeakMap();
  deserialize.deserializeProperties = (message, secrets) => {
    // Remediations change what they get, and know of secrets.
    const properties = (secrets ? undefined : known.get(message)) ?? deserializeProperties(message, secrets);
    if (!secrets) known.set(message, properties);
    return properties;
  };
}
