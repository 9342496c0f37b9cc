import type { FailedRun } from '../run/candidate-run.ts';

/** Ways to end that are the candidate's own doing; each is a fact of its own. */
export type OwnFailure = Exclude<FailedRun['outcome'], 'lab_fault' | 'cancelled'>;

/** What an author, or a model, can do about it. */
export const ADVICE: Readonly<Record<OwnFailure, string>> = {
  crashed: 'The last lines of the log show where. Both sides run in fresh processes: only the packets cross.',
  timed_out: 'Do less work per frame, or vectorise it with numpy; the limit covers the whole clip.',
  out_of_memory: 'Keep fewer frames in memory and prefer uint8 and int16 arrays to float64.',
  output_invalid:
    'Encoders return bytes; decoders return uint8 arrays of exactly the frame shape, and the same ones every time.',
  jail_violated: 'Candidates compute: no processes, sockets, system calls by hand or files beyond /tmp.',
};
