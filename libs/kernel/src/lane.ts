/** Kinds of executors that a candidate can be queued for; each has a subject and a consumer of its own. */
export const LANES = ['cpu', 'gpu'] as const;
export type Lane = (typeof LANES)[number];
