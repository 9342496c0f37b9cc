import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LabClient } from '@codecsmith/client';
import { Command } from 'commander';
import { connectLab } from '../lab/connect.ts';
import { printJson, printNote } from '../output/print.ts';
import { identicalRuns } from '../reports/identical-runs.ts';
import { EXPORT_FORMATS, exported, type ExportFormat } from '../reports/export-formats.ts';
import type { MeasuredExperiment } from '../reports/load-measured.ts';
import { completedExperiments, loadAll } from '../reports/select-experiments.ts';
import { jsonOption, oneOf } from './options.ts';

interface ExportOptions {
  readonly format: ExportFormat;
  readonly campaign?: string;
  readonly out?: string;
  readonly evidence?: string;
  readonly json?: true;
}

export const exportCommand = (): Command =>
  new Command('export')
    .description('measurements for notebooks: all completed experiments, some, or those of a campaign')
    .argument('[id...]', 'experiments; all that completed when left out')
    .option('--format <format>', EXPORT_FORMATS.join(', '), oneOf('format', EXPORT_FORMATS), 'json')
    .option('--campaign <id>', 'only those of one campaign')
    .option('--out <file>', 'where to write; standard output when left out')
    .option('--evidence <folder>', 'also the clips, bitstreams and reconstructions, each named by its sha256')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  ./codecsmith export --format parquet --out measurements.parquet')
    .action(exportMeasurements);

async function exportMeasurements(ids: readonly string[], options: ExportOptions): Promise<void> {
  const client = await connectLab();
  const chosen = ids.length > 0 ? ids : await completedExperiments(client, options.campaign);
  const experiments = await loadAll(client, chosen);
  if (options.evidence !== undefined) await writeEvidence(client, experiments, options.evidence);
  const bytes = exported(options.format, experiments);
  if (options.out === undefined) process.stdout.write(bytes);
  else await writeFile(options.out, bytes);
  const alarms = identicalRuns(experiments);
  alarms.forEach((alarm) => printNote(`ALARM  ${alarm}`));
  const said = { format: options.format, experiments: experiments.length, file: options.out ?? null, alarms };
  if (options.out !== undefined && options.json) printJson(said);
  else printNote(`${said.experiments} experiments as ${said.format}`);
}

/** Everything that numbers can be computed from again: sources, what crossed, what came back. */
async function writeEvidence(
  client: LabClient,
  experiments: readonly MeasuredExperiment[],
  folder: string,
): Promise<void> {
  const digests = experiments.flatMap(({ requested, executed }) => [
    ...requested.clips.map((clip) => clip.digest),
    ...executed.runs.flatMap(({ bitstream, reconstruction }) => [bitstream.digest, reconstruction.digest]),
  ]);
  await mkdir(folder, { recursive: true });
  for (const digest of new Set(digests)) await writeFile(join(folder, digest), await client.artifact(digest));
}
