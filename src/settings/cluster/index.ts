import { z } from "zod";
import { aws } from "./aws";
import { azure } from "./azure";
import { existing } from "./existing";

/** Who makes the cluster, and how. */
export const clusterSettings = z
  .discriminatedUnion("kind", [existing, aws, azure])
  .describe("The cluster of the stack");
