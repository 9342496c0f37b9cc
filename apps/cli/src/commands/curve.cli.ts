import { readFile } from 'node:fs/promises';
import type { LabClient } from '@codecsmith/client';
import { CURVE_METRICS, CurveUnreadable, readCurve, type CurveMetric } from '@codecsmith/quality';
import { Command } from 'commander';
import { usageError } from '../exit-code.ts';
import { findClip } from '../experiments/find-clip.ts';
import { connectLab } from '../lab/connect.ts';
import { printJson, printLine } from '../output/print.ts';
import { renderTable } from '../output/table.ts';
import {
  foreignCurve,
  foreignCurves,
  keepCurve,
  RATE_UNITS,
  removeCurve,
  type ForeignCurve,
  type RateUnit,
} from '../reports/foreign-curves.ts';
import { jsonOption, oneOf, whole } from './options.ts';

export const curveCommand = (): Command =>
  new Command('curve')
    .description('curves of other codecs and papers, beside ours in reports')
    .addCommand(importCommand())
    .addCommand(listCommand())
    .addCommand(removeCommand());

interface ImportOptions {
  readonly name: string;
  readonly clip: string;
  readonly frames?: number;
  readonly as?: CurveMetric;
  readonly unit?: RateUnit;
  readonly rate?: string;
  readonly metric?: string;
  readonly curve?: string;
  readonly json?: true;
}

const importCommand = (): Command =>
  new Command('import')
    .description('keep a curve that was measured elsewhere on a clip of this lab')
    .argument('<file>', 'CompressAI JSON, CSV, AWCY output, pairs, columns, documents of measure and export')
    .requiredOption('--name <name>', 'letters, digits, _ and -')
    .requiredOption('--clip <clip>', 'name or digest of the clip that it is about')
    .option('--frames <number>', 'how many frames were coded; all of the clip when left out', whole(1))
    .option(
      '--as <metric>',
      `what the quality is: ${CURVE_METRICS.join(', ')}; else by its column`,
      oneOf('as', CURVE_METRICS),
    )
    .option(
      '--unit <unit>',
      `what the rate is: ${RATE_UNITS.join(', ')}; else by its column`,
      oneOf('unit', RATE_UNITS),
    )
    .option('--rate <column>', 'the rate, where a file has several')
    .option('--metric <column>', 'the quality, where a file has several')
    .option('--curve <name>', 'the curve, where a file has several')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  ./codecsmith curve import vvenc.csv --name vvenc --clip film-bird')
    .action(importCurve);

/** It becomes the name of a file. */
const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,79}$/;

function checkedName(name: string): string {
  if (NAME.test(name)) return name;
  throw usageError(`name: "${name}" is not allowed: letters, digits, _ and - are`, { field: 'name' });
}

async function importCurve(file: string, options: ImportOptions): Promise<void> {
  const { name, as: metric, unit, json } = options;
  checkedName(name);
  const clip = await clipOf(await connectLab(), options.clip);
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw usageError(`FILE: "${file}" cannot be read (${error.code})`, { field: 'FILE' });
  });
  const curve = foreignCurve(read(text, file, options), {
    ...{ name, clip, unit, metric, source: file, frames: options.frames ?? clip.frames },
  });
  await keepCurve(curve);
  if (json) printJson(curve);
  else printLine(renderCurves([curve]));
}

function read(text: string, file: string, { rate, metric, curve }: ImportOptions) {
  try {
    return readCurve(text, { rate, metric, curve });
  } catch (error) {
    if (error instanceof CurveUnreadable) throw usageError(`FILE: "${file}": ${error.message}`, { field: 'FILE' });
    throw error;
  }
}

async function clipOf(client: LabClient, reference: string) {
  return findClip(reference, await client.clips());
}

const listCommand = (): Command =>
  new Command('list')
    .description('the curves that were imported')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  ./codecsmith curve list')
    .action(async ({ json }: { json?: true }) => {
      const curves = await foreignCurves();
      if (json) printJson({ curves });
      else
        printLine(
          curves.length === 0 ? 'no curves; add one with: ./codecsmith curve import FILE' : renderCurves(curves),
        );
    });

const renderCurves = (curves: readonly ForeignCurve[]): string =>
  renderTable(
    [
      { title: 'name' },
      { title: 'clip' },
      { title: 'frames', align: 'right' },
      { title: 'metric' },
      { title: 'points', align: 'right' },
      { title: 'from' },
    ],
    curves.map(({ name, clip, frames, metric, points, source }) => [
      ...[name, clip.slice(0, 12), String(frames), metric, String(points.length), source],
    ]),
  );

const removeCommand = (): Command =>
  new Command('remove')
    .description('forget a curve')
    .argument('<name>')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  ./codecsmith curve remove vvenc')
    .action(async (name: string, { json }: { json?: true }) => {
      await removeCurve(checkedName(name));
      if (json) printJson({ removed: name });
      else printLine(`removed ${name}`);
    });
