/**
 * Facts that have had more than one schema version, with the newest. None so far; the first that has gets its upcaster
 * beside this file, as in `@codecsmith/experiment`.
 */
const VERSIONS: ReadonlyMap<string, number> = new Map();

/** Newest schema version of a type of fact. */
export const versionOf = (type: string): number => VERSIONS.get(type) ?? 1;
