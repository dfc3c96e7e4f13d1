/** CEL about ranges of addresses, as {@link Cidr} reads them. */

/** Whether the text is a range that is no particular network. An error for what is no range. */
export function celOpen(text: string): string {
  const cidr = `cidr(${text})`;
  const local = `cidr('fc00::/7').containsIP(${cidr}.ip())`;
  const sixth = `${cidr}.prefixLength() < 7 || (${cidr}.prefixLength() < 16 && !${local})`;
  return `(${cidr}.ip().family() == 4 ? ${cidr}.prefixLength() < 8 : ${sixth})`;
}

/** Whether the text is a range, and a narrow one. */
export function celNarrow(text: string): string {
  return `(isCIDR(${text}) && !${celOpen(text)})`;
}
