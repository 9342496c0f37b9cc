import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { JailFault, measureStartup, openJail, TierUnavailable, type StartupTimes } from '@codecsmith/jail';
import { Command } from 'commander';
import { missingPart } from '../exit-code.ts';
import { printJson, printLine } from '../output/print.ts';
import { renderTable } from '../output/table.ts';
import { jsonOption, whole } from './options.ts';

interface JailBenchOptions {
  readonly rounds: number;
  readonly json?: true;
}

export const benchCommand = (): Command =>
  new Command('bench')
    .description('times of parts of the lab on this machine; need no lab')
    .addCommand(
      new Command('jail')
        .description('how soon a cleared candidate works in the jail, beside a bare python3 that loads numpy')
        .option('--rounds <count>', 'how often each is timed, in turn', whole(1, 1000), 11)
        .addOption(jsonOption())
        .addHelpText('after', '\nExample:\n  ./codecsmith bench jail')
        .action(benchJail),
    );

async function benchJail({ rounds, json }: JailBenchOptions): Promise<void> {
  const { tier, ...times } = await measure(rounds);
  if (json) printJson({ tier, rounds, ...times });
  else printTimes(tier, times);
}

/** In a jail of its own, in a folder that every uid can reach. */
async function measure(rounds: number): Promise<StartupTimes & { readonly tier: string }> {
  const home = await mkdtemp(join(tmpdir(), 'codecsmith-bench-'));
  try {
    await chmod(home, 0o755);
    const jail = await openJail({ home, warm: 1 }).catch((error: unknown) => {
      if (error instanceof TierUnavailable || error instanceof JailFault) throw missingPart(error.message);
      throw error;
    });
    try {
      return { tier: jail.tier, ...(await measureStartup(jail, { folder: home, rounds })) };
    } finally {
      await jail.close();
    }
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

const quantile = (values: readonly number[], part: number): string =>
  (values.toSorted((left, right) => left - right)[Math.floor((values.length - 1) * part)] ?? NaN).toFixed(1);

const row = (name: string, values: readonly number[]): string[] => [
  name,
  ...[0, 0.5, 1].map((part) => quantile(values, part)),
];

function printTimes(tier: string, { jailMs, plainMs }: StartupTimes): void {
  const columns = ['least ms', 'median ms', 'most ms'].map((title) => ({ title, align: 'right' as const }));
  const rows = [
    row(`jail, tier ${tier}: candidate cleared → first frame done`, jailMs),
    row('python3: start → numpy loaded, one frame done', plainMs),
  ];
  printLine(renderTable([{ title: '' }, ...columns], rows));
  printLine(`\n${jailMs.length} rounds, in turn; the jail's guests were warm, a bare interpreter cannot be`);
}
