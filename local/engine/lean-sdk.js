"use strict";

// Loaded before the SDK, into programs and packs that the engine starts and into tests. Changes nothing that a program
// can tell: what the SDK does for people who look closely is left out, and what it loads in advance is loaded when needed.

const modules = require("node:module");

const load = modules._load;
const inSdk = (parent) => /@pulumi.pulumi.(?!node_modules)/.test(parent?.filename ?? "");

/**
 * For functions that are serialized into state the SDK loads npm's dependency resolver and a TypeScript compiler, half of
 * its own start; few programs have such a function.
 */
const isHeavy = (request, parent) =>
  (request === "@npmcli/arborist" || request === "../../typescript-shim") &&
  /@pulumi.pulumi.runtime.closure/.test(parent?.filename ?? "");

modules._load = function (request, parent, ...rest) {
  if (isHeavy(request, parent)) {
    // An ES module to the SDK, which would copy all that is in any other.
    const get = (_, key) => key === "__esModule" || load.call(modules, request, parent, ...rest)[key];
    return new Proxy({}, { get });
  }
  const loaded = load.call(this, request, parent, ...rest);
  if (!process.env.DEBUG && inSdk(parent)) {
    if (/\/debuggable$/.test(request)) withoutStacks(loaded);
    if (/\/resource$/.test(request) && loaded.Resource) loaded.Resource.callsites = () => [];
  }
  return loaded;
};

const done = new WeakSet();

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
