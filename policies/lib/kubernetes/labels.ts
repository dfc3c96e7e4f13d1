import { attempt, concerning, entries, Undetermined } from "../unknowns";

/** The labels of one object, read once. */
export class Labels {
  private readonly values: ReadonlyMap<string, string | Undetermined>;
  private readonly unread: Undetermined | undefined;

  /**
   * @param owner `TYPE::NAME` of the object, for what is unknown.
   * @param implied Labels that the API server adds.
   */
  constructor(
    read: () => Record<string, string> | undefined,
    { owner, implied = {} }: { owner?: string; implied?: Record<string, string> } = {},
  ) {
    const map = attempt(() => concerning(owner, read));
    this.unread = map instanceof Undetermined ? map : undefined;
    const own = map instanceof Undetermined ? [] : entries(map);
    this.values = new Map([
      ...own.map(([key, value]) => [key, attempt(() => concerning(owner, value))] as const),
      ...Object.entries(implied),
    ]);
  }

  get(key: string): string | undefined {
    const value = this.values.get(key);
    if (value instanceof Undetermined) throw value;
    if (value === undefined && this.unread) throw this.unread;
    return value;
  }
}
