/** Facts that have had more than one schema version, with the newest. */
const VERSIONS: ReadonlyMap<string, number> = new Map([
  ['CandidateExecuted', 3],
  ['CandidateMeasured', 2],
]);

/** Newest schema version of a type of fact. */
export const versionOf = (type: string): number => VERSIONS.get(type) ?? 1;

export { executedFromVersion1 } from './candidate-executed.v1.ts';
export { executedFromVersion2 } from './candidate-executed.v2.ts';
export { measuredFromVersion1 } from './candidate-measured.v1.ts';
