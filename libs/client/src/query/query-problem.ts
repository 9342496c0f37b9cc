/** A query that cannot be read: why, and where. */
export class QueryProblem extends Error {
  override readonly name = 'QueryProblem';

  constructor(
    readonly reason: string,
    /** Characters of the query before the place. */
    readonly at: number,
    readonly allowed: readonly string[] = [],
  ) {
    super(`${reason} (character ${at + 1})`);
  }
}

/** The query with a mark below the place, for a terminal. */
export const pointAt = (query: string, { at }: QueryProblem): string => `${query}\n${' '.repeat(at)}^`;
