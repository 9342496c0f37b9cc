import { z } from 'zod';
import type { ModelAnswer, ModelCall, ModelProvider } from '../port/model.ts';

/** One recorded answer, a line of a recording file (JSON Lines). */
export const recordedAnswer = z.object({
  key: z.string().min(1),
  model: z.string(),
  text: z.string(),
  usage: z.object({ input: z.int().nonnegative(), output: z.int().nonnegative() }).nullable(),
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
    if (answers.has(answer.key))
      throw new RangeError(`recording, line ${index + 1}: key ${answer.key} stands there twice`);
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
  readonly #answers: ReadonlyMap<string, RecordedAnswer>;

  constructor(answers: ReadonlyMap<string, RecordedAnswer>) {
    this.#answers = answers;
  }

  ask({ key }: ModelCall): Promise<ModelAnswer> {
    const found = this.#answers.get(key);
    if (found !== undefined) return Promise.resolve({ ok: true, text: found.text, usage: found.usage, attempts: 1 });
    const message = `the recording holds no answer for ${key}`;
    return Promise.resolve({
      ok: false,
      cause: 'no_recording',
      message,
      text: '',
      usage: null,
      attempts: 0,
      mayHaveCost: false,
    });
  }
}
