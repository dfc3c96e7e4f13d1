"use strict";

// Lets packs require TypeScript without checking its types: the loader that the engine registers takes seconds for
// that. Of the transpilers at hand this one is the quickest, since it remembers what it transpiled.
const { ".js": plain } = require.extensions;
require("tsx/cjs/api").register();
// Only TypeScript needs it; it would look through each of a thousand files of the SDK.
require.extensions[".js"] = plain;
