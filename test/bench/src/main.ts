import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Command, InvalidArgumentError } from 'commander';
import { changesOf, type Change } from './harness/compare.ts';
import { withTables } from './harness/page.ts';
import { benchDocument, partText, type BenchDocument } from './harness/document.ts';
import { PARTS } from './parts/index.ts';
import { runParts } from './run-parts.ts';

const BASELINE = fileURLToPath(new URL('../baseline.json', import.meta.url));
const PAGE = fileURLToPath(new URL('../../../docs/performance.md', import.meta.url));
const SLOWER = 1;
const FELL_SHORT = 1;

interface Options {
  readonly rounds: number;
  readonly json?: true;
  readonly compare?: true;
  readonly save?: true;
}

function rounds(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1 || count > 1_000) {
    throw new InvalidArgumentError('a whole number from 1 to 1000');
  }
  return count;
}

function partName(name: string, before: readonly string[] = []): string[] {
  if (!PARTS.some((part) => part.name === name)) {
    throw new InvalidArgumentError(`parts are ${PARTS.map((part) => part.name).join(', ')}`);
  }
  return [...before, name];
}

const parts = PARTS.map(({ name, about }) => `  ${name.padEnd(10)}${about}`).join('\n');

const program = new Command('codecsmith bench')
  .description('how fast the parts of the lab are on this machine, beside what they are compared with; needs no lab')
  .argument('[parts...]', 'only these; all of them when none is named', partName)
  .option('--rounds <count>', 'how often each side of a pair is sampled, in turn', rounds, 5)
  .option('--json', 'print the result as one JSON document')
  .option('--compare', 'say what became slower than the committed baseline beyond noise')
  .option(
    '--save',
    'make this run the baseline of the parts that it measured, and write their tables into docs/performance.md',
  )
  .addHelpText('after', `\nParts:\n${parts}\n\nExamples:\n  ./codecsmith bench jail\n  ./codecsmith bench --compare`)
  .showHelpAfterError('(--help shows what is allowed)')
  .action(bench);

const table = (name: string, script: string, about: string): void => {
  program.command(name, about, { executableFile: fileURLToPath(new URL(script, import.meta.url)) });
};
table('lists [sizes...]', 'lists.js', 'lists over HTTP and pages in Chromium, with 1,000 and 100,000 experiments');
table('followers [args...]', 'followers.js', 'FOLLOWERS replay the log of EXPERIMENTS while the api answers');
table('executors [args...]', 'executors.js', 'EXECUTORS simulated executors beat for SECONDS');
table('tools <clip> [args...]', 'tools.js', "what each tool of codeckit's engine is worth on a clip");
table('gpu [args...]', 'gpu.js', 'a Python CODEC on a CLIP, with and without each GPU of this machine');
table('search [args...]', 'search/search.js', 'campaigns by scripted writers: SEEDS of EVALUATIONS');

async function bench(names: readonly string[], options: Options): Promise<void> {
  const chosen = names.length === 0 ? PARTS : PARTS.filter(({ name }) => names.includes(name));
  const document = await runParts(chosen, options.rounds);
  if (options.json) process.stdout.write(`${JSON.stringify(document, undefined, 2)}\n`);
  else process.stdout.write([`${document.machine}\n`, ...document.parts.map(partText)].join('\n'));
  if (document.parts.some((part) => part.ratios.some(({ holds }) => !holds))) process.exitCode = FELL_SHORT;
  const before = await baseline();
  if (options.compare) compare(before, document);
  if (options.save) await save(before, document);
}

/** Undefined while none was saved. */
async function baseline(): Promise<BenchDocument | undefined> {
  const text = await readFile(BASELINE, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  return text === undefined ? undefined : benchDocument.parse(JSON.parse(text));
}

function compare(before: BenchDocument | undefined, now: BenchDocument): void {
  const say = (line: string): void => void process.stderr.write(`${line}\n`);
  if (before === undefined) return say('there is no baseline yet: --save makes this run one');
  say(`baseline of ${before.takenAt}, version ${before.version}: ${before.machine}`);
  const changes = changesOf(before, now).filter(({ beyondNoise }) => beyondNoise);
  for (const change of changes) say(changeText(change));
  if (changes.length === 0) say('nothing changed beyond noise');
  if (changes.some(({ slower }) => slower)) process.exitCode = SLOWER;
}

const changeText = ({ part, name, before, now, slower }: Change): string =>
  `${slower ? 'slower' : 'faster'}: ${part}, ${name}: ${before.toPrecision(3)} → ${now.toPrecision(3)}`;

/** Keeps what the baseline has of other parts: their figures stay those of their own run. */
async function save(before: BenchDocument | undefined, document: BenchDocument): Promise<void> {
  const measured = new Set(document.parts.map(({ name }) => name));
  const others = before?.parts.filter(({ name }) => !measured.has(name)) ?? [];
  await writeFile(
    BASELINE,
    `${JSON.stringify({ ...document, parts: [...others, ...document.parts] }, undefined, 2)}\n`,
  );
  await writeFile(PAGE, withTables(await readFile(PAGE, 'utf8'), document));
}

await program.parseAsync();
