import { z } from 'zod';

/** Brings data of an older version to the next one; data that is not of that version comes back untouched. */
export type Upcaster = (data: unknown) => unknown;

/**
 * A schema that also reads data of the versions before it: each upcaster in turn brings them one version further. The
 * shape of the data tells its version, so whoever parses with the schema reads old facts too.
 *
 * @param upcasters from the oldest version to the newest
 */
export function readsOlder<Schema extends z.ZodType>(
  schema: Schema,
  upcasters: readonly Upcaster[],
): z.ZodType<z.output<Schema>, z.input<Schema>> {
  const upcast = (data: unknown): unknown => upcasters.reduce((older, next) => next(older), data);
  // What a sender may write stays what the newest schema says; `preprocess` alone would allow anything.
  return z.preprocess(upcast, schema) as z.ZodType<z.output<Schema>, z.input<Schema>>;
}

/** A fact that was recorded by a later release than this one. */
export class NewerFact extends Error {
  override readonly name = 'NewerFact';

  constructor(type: string, schemaVersion: number, newest: number) {
    super(`${type} has schema version ${schemaVersion}; this release reads up to ${newest}: update it`);
  }
}

/** @throws NewerFact when a fact is newer than the newest version that is known */
export function refuseNewer({ type, schemaVersion }: { type: string; schemaVersion: number }, newest: number): void {
  if (schemaVersion > newest) throw new NewerFact(type, schemaVersion, newest);
}
