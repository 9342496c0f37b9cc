import { knownExecutorSchema, type KnownExecutor } from '@codecsmith/kernel';

/** An executor as the lab knows it: what it says of itself every two seconds, and what it was told. */
export const executorSchema = knownExecutorSchema;
export type { KnownExecutor };
