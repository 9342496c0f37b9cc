import { writeFile } from 'node:fs/promises';
import { clipTitle } from '@codecsmith/experiment';
import { reportPage } from '@codecsmith/report';
import { Command } from 'commander';
import { usageError } from '../exit-code.ts';
import type { ClipNames } from '../experiments/clip-names.ts';
import { connectLab } from '../lab/connect.ts';
import { printJson, printLine } from '../output/print.ts';
import { foreignCurves, withForeignCurves } from '../reports/foreign-curves.ts';
import { loadMeasured } from '../reports/load-measured.ts';
import { campaignReport, experimentReport } from '../reports/report-of.ts';
import { completedOf, loadAll } from '../reports/select-experiments.ts';
import { jsonOption } from './options.ts';

interface ReportOptions {
  readonly campaign?: string;
  readonly out?: string;
  readonly json?: true;
}

export const reportCommand = (): Command =>
  new Command('report')
    .description('one HTML file with plots, tables, timing, environment and digests; needs nothing but a browser')
    .argument('[id]', 'experiment')
    .option('--campaign <id>', 'the candidates of a campaign instead')
    .option('--out <file>', 'where to write; the experiment or campaign names it when left out')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  ./codecsmith report exp-0123456789abcdef0123 --out report.html')
    .action(report);

async function report(id: string | undefined, { campaign, out, json }: ReportOptions): Promise<void> {
  if ((id === undefined) === (campaign === undefined)) throw usageError('give either an ID or --campaign');
  const client = await connectLab();
  const clips = await client.clips();
  const nameOf: ClipNames = (name) => clipTitle(name, clips);
  const measured =
    campaign === undefined
      ? experimentReport(await loadMeasured(client, id ?? ''), nameOf)
      : campaignReport(campaign, await loadAll(client, await completedOf(client, campaign)), nameOf);
  const frames = new Map(clips.map((clip) => [clip.digest, clip.frames]));
  const data = withForeignCurves(measured, await foreignCurves(), (digest) => frames.get(digest) ?? 0);
  const file = out ?? `${campaign ?? id}.html`;
  await writeFile(file, reportPage(data));
  if (json) printJson({ file, title: data.title, clips: data.clips.map((clip) => clip.name) });
  else printLine(file);
}
