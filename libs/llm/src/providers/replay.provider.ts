import { z } from 'zod';
import { CALL_CAUSES, type ModelAnswer, type ModelCall, type ModelProvider } from '../port/model.ts';

/** One recorded answer, a line of a recording file (JSON Lines). */
const recordedAnswer = z.object({
  key: z.string().min(1),
  model: z.string(),
  text: z.string(),
  usage: z.object({ input: z.int().nonnegative(), output: z.int().nonnegative() }).nullable(),
  /** Where the call failed: the cause and its words. */
  failure: z
    .object({ cause: z.enum(CALL_CAUSES), message: z.string() })
    .nullable()
    .default(null),
});
export type RecordedAnswer = z.infer<typeof recordedAnswer>;

/**
 * Reads a recording.
 *
 * @throws RangeError naming the line that is no recorded answer, or whose key was given before
 */
export function parseRecording(text: string): ReadonlyMap<string, RecordedAnswer> {
  const answers = new Map<string, RecordedAnswer>();
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() === '') continue;
    const answer = parseLine(line, index + 1);
    if (answers.has(answer.key)) throw new RangeError(`recording, line ${index + 1}: key ${answer.key} is given twice`);
    answers.set(answer.key, answer);
  }
  return answers;
}

function parseLine(line: string, number: number): RecordedAnswer {
  try {
    return recordedAnswer.parse(JSON.parse(line));
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : String(error);
    throw new RangeError(`recording, line ${number}: ${why}`, { cause: error });
  }
}

/** Answers from a recording, exactly and offline: nothing is spent, nothing is drawn. */
export class ReplayProvider implements ModelProvider {
  readonly name = 'replay';
  readonly free = true;
  readonly #answers: ReadonlyMap<string, RecordedAnswer>;

  constructor(answers: ReadonlyMap<string, RecordedAnswer>) {
    this.#answers = answers;
  }

  ask({ key }: ModelCall): Promise<ModelAnswer> {
    const found = this.#answers.get(key) ?? missing(key);
    const { text, usage, failure } = found;
    if (failure === null) return Promise.resolve({ ok: true, text, usage, attempts: 1 });
    return Promise.resolve({ ok: false, ...failure, text, usage, attempts: 1, mayHaveCost: false });
  }
}

const missing = (key: string): Omit<RecordedAnswer, 'key' | 'model'> => {
  const message = `the recording holds no answer for ${key}`;
  return { text: '', usage: null, failure: { cause: 'no_recording', message } };
};
