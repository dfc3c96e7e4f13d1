import { contextName } from "./controlplane";
import { up } from "../../local/controlplane";

/** Brings up the control plane of the folder in the first argument, in a process that a test may kill. */
const [, , directory = ""] = process.argv;
up({ directory, contextName, log: (line) => console.log(line) }).catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
