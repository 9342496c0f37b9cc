import type { FailedRun } from '../run/candidate-run.ts';

/** Ways to end that are the candidate's own doing; each is a fact of its own. */
export type OwnFailure = Exclude<FailedRun['outcome'], 'lab_fault' | 'cancelled'>;

/** What an author, or a model, can do about it. */
export const ADVICE: Readonly<Record<OwnFailure | NonNullable<FailedRun['finding']>, string>> = {
  crashed: 'The last lines of the log show where. Both sides run in fresh processes: only the packets cross.',
  timed_out: 'Do less work per frame, or vectorise it with numpy; the limit covers the whole clip.',
  out_of_memory: 'Keep fewer frames in memory and prefer uint8 and int16 arrays to float64.',
  output_invalid: 'Encoders return bytes; decoders return uint8 arrays of exactly the frame shape.',
  not_reproducible:
    'Decode with whole numbers, or with floats in sums of a fixed order: matrix products of numpy and torch add in an order that depends on threads and shapes.',
  jail_violated: 'Candidates compute: no processes, sockets, system calls by hand or files beyond /tmp.',
};
