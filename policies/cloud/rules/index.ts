import type { Rule } from "../../lib/rule";

/** Rules about cloud resources; they come with the components that make such resources. */
export const rules: readonly Rule[] = [];
