import { readFile } from 'node:fs/promises';
import {
  BD_METHODS,
  bdRate,
  curveBreach,
  CurveUnreadable,
  readCurve,
  type BdMethod,
  type CurveChoice,
  type ReadCurve,
} from '@codecsmith/quality';
import { Command } from 'commander';
import { EXIT, usageError } from '../exit-code.ts';
import { printJson, printLine, printNote } from '../output/print.ts';
import { jsonOption, oneOf } from './options.ts';

const FORMS = `
A curve is a file of points (rate and quality): JSON lists of { "rate", "metric" }, of pairs, or columns; CompressAI's
results; CSV; AWCY's .out; the documents of \`measure\` and \`export\`. Infinity and null mark lossless points.

Example:
  ./codecsmith bdrate x264.json mine.json --json
  ./codecsmith bdrate paper.csv export.csv --metric psnr_y --curve "park/exp-1"`;

interface Options extends CurveChoice {
  readonly method: BdMethod;
  readonly json?: true;
}

export const bdrateCommand = (): Command =>
  new Command('bdrate')
    .description('BD-rate of two rate-distortion curves; needs no lab')
    .argument('<anchor>', 'file of the curve that is compared with')
    .argument('<test>', 'file of the curve under test')
    .option('--method <name>', BD_METHODS.join(', '), oneOf('method', BD_METHODS), 'pchip' as BdMethod)
    .option('--rate <column>', 'the rate, where a file has several; else kbps, bitrate, rate, bpp or bytes')
    .option('--metric <column>', 'the quality, where a file has several; else psnr_y, metric, psnr, …')
    .option('--curve <name>', 'the curve, where a file has several')
    .addOption(jsonOption())
    .addHelpText('after', FORMS)
    .action(compareCurves);

async function compareCurves(
  anchorFile: string,
  testFile: string,
  { method, json, ...choice }: Options,
): Promise<void> {
  const anchor = await curveOf('ANCHOR', anchorFile, choice);
  const test = await curveOf('TEST', testFile, choice);
  const result = bdRate(anchor.points, test.points, method);
  const broken = result.reason === null ? undefined : (breachOf('anchor', anchor) ?? breachOf('test', test));
  const warnings = [...unitWarnings(anchor, test), ...result.warnings];
  if (json) printJson({ ...result, detail: broken ?? null, warnings });
  else if (result.percent === null)
    printLine(`no BD-rate: ${result.reason}${broken === undefined ? '' : `: ${broken}`}`);
  else printLine(`${result.percent.toFixed(4)} % (negative: fewer bits than the anchor)`);
  if (!json) warnings.forEach((warning) => printNote(`warning: ${warning}`));
  process.exitCode = result.percent === null ? EXIT.failed : EXIT.ok;
}

function breachOf(which: string, { points }: ReadCurve): string | undefined {
  const breach = curveBreach(points);
  return breach && `${which}: ${breach}`;
}

/** A rate in kbit/s against one in bits for each pixel gives a number that means nothing. */
const unitWarnings = (anchor: ReadCurve, test: ReadCurve): string[] =>
  (['rateName', 'metricName'] as const)
    .filter((field) => anchor[field].toLowerCase() !== test[field].toLowerCase())
    .map(
      (field) =>
        `${field === 'rateName' ? 'rates' : 'qualities'} are named differently: anchor ${anchor[field]}, test ${test[field]}; one unit is assumed`,
    );

async function curveOf(field: string, path: string, choice: CurveChoice): Promise<ReadCurve> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw usageError(`${field}: "${path}" cannot be read (${error.code})`, { field });
  });
  try {
    return readCurve(text, choice);
  } catch (error) {
    if (error instanceof CurveUnreadable) throw usageError(`${field}: "${path}": ${error.message}`, { field });
    throw error;
  }
}
