"use strict";

// Stryker loads its plugins in plain Node.
require("tsx/cjs/api").register();
module.exports = { strykerPlugins: require("./plugins.ts").plugins };
