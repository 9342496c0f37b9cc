import { readFile } from 'node:fs/promises';
import { BD_METHODS, bdRate, type BdMethod, type RdPoint } from '@codecsmith/quality';
import { Command } from 'commander';
import { z } from 'zod';
import { EXIT, usageError } from '../exit-code.ts';
import { printJson, printLine, printNote } from '../output/print.ts';
import { jsonOption, oneOf } from './options.ts';

const curve = z.array(z.object({ rate: z.number(), metric: z.number().nullable() })).min(1);

export const bdrateCommand = (): Command =>
  new Command('bdrate')
    .description('BD-rate of two rate-distortion curves; needs no lab')
    .argument('<anchor>', 'JSON file: a list of { "rate": …, "metric": … }')
    .argument('<test>', 'the same for the codec under test')
    .option('--method <name>', BD_METHODS.join(', '), oneOf('method', BD_METHODS), 'pchip' as BdMethod)
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  ./codecsmith bdrate x264.json mine.json --json')
    .action(compareCurves);

async function compareCurves(
  anchor: string,
  test: string,
  { method, json }: { method: BdMethod; json?: true },
): Promise<void> {
  const result = bdRate(await readCurve('ANCHOR', anchor), await readCurve('TEST', test), method);
  if (json) printJson(result);
  else if (result.percent === null) printLine(`no BD-rate: ${result.reason}`);
  else printLine(`${result.percent.toFixed(4)} % (negative: fewer bits than the anchor)`);
  if (!json) result.warnings.forEach((warning) => printNote(`warning: ${warning}`));
  process.exitCode = result.percent === null ? EXIT.failed : EXIT.ok;
}

async function readCurve(field: string, path: string): Promise<RdPoint[]> {
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw usageError(`${field}: "${path}" cannot be read (${error.code})`, { field });
  });
  const parsed = curve.safeParse(parseJson(field, path, text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw usageError(
    `${field}: "${path}" is not a list of { rate, metric }: ${issue?.path.join('.')} ${issue?.message}`,
    { field },
  );
}

function parseJson(field: string, path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw usageError(`${field}: "${path}" is not JSON: ${(error as SyntaxError).message}`, { field });
  }
}
