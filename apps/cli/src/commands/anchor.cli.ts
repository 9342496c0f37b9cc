import { LabClient, type Fact } from '@codecsmith/client';
import { anchorEffort, anchorEncoder, anchorFacts, anchorMode } from '@codecsmith/experiment';
import { CURVE_METRICS, measuredBy, metricText, metricTitle } from '@codecsmith/quality';
import { Command } from 'commander';
import { EXIT } from '../exit-code.ts';
import { resolveClips } from '../experiments/clips.ts';
import { findLab } from '../lab/connect.ts';
import { printJson, printLine, printNote } from '../output/print.ts';
import { renderTable } from '../output/table.ts';
import { readAnchorPoints, type AnchorPoints } from '../reports/load-measured.ts';
import { clipOption, jsonOption, oneOf } from './options.ts';

interface AnchorOptions {
  readonly clip: readonly string[];
  readonly encoder: (typeof anchorEncoder.options)[number];
  readonly mode: (typeof anchorMode.options)[number];
  readonly effort: (typeof anchorEffort.options)[number];
  readonly json?: true;
}

export const anchorCommand = (): Command =>
  new Command('anchor').description('standard encoders that codecs are compared with').addCommand(runCommand());

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

interface Measured {
  readonly clip: string;
  readonly encoder: string;
  readonly mode: string;
  readonly effort: string;
  readonly encoderVersion: string | null;
  readonly points: AnchorPoints;
  /** Why there are none. */
  readonly reason: string | null;
}

async function run({ clip: references, json, ...which }: AnchorOptions): Promise<void> {
  const lab = await findLab();
  const client = new LabClient(lab);
  const wanted = await resolveClips(client, lab, references);
  const known = await client.clips();
  const measured: Measured[] = [];
  for (const reference of wanted) {
    const clip = known.find(({ name, digest }) => reference === name || reference === digest)?.digest ?? reference;
    measured.push(await measure(client, { clip, ...which }));
  }
  if (json) printJson({ anchors: measured });
  else measured.forEach(printAnchor);
  process.exitCode = measured.every(({ reason }) => reason === null) ? EXIT.ok : EXIT.failed;
}

async function measure(
  client: LabClient,
  request: Pick<AnchorOptions, 'encoder' | 'mode' | 'effort'> & { readonly clip: string },
): Promise<Measured> {
  const { aggregateId, position } = await client.measureAnchor(request);
  printNote(aggregateId);
  const fact = await ending(client, aggregateId, position);
  if (fact.type === 'AnchorFailed') {
    const { reason } = anchorFacts.AnchorFailed.parse(fact.data);
    return { ...request, encoderVersion: null, points: [], reason };
  }
  const { curve, encoderVersion } = anchorFacts.AnchorMeasured.parse(fact.data);
  return { ...request, encoderVersion, points: await readAnchorPoints(client, curve), reason: null };
}

async function ending(client: LabClient, aggregateId: string, position: number): Promise<Fact> {
  for await (const fact of client.followFacts({ after: position - 1 })) {
    if (fact.aggregateId === aggregateId && ['AnchorMeasured', 'AnchorFailed'].includes(fact.type)) return fact;
  }
  throw new Error(`the lab ended before ${aggregateId} was measured`);
}

function printAnchor({ clip, encoder, mode, effort, encoderVersion, points, reason }: Measured): void {
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
