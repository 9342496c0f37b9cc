import type { ExperimentFactData } from '@codecsmith/experiment';

type Executed = ExperimentFactData<'CandidateExecuted'>;
type Again = ExperimentFactData<'CandidateReexecuted'>['runs'][number];

export interface RunComparison {
  readonly matches: number;
  readonly differences: readonly string[];
  readonly notes: readonly string[];
  /** Whether every fresh encode gave the recorded bitstream; null when one could not be made. */
  readonly deterministic: boolean | null;
}

/**
 * Compares the digests of every run with those of its repetition. A decoder must repeat itself. An encoder that was
 * recorded as not deterministic may differ, and that is noted; one that was taken for deterministic may not.
 */
export function compareRuns(executed: Executed, again: readonly Again[]): RunComparison {
  const differences: string[] = [];
  const notes: string[] = [];
  let matches = 0;
  const encodes: (boolean | null)[] = [];
  for (const run of executed.runs) {
    const repeated = again.find((each) => each.clip === run.clip && each.quality === run.quality);
    const what = `clip ${run.clip.slice(0, 12)} quality ${run.quality}`;
    if (repeated === undefined) {
      differences.push(`${what}: was not done again`);
      continue;
    }
    differences.push(...repeated.problems.map((problem) => `${what}: ${problem}`));
    const decode = sideOf('reconstruction', run.reconstruction.digest, repeated.reconstruction);
    const encode = sideOf('bitstream', run.bitstream.digest, repeated.bitstream);
    matches += [decode, encode].filter((side) => side.equal === true).length;
    if (decode.text !== null) differences.push(`${what}: decoding again, ${decode.text}`);
    if (encode.text !== null) {
      const text = `${what}: the codec is not deterministic: encoding again, ${encode.text}`;
      (executed.deterministic === false ? notes : differences).push(text);
    }
    encodes.push(encode.equal);
  }
  const deterministic = encodes.includes(false) ? false : encodes.includes(null) ? null : true;
  return { matches, differences, notes, deterministic };
}

function sideOf(name: string, recorded: string, now: string | null): { equal: boolean | null; text: string | null } {
  if (now === null) return { equal: null, text: null };
  return now === recorded
    ? { equal: true, text: null }
    : { equal: false, text: `${name} is ${now}, recorded is ${recorded}` };
}
