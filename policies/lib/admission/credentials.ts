import { HARMLESS, NAME, SHAPES } from "../kubernetes/credentials";
import { celPattern, celText } from "./admission";

/** Longer values are not searched: patterns over all of a big ConfigMap would cost more than the API server allows. */
const SEARCHED_CHARACTERS = 100_000;

/** Whether the name says that the value is a credential, as CEL of two texts. */
export function namedCredential(name: string, value: string): string {
  return `${name}.matches(${celPattern(NAME)}) && ${value}.trim() != '' && !${value}.trim().matches(${celPattern(HARMLESS)})`;
}

/** Whether the value looks like a credential, as CEL of a text: one question for each shape, and together the answer. */
export function shapedCredential(value: string): string[] {
  return SHAPES.map(([shape, ...markers]) => {
    const marked = markers.map((marker) => `${value}.contains(${celText(marker)})`).join(" || ");
    return `size(${value}) <= ${SEARCHED_CHARACTERS} && (${marked}) && ${value}.matches(${celPattern(shape)})`;
  });
}
