import { parseReply } from '@codecsmith/llm';
import { readRecorded, type RecordedAnswer } from '@codecsmith/test-llm-stand-in';
import { describeWithShared } from '@codecsmith/test-servers';
import { Workbench } from './cleared.testing.ts';

const PARK_JOY = 'clips/park_joy_480x270_50fps_10f.y4m';
const QUALITIES = [35, 60];
const FRAMES = 2;

/** Answers that do not run: honest mistakes, but for those whose slip was put there on purpose. What the lab says of each. */
const FAILS: Readonly<Record<string, string>> = {
  '000': "crashed: TypeError: 'int' object is not iterable",
  '001': 'crashed: ValueError: matmul',
  '002': 'crashed: ValueError: matmul',
  '003': 'crashed: ValueError: matmul',
  '005': 'module scipy is not in the jail',
  '008': "crashed: AttributeError: 'dict' object has no attribute 'quality'",
  '014': 'crashed: TypeError: int() argument must be',
  '019': 'edit_no_match',
  '039': 'crashed: ValueError: cannot reshape array',
};

describeWithShared('an answer of a real model', ['replies', PARK_JOY], ([replies, clip]) => {
  let bench: Workbench;
  beforeAll(async () => {
    bench = await Workbench.open();
  });
  afterAll(() => bench.close());

  const cameTo = async ({ text, language, parent }: RecordedAnswer): Promise<string> => {
    const found = parseReply(text, { language, parent });
    if (!found.ok) return found.cause;
    try {
      const result = await bench.runFile(bench.clear(found.code, language), clip, FRAMES, QUALITIES);
      return result.outcome === 'completed' ? 'completed' : `${result.outcome}: ${result.cause.message}`;
    } catch (error) {
      return String(error);
    }
  };

  it.each(readRecorded(replies).map((answer) => [answer.name, answer] as const))('%s', async (name, answer) => {
    const cause = FAILS[name];
    const came = await cameTo(answer);
    if (cause === undefined) expect(came).toBe('completed');
    else expect(came).toContain(cause);
  });
});
