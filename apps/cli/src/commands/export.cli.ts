import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LabProblem, type ExperimentSummary, type LabClient, type LegacyExperiment } from '@codecsmith/client';
import { Command } from 'commander';
import { usageError } from '../exit-code.ts';
import { connectLab } from '../lab/connect.ts';
import { printJson, printLine, printNote } from '../output/print.ts';
import { identicalRuns } from '../reports/identical-runs.ts';
import { EXPORT_FORMATS, exported, measuredOf, type ExportFormat } from '../reports/export-formats.ts';
import { loadExported } from '../reports/load-exported.ts';
import type { MeasuredExperiment } from '../reports/load-measured.ts';
import { allExperiments, expectCampaign, namedExperiments } from '../reports/select-experiments.ts';
import { writePackage } from '../take-home/package.ts';
import { jsonOption, oneOf } from './options.ts';

interface ExportOptions {
  readonly format: ExportFormat;
  readonly campaign?: string;
  readonly where?: string;
  readonly out?: string;
  readonly evidence?: string;
  readonly package?: true;
  readonly legacy?: true;
  readonly json?: true;
}

export const exportCommand = (): Command =>
  new Command('export')
    .description('measurements for notebooks: all completed experiments, some, or those of a campaign')
    .argument('[id...]', 'experiments; all that completed when left out')
    .option('--format <format>', EXPORT_FORMATS.join(', '), oneOf('format', EXPORT_FORMATS), 'json')
    .option('--campaign <id>', 'only those of one campaign')
    .option('--where <query>', 'only those that fit, those that failed too: the language of `experiment list --where`')
    .option('--out <file>', 'where to write; standard output when left out')
    .option('--legacy', 'instead: records of the system before this one, as JSON')
    .option('--evidence <folder>', 'also the clips, bitstreams and reconstructions, each named by its sha256')
    .option('--package', 'the codec of ID as a program that needs nothing of the lab, into the empty folder DIR')
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLES)
    .action(exportMeasurements);

const EXAMPLES = `
Example:
  ./codecsmith export --format parquet --out measurements.parquet
  ./codecsmith export --package champion my-codec`;

async function exportPackage(words: readonly string[], json: boolean): Promise<void> {
  const [reference, folder, ...more] = words;
  if (reference === undefined || folder === undefined || more.length > 0) {
    throw usageError('--package takes ID and DIR: a codec, and an empty folder', { field: 'package' });
  }
  const written = await writePackage(reference, folder);
  if (json) return printJson(written);
  printLine(`${folder}  ${written.files.length} files, codec ${written.codec}`);
  if (written.experimentId === null) printNote('no numbers come with it: it is no experiment of a lab');
}

async function exportMeasurements(ids: readonly string[], options: ExportOptions): Promise<void> {
  if (options.package) return exportPackage(ids, options.json === true);
  const client = await connectLab();
  if (options.legacy === true) return exportLegacy(client, options);
  const experiments = await loadExported(client, await chosen(client, ids, options));
  const measured = measuredOf(experiments);
  if (options.evidence !== undefined) await writeEvidence(client, measured, options.evidence);
  const bytes = exported(options.format, experiments);
  if (options.out === undefined) process.stdout.write(bytes);
  else await writeFile(options.out, bytes);
  const alarms = identicalRuns(measured);
  alarms.forEach((alarm) => printNote(`ALARM  ${alarm}`));
  const said = { format: options.format, experiments: experiments.length, file: options.out ?? null, alarms };
  if (options.out !== undefined && options.json) printJson(said);
  else printNote(`${said.experiments} experiments as ${said.format}`);
}

/** Those that were named, those that fit, or all that completed. */
async function chosen(
  client: LabClient,
  ids: readonly string[],
  { campaign, where }: ExportOptions,
): Promise<ExperimentSummary[]> {
  if (ids.length > 0 && (campaign ?? where) !== undefined) {
    throw usageError('give either ids, or --campaign and --where');
  }
  if (ids.length > 0) return namedExperiments(client, ids);
  if (campaign !== undefined) await expectCampaign(client, campaign);
  const found = await allExperiments(client, {
    ...(campaign === undefined ? {} : { campaign }),
    ...(where === undefined ? { outcome: 'completed' } : { where }),
  });
  return found.filter(({ outcome }) => outcome !== null);
}

/** Records that were imported, in a file of their own: none of their figures was measured here. */
async function exportLegacy(client: LabClient, { format, out, json }: ExportOptions): Promise<void> {
  if (format !== 'json') {
    throw usageError(`format: "${format}" is not allowed with --legacy. Allowed: json`, {
      field: 'format',
      allowed: ['json'],
    });
  }
  const legacy: LegacyExperiment[] = [];
  for (let after = 0; ;) {
    const page = await client.legacy({ after, limit: 1000 });
    legacy.push(...page.items);
    if (page.next === null) break;
    after = Number(page.next);
  }
  const text = `${JSON.stringify({ legacy }, null, 2)}\n`;
  if (out === undefined) process.stdout.write(text);
  else await writeFile(out, text);
  if (out !== undefined && json === true) printJson({ format, legacy: legacy.length, file: out });
  else printNote(`${legacy.length} records of the system before this one`);
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
  const absent: string[] = [];
  for (const digest of new Set(digests)) {
    const bytes = await client.artifact(digest).catch((error: unknown) => {
      if (!(error instanceof LabProblem) || error.problem.status !== 404) throw error;
      absent.push(digest);
    });
    if (bytes !== undefined) await writeFile(join(folder, digest), bytes);
  }
  if (absent.length > 0)
    printNote(`${absent.length} artifacts are not there; verify makes trimmed reconstructions again`);
}
