import { LabClient, type ExperimentDocument } from '@codecsmith/client';
import { anchorEffort, anchorEncoder } from '@codecsmith/experiment';
import { Command } from 'commander';
import { CommandError, EXIT } from '../exit-code.ts';
import { measureCurve, type MeasuredCurve } from '../experiments/anchor-curves.ts';
import { percentText } from '../experiments/figures-text.ts';
import { findLab } from '../lab/connect.ts';
import { printJson, printLine } from '../output/print.ts';
import { renderTable, type Column } from '../output/table.ts';
import { besideEncoders, type BesideEncoder, type BesideEncoders } from '../reports/beside-encoders.ts';
import { jsonOption } from './options.ts';

export const anchorCompareCommand = (): Command =>
  new Command('compare')
    .description('measured codecs beside x264, x265 and SVT-AV1 in their own mode, with encoding and decoding times')
    .argument('<experiment...>', 'ids of completed experiments, such as the champion of a campaign')
    .option(
      '--slow',
      'beside the slow presets too: x264 veryslow, x265 slower, SVT-AV1 2; they take long once, then come from the cache',
    )
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  ./codecsmith anchor compare my-campaign-16 --slow')
    .action(compare);

async function compare(ids: readonly string[], { slow, json }: { slow?: true; json?: true }): Promise<void> {
  const client = new LabClient(await findLab());
  const efforts = slow ? anchorEffort.options : (['medium'] as const);
  const rows: BesideEncoders[] = [];
  for (const id of ids) rows.push(...(await rowsOf(client, id, efforts)));
  if (json) return printJson({ compared: rows });
  printLine(tableOf(rows));
  printLine(
    '\nBD-rate by psnr_y / psnr_yuv611, negative: fewer bits. s/MP: processor seconds for a million luma samples.',
  );
}

async function rowsOf(
  client: LabClient,
  id: string,
  efforts: readonly MeasuredCurve['effort'][],
): Promise<BesideEncoders[]> {
  const document = await completed(client, id);
  const { codingMode } = document;
  const known = await client.clips();
  const rows: BesideEncoders[] = [];
  for (const digest of new Set(document.runs.map(({ clip }) => clip))) {
    const clip = known.find((each) => each.digest === digest);
    if (clip === undefined || codingMode === null) continue;
    const curves: MeasuredCurve[] = [];
    for (const encoder of anchorEncoder.options) {
      // SVT-AV1 has no anchor that codes frames in order without looking ahead.
      if (encoder === 'svtav1' && codingMode.mode === 'low-delay') continue;
      for (const effort of efforts) {
        curves.push(await measureCurve(client, { clip: digest, encoder, mode: codingMode.mode, effort }));
      }
    }
    rows.push(besideEncoders(document, clip, curves));
  }
  return rows;
}

/** @throws CommandError where it has no numbers */
async function completed(client: LabClient, id: string): Promise<ExperimentDocument> {
  const document = await client.experiment(id);
  if (document.outcome === 'completed') return document;
  const state = document.outcome ?? document.phase;
  throw new CommandError(EXIT.failed, `EXPERIMENT: ${id} is ${state}; only completed experiments have numbers`, {
    field: 'EXPERIMENT',
  });
}

const nameOf = ({ encoder, effort }: BesideEncoder): string => `${encoder} ${effort}`;
const figureText = ({ psnr_y, psnr_yuv611 }: BesideEncoder): string =>
  psnr_y.percent === null ? (psnr_y.reason ?? '') : `${percentText(psnr_y)} / ${percentText(psnr_yuv611)}`;

function tableOf(rows: readonly BesideEncoders[]): string {
  const names = [...new Set(rows.flatMap(({ encoders }) => encoders.map(nameOf)))];
  const right = (title: string): Column => ({ title, align: 'right' });
  return renderTable(
    [
      ...[{ title: 'experiment' }, { title: 'clip' }, right('frames'), { title: 'qualities' }, { title: 'mode' }],
      ...names.map(right),
      ...[right('encode s/MP'), right('decode s/MP')],
    ],
    rows.map(({ experimentId, clip, frames, qualities, mode, encoders, encodeSeconds, decodeSeconds }) => [
      ...[experimentId, clip, String(frames), qualities.join(','), mode],
      ...names.map((name) => {
        const found = encoders.find((each) => nameOf(each) === name);
        return found === undefined ? 'no such anchor' : figureText(found);
      }),
      ...[encodeSeconds.toFixed(2), decodeSeconds.toFixed(2)],
    ]),
  );
}
