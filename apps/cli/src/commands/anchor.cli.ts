import { LabClient } from '@codecsmith/client';
import { anchorEffort, anchorEncoder, anchorMode } from '@codecsmith/experiment';
import { CURVE_METRICS, measuredBy, metricText, metricTitle } from '@codecsmith/quality';
import { Command } from 'commander';
import { EXIT } from '../exit-code.ts';
import { measureCurve, type MeasuredCurve } from '../experiments/anchor-curves.ts';
import { resolveClips } from '../experiments/clips.ts';
import { findLab } from '../lab/connect.ts';
import { printJson, printLine } from '../output/print.ts';
import { renderTable } from '../output/table.ts';
import { anchorCompareCommand } from './anchor-compare.cli.ts';
import { clipOption, jsonOption, oneOf } from './options.ts';

interface AnchorOptions {
  readonly clip: readonly string[];
  readonly encoder: (typeof anchorEncoder.options)[number];
  readonly mode: (typeof anchorMode.options)[number];
  readonly effort: (typeof anchorEffort.options)[number];
  readonly json?: true;
}

export const anchorCommand = (): Command =>
  new Command('anchor')
    .description('standard encoders that codecs are compared with')
    .addCommand(runCommand())
    .addCommand(anchorCompareCommand());

const runCommand = (): Command =>
  new Command('run')
    .description('measure a standard encoder on clips; what was measured before comes from the cache')
    .addOption(clipOption('all built-in clips'))
    .option('--encoder <name>', anchorEncoder.options.join(', '), oneOf('encoder', anchorEncoder.options), 'x264')
    .option('--mode <mode>', anchorMode.options.join(', '), oneOf('mode', anchorMode.options), 'all-intra')
    .option('--effort <effort>', anchorEffort.options.join(', '), oneOf('effort', anchorEffort.options), 'medium')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  ./codecsmith anchor run --clip harbour --encoder x265 --mode low-delay')
    .action(run);

async function run({ clip: references, json, ...which }: AnchorOptions): Promise<void> {
  const lab = await findLab();
  const client = new LabClient(lab);
  const wanted = await resolveClips(client, lab, references);
  const known = await client.clips();
  const measured: MeasuredCurve[] = [];
  for (const reference of wanted) {
    const clip = known.find(({ name, digest }) => reference === name || reference === digest)?.digest ?? reference;
    measured.push(await measureCurve(client, { clip, ...which }));
  }
  if (json) printJson({ anchors: measured });
  else measured.forEach(printAnchor);
  process.exitCode = measured.every(({ reason }) => reason === null) ? EXIT.ok : EXIT.failed;
}

function printAnchor({ clip, encoder, mode, effort, encoderVersion, points, reason }: MeasuredCurve): void {
  printLine(
    `\n${encoder} ${mode}${effort === 'slow' ? ', slow,' : ''} on ${clip.slice(0, 12)}  ${encoderVersion ?? ''}`,
  );
  if (reason !== null) return printLine(`none: ${reason}`);
  const metrics = measuredBy(points, CURVE_METRICS);
  const right = (title: string) => ({ title, align: 'right' }) as const;
  printLine(
    renderTable(
      [{ title: 'setting' }, right('bytes'), right('kbps'), ...metrics.map((name) => right(metricTitle(name)))],
      points.map((point) => [
        `${point.control} ${point.q}`,
        ...[String(point.bytes), point.kbps.toFixed(1)],
        ...metrics.map((name) => metricText(name, point[name])),
      ]),
    ),
  );
}
