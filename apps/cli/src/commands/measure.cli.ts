import { ClipRefused, measureFiles, MediaToolMissing, type FilesMeasurement } from '@codecsmith/media';
import { measuredBy, METRIC_NAMES, METRICS, metricText, type MetricName } from '@codecsmith/quality';
import { Command } from 'commander';
import { CommandError, EXIT, missingPart } from '../exit-code.ts';
import { mediaTools } from '../media-tools.ts';
import { printJson, printLine, printNote } from '../output/print.ts';
import { renderTable } from '../output/table.ts';
import { jsonOption } from './options.ts';
import { rawLayoutOf, rawLayoutOptions, type RawLayoutText } from './import-options.ts';

interface MeasureOptions extends RawLayoutText {
  readonly json?: true;
}

export function measureCommand(): Command {
  const command = new Command('measure')
    .description('every metric of a pair of files, by its exact name; needs no lab')
    .argument('<ref>', 'the original: any video, or bare planes (.yuv) with their --size')
    .argument('<dis>', 'the same after coding')
    .addHelpText('after', '\nExample:\n  ./codecsmith measure original.yuv decoded.yuv --size 352x288 --json');
  for (const option of [...rawLayoutOptions(), jsonOption()]) command.addOption(option);
  return command.action(measure);
}

async function measure(reference: string, distorted: string, options: MeasureOptions): Promise<void> {
  const raw = rawLayoutOf(options);
  const how = { tools: mediaTools(), ...(raw === undefined ? {} : { raw }) };
  const result = await measureFiles(reference, distorted, how).catch((error: unknown) => {
    if (error instanceof ClipRefused) throw new CommandError(EXIT.usage, error.message, { code: error.code });
    if (error instanceof MediaToolMissing) throw missingPart(error.message);
    throw error;
  });
  if (options.json) printJson(result);
  else printMetrics(result);
}

/** Two more than elsewhere: this command is for comparing tools. */
const digitsOf = (name: MetricName): number => METRICS[name].digits + 2;

function printMetrics({
  width,
  height,
  pixelFormat,
  frames,
  metrics,
  absent,
  warnings,
  assumptions,
}: FilesMeasurement): void {
  const rows = measuredBy([metrics], METRIC_NAMES).map((name) => [
    name,
    metricText(name, metrics[name], digitsOf(name)),
  ]);
  printLine(`${width}x${height} ${pixelFormat}, ${frames} frames\n`);
  printLine(renderTable([{ title: 'metric' }, { title: 'value', align: 'right' }], rows));
  for (const [name, reason] of Object.entries(absent)) printNote(`${name} is absent: ${reason}`);
  for (const which of ['reference', 'distorted'] as const) {
    for (const { message } of assumptions[which]) printNote(`${which}: ${message}`);
  }
  for (const warning of warnings) printNote(`warning: ${warning}`);
}
