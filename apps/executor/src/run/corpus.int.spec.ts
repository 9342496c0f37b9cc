import { readdirSync, readFileSync } from 'node:fs';
import type { Language } from '@codecsmith/codec';
import { offeredModules } from '@codecsmith/jail';
import type { CandidateRun } from './candidate-run.ts';
import { twoAtATime, Workbench } from './cleared.testing.ts';

interface Expectation {
  readonly file: string;
  readonly fails?: {
    readonly outcome: string;
    readonly side: string;
    readonly frame: number;
    /** Author's line; null where the fault is not at one, or only the outside sees the end. */
    readonly line: number | null;
    readonly says: string;
  };
}

const corpus = (folder: string) => new URL(`../../../../libs/sanitizer/corpus/${folder}/`, import.meta.url);
const languageOf = (file: string): Language => (/\.[jt]s/u.test(file) ? 'javascript' : 'python');
const read = (folder: string, file: string) => readFileSync(new URL(file, corpus(folder)), 'utf8');

let bench: Workbench;
beforeAll(async () => {
  bench = await Workbench.open();
});
afterAll(() => bench.close());

const { open } = await offeredModules();
const absent = ['torch', 'cv2', 'PIL'].filter((name) => !open.includes(name));
const needsAbsent = (file: string): boolean =>
  absent.some((name) => new RegExp(`^(import|from) ${name}\\b`, 'm').test(read('honest', file)));

describe('honest candidates', () => {
  const files = readdirSync(corpus('honest'));
  const skipped = files.filter(needsAbsent);
  const runnable = files.filter((file) => !skipped.includes(file));
  if (skipped.length > 0)
    process.stdout.write(`SKIPPED, this machine lacks ${absent.join(', ')}: ${skipped.join(', ')}\n`);
  let results: Map<string, Promise<CandidateRun>>;
  beforeAll(() => {
    results = twoAtATime(runnable, async (file) => bench.run(bench.clear(read('honest', file), languageOf(file))));
  });

  it('are at least sixty', () => {
    expect(files.length).toBeGreaterThanOrEqual(60);
  });

  it.each(runnable)('%s runs', async (file) => {
    const result = await results.get(file);
    const why = result !== undefined && 'cause' in result ? result.cause.message : undefined;
    expect({ why, outcome: result?.outcome }).toEqual({ why: undefined, outcome: 'completed' });
  });

  for (const file of skipped) it.skip(`${file} runs`, () => undefined);
});

describe('broken candidates that only running shows', () => {
  const expectations = (JSON.parse(read('broken', 'expectations.json')) as Expectation[]).flatMap(({ file, fails }) =>
    fails === undefined ? [] : [{ file, ...fails }],
  );
  const limits = { wallMs: 30_000, cpuMs: 1000, memoryBytes: 512 << 20 };
  let results: Map<string, Promise<CandidateRun>>;
  beforeAll(() => {
    const names = expectations.map(({ file }) => file);
    results = twoAtATime(names, async (file) =>
      bench.run(bench.clear(read('broken', file), languageOf(file)), { limits }),
    );
  });

  it.each(expectations)('$file: $outcome in $side', async ({ file, says, line, ...expected }) => {
    const result = await results.get(file);
    if (result === undefined || result.outcome === 'completed') throw new Error(`${file} completed`);
    const { outcome, side, cause } = result;
    expect({ outcome, side, frame: cause.frame }).toEqual(expected);
    if (line !== null) expect(cause.line).toBe(line);
    expect(cause.message).toContain(says);
  });
});
