"use strict";

// Lets packs require TypeScript without checking its types: the loader that the engine registers takes seconds for
// that. Of the transpilers at hand this one is the quickest, since it remembers what it transpiled.
require("tsx/cjs/api").register();
