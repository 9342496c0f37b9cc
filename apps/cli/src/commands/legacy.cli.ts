import { Command } from 'commander';
import { CommandError, EXIT } from '../exit-code.ts';
import { connectLab } from '../lab/connect.ts';
import { importRecords, readExport, summaryOf, type LegacySummary } from '../legacy/import-file.ts';
import { printJson, printLine, printNote } from '../output/print.ts';
import { createProgress } from '../output/progress.ts';
import { jsonOption } from './options.ts';

export const legacyCommand = (): Command =>
  new Command('legacy').description('records of the system before this one').addCommand(
    new Command('import')
      .description('import an export of DynamoDB: JSON, one record a line, plain or with types')
      .argument('<file>', 'the export')
      .option('--dry-run', 'only read and count')
      .addOption(jsonOption())
      .addHelpText(
        'after',
        '\nEach record becomes one fact, apart from everything that this lab measured. Records that still run are' +
          '\nclosed; figures that are no measurements are flagged. Importing again adds nothing.' +
          '\n\nExample:\n  ./codecsmith legacy import experiments.jsonl',
      )
      .action(importFile),
  );

async function importFile(path: string, { dryRun, json }: { dryRun?: true; json?: true }): Promise<void> {
  const records = await readExport(path);
  const progress = createProgress();
  const summary =
    dryRun === true
      ? summaryOf(records)
      : await importRecords(await connectLab(), records, (done) =>
          progress.redraw([`${done} of ${records.length} records`]),
        ).finally(() => progress.done());
  if (json) printJson({ dryRun: dryRun === true, ...summary });
  else printSummary(summary, dryRun === true);
  if (summary.refused.length === 0) return;
  throw new CommandError(EXIT.refused, `${summary.refused.length} records were refused`, { refused: summary.refused });
}

function printSummary(
  { records, imported, known, refused, stuck, flagged, placeholders }: LegacySummary,
  dry: boolean,
) {
  printLine(dry ? `${records} records` : `${records} records: ${imported} imported, ${known} known before`);
  printLine(`${stuck} still ran, and are closed`);
  printLine(`${flagged} have figures that are no measurements:`);
  for (const [rule, count] of Object.entries(placeholders)) printLine(`  ${String(count).padStart(6)}  ${rule}`);
  for (const { legacyId, reason } of refused) printNote(`refused: ${legacyId}: ${reason}`);
}
