import { WRITERS } from '@codecsmith/test-llm-stand-in';
import { MOMENTS, outcomeOf, type Outcome } from './outcome.ts';
import { WrittenCampaign } from './written-campaign.ts';

const words = process.argv.slice(2).filter((word) => word !== '--json');
const [seeds = 8, evaluations = 30] = words.map(Number);
if (![seeds, evaluations].every((value) => Number.isInteger(value) && value > 0)) {
  process.stderr.write('search [SEEDS [EVALUATIONS]] [--json]: both are whole numbers from 1\n');
  process.exit(2);
}

const NAMES = ['repairer', 'ignorer', 'repeater', 'improver', 'marker'] as const;
const ROWS = [
  { name: 'repairer', trials: 0, cold: 10 },
  ...NAMES.flatMap((name) => [0, 3].map((trials) => ({ name, trials, cold: null }))),
] as const;

/** What the campaigns of one writer came to: medians of scores and seconds, sums of all else; null where nothing had a score. */
async function figures({ name, trials, cold }: (typeof ROWS)[number]) {
  const writer = WRITERS.get(name);
  if (writer === undefined) throw new Error(`there is no writer ${name}`);
  const outcomes: Outcome[] = [];
  for (let seed = 1; seed <= seeds; seed += 1) {
    const campaign = new WrittenCampaign(name, writer);
    await campaign.run(seed, { evaluations }, cold === null ? { trials } : { trials, seeds: cold });
    outcomes.push(outcomeOf(campaign));
  }
  const sum = (of: (outcome: Outcome) => number) => outcomes.reduce((total, outcome) => total + of(outcome), 0);
  const middle = (of: (outcome: Outcome) => number | null | undefined): number | null => {
    const value = median(outcomes.map((outcome) => of(outcome) ?? -Infinity));
    return Number.isFinite(value) ? value : null;
  };
  return {
    ...{ writer: cold === null ? name : `${name}, ${cold} seeds`, trials },
    scored: outcomes.filter(({ best }) => best !== null).length,
    bestAfter: MOMENTS.map((_, index) => middle(({ bestAfter }) => bestAfter[index])),
    best: middle(({ best }) => best),
    executorSeconds: middle(({ executorSeconds }) => executorSeconds),
    drafts: sum(({ drafts }) => drafts),
    failed: sum(({ failed }) => failed),
    copies: sum(({ copies }) => copies),
    promptsRepeated: sum(({ repeated }) => repeated),
    prompts: sum(({ prompts }) => prompts),
    failures: sum(({ failures }) => failures),
    told: sum(({ told }) => told),
    better: sum(({ better }) => better),
    measured: sum(({ measured }) => measured),
    champions: sum(({ champions }) => champions),
    judged: sum(({ judged }) => judged),
    tokens: sum(({ tokens }) => tokens),
  };
}
type Figures = Awaited<ReturnType<typeof figures>>;

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? Number.NaN;
}

const score = (value: number | null): string => (value === null ? 'none' : value.toFixed(1));

const COLUMNS: readonly (readonly [string, (row: Figures) => string])[] = [
  ['writer', ({ writer }) => writer],
  ['trials', ({ trials }) => String(trials)],
  ...MOMENTS.map((seconds, index) => {
    const column = ({ bestAfter }: Figures) => score(bestAfter[index] ?? null);
    return [`best by ${seconds} s`, column] as const;
  }),
  ['best', ({ best }) => score(best)],
  ['with a score', ({ scored }) => `${scored} of ${seeds}`],
  ['executor s', ({ executorSeconds }) => (executorSeconds ?? 0).toFixed(0)],
  ['drafts failed', ({ failed, drafts }) => `${failed} of ${drafts}`],
  ['copies', ({ copies }) => String(copies)],
  ['prompts repeated', ({ promptsRepeated, prompts }) => `${promptsRepeated} of ${prompts}`],
  ['failures told', ({ told, failures }) => `${told} of ${failures}`],
  ['better drafts measured', ({ measured, better }) => `${measured} of ${better}`],
  ['champions judged', ({ judged, champions }) => `${judged} of ${champions}`],
  ['tokens', ({ tokens }) => String(tokens)],
];

const rows: Figures[] = [];
for (const row of ROWS) rows.push(await figures(row));
if (process.argv.includes('--json')) {
  process.stdout.write(`${JSON.stringify({ seeds, evaluations, moments: MOMENTS, rows })}\n`);
} else {
  const table = [COLUMNS.map(([head]) => head), ...rows.map((row) => COLUMNS.map(([, cell]) => cell(row)))];
  const widths = COLUMNS.map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  for (const row of table) {
    process.stdout.write(
      `${row
        .map((cell, at) => cell.padEnd(widths[at] ?? 0))
        .join('  ')
        .trimEnd()}\n`,
    );
  }
  process.stdout.write(
    `\n${seeds} seeds of ${evaluations} evaluations each; scores and seconds are medians, the rest are sums\n`,
  );
}
