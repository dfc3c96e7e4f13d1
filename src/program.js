"use strict";

// Pulumi's own loader transpiles every file at every run, which takes longer than everything else that a plan does.
// This one remembers what it transpiled; the packs use it as well.
const { ".js": plain } = require.extensions;
require("tsx/cjs/api").register();
// Only TypeScript needs it; it would look through each of a thousand files of the SDK.
require.extensions[".js"] = plain;
module.exports = require("./index.ts");
