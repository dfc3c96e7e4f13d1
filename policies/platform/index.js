"use strict";

// The engine's own loader would type-check every file, which takes seconds; `npm run check` does that once.
require("../lib/typescript");
require("./pack.ts");
