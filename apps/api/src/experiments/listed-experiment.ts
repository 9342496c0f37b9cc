import type { ListedRow } from '@codecsmith/views';

/** An experiment in a list. */
export type ListedExperiment = Omit<ListedRow, 'id' | 'version'> & {
  readonly experimentId: string;
  /** How many it has so far. */
  readonly facts: number;
};

/** The row under the names that the experiment's document uses. */
export function listed({ id, version, ...rest }: ListedRow): ListedExperiment {
  return { experimentId: id, ...rest, facts: version };
}
