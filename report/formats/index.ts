import { codequality } from "./codequality";
import type { Judgement } from "./judgement";
import { junit } from "./junit";
import { sarif } from "./sarif";
import { text } from "./text";

export type Format = (judgement: Judgement) => string;

/** By the names that people give them. */
export const formats: Readonly<Record<string, Format>> = { text, junit, sarif, codequality };
