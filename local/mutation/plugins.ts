import { metadata } from "./metadata";
import { InProcessRunner } from "./runner";

/** What Stryker is given besides its own. */
export const plugins = [
  { kind: "TestRunner", name: "in-process", factory: () => new InProcessRunner(process.cwd()) },
  { kind: "Ignore", name: "metadata", value: metadata },
];
