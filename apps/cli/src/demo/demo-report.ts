import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExperimentDocument, LabClient, MeasuredRun } from '@codecsmith/client';
import { CURVE_METRICS, measuredBy, metricText, metricTitle } from '@codecsmith/quality';
import { reportPage } from '@codecsmith/report';
import { clipNames } from '../experiments/clip-names.ts';
import { describeCause } from '../experiments/experiment-text.ts';
import { percentText } from '../experiments/figures-text.ts';
import { labPaths } from '../lab/running-lab.ts';
import { renderTable, type Column } from '../output/table.ts';
import { campaignReport } from '../reports/report-of.ts';
import { loadAll } from '../reports/select-experiments.ts';

/** A candidate of the demo under the name that its tables use. */
export interface Shown {
  readonly name: string;
  readonly document: ExperimentDocument;
}

const right = (title: string): Column => ({ title, align: 'right' });

/** Candidates × quality on one clip: numbers of different clips are never mixed. */
export function rateDistortionTable(candidates: readonly Shown[], clip: string): string {
  const metrics = measuredBy(
    candidates.flatMap(({ document }) => runsOn(document, clip)),
    CURVE_METRICS,
  );
  const rows = candidates.flatMap(({ name, document }) =>
    runsOn(document, clip).map((run, index) => [
      index === 0 ? name : '',
      ...[String(run.quality), run.kbps.toFixed(1), run.bpp.toFixed(4)],
      ...metrics.map((each) => metricText(each, run[each])),
    ]),
  );
  const columns = [right('quality'), right('kbps'), right('bpp'), ...metrics.map((each) => right(metricTitle(each)))];
  return renderTable([{ title: 'candidate' }, ...columns], rows);
}

/** Candidates × anchor on one clip: BD-rate on psnr_y, or why there is none. */
export function anchorTable(candidates: readonly Shown[], clip: string): string {
  const figures = candidates.map(({ name, document }) => ({
    name,
    figures: document.bdRate.filter((one) => one.clip === clip && one.metric === 'psnr_y'),
  }));
  const label = ({ anchor, mode }: { anchor: string; mode: string }): string => `${anchor} ${mode}`;
  const anchors = [...new Set(figures.flatMap((each) => each.figures.map(label)))];
  const rows = figures.map((each) => [
    each.name,
    ...anchors.map((anchor) =>
      each.figures
        .filter((figure) => label(figure) === anchor)
        .map(percentText)
        .join(''),
    ),
  ]);
  return renderTable([{ title: 'BD-rate (psnr_y) against' }, ...anchors.map(right)], rows);
}

/** How a candidate ended; the precise cause where it failed. */
export function ending({ name, document }: Shown, reused: boolean): string[] {
  const line = `${name}: ${document.outcome ?? document.phase}, ${document.experimentId}`;
  const cause = document.cause === null ? [] : describeCause(document.cause).map((each) => `  ${each}`);
  return [`${line}${reused ? ' (from an earlier run)' : ''}`, ...cause];
}

/** Names of the clips that were measured, in the order of the runs. */
export function measuredClips(candidates: readonly Shown[]): Map<string, string> {
  const clips = new Map<string, string>();
  for (const { document } of candidates) for (const run of document.runs) clips.set(run.clip, run.clipName);
  return clips;
}

/** Writes the report of the candidates that completed into the lab's folder; returns the path of the file. */
export async function writeDemoReport(client: LabClient, name: string, candidates: readonly Shown[]): Promise<string> {
  const completed = candidates.filter(({ document }) => document.outcome === 'completed');
  const ids = completed.map(({ document }) => document.experimentId);
  const folder = join(labPaths().home, 'reports');
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${name}.html`);
  await writeFile(file, reportPage(campaignReport(name, await loadAll(client, ids), await clipNames(client))));
  return file;
}

const runsOn = (document: ExperimentDocument, clip: string): MeasuredRun[] =>
  document.runs.filter((run) => run.clip === clip).sort((left, right) => left.quality - right.quality);
