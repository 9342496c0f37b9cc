import { WRITERS } from '@codecsmith/test-llm-stand-in';
import { outcomeOf, type Outcome } from './outcome.ts';
import { WrittenCampaign } from './written-campaign.ts';

const [seeds = 8, evaluations = 30] = process.argv.slice(2).map(Number);
if (![seeds, evaluations].every((value) => Number.isInteger(value) && value > 0)) {
  process.stderr.write('search [SEEDS [EVALUATIONS]]: both are whole numbers from 1\n');
  process.exit(2);
}

const NAMES = ['repairer', 'ignorer', 'repeater', 'improver'] as const;
const HEADS = ['writer', 'trials', 'best', 'executor s', 'wasted', 'prompts repeated', 'failures told', 'tokens'];

const rows = [HEADS];
for (const name of NAMES) {
  for (const trials of [0, 3]) rows.push([name, String(trials), ...(await figures(name, trials))]);
}
const widths = HEADS.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
for (const row of rows) process.stdout.write(`${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join('  ')}\n`);
process.stdout.write(
  `\n${seeds} seeds of ${evaluations} evaluations each; best and seconds are medians, the rest are sums\n`,
);

async function figures(name: (typeof NAMES)[number], trials: number): Promise<string[]> {
  const outcomes: Outcome[] = [];
  const writer = WRITERS.get(name);
  if (writer === undefined) throw new Error(`there is no writer ${name}`);
  for (let seed = 1; seed <= seeds; seed += 1) {
    const campaign = new WrittenCampaign(name, writer);
    await campaign.run(seed, evaluations, { trials });
    outcomes.push(outcomeOf(campaign));
  }
  const sum = (of: (outcome: Outcome) => number) => outcomes.reduce((total, outcome) => total + of(outcome), 0);
  const best = outcomes.map((outcome) => outcome.best ?? -Infinity);
  return [
    Number.isFinite(median(best)) ? median(best).toFixed(1) : 'none',
    median(outcomes.map(({ executorSeconds }) => executorSeconds)).toFixed(0),
    `${sum(({ wasted }) => wasted)} of ${sum(({ drafts }) => drafts)}`,
    String(sum(({ repeated }) => repeated)),
    `${sum(({ told }) => told)} of ${sum(({ failures }) => failures)}`,
    String(sum(({ tokens }) => tokens)),
  ];
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? Number.NaN;
}
