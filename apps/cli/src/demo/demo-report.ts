import type { ExperimentDocument, MeasuredRun } from '@codecsmith/client';
import { describeCause } from '../experiments/experiment-text.ts';
import { decibel, renderTable, type Column } from '../output/table.ts';
import type { DemoResult } from './run-demo.ts';

const right = (title: string): Column => ({ title, align: 'right' });

/** Candidates × quality on one clip: numbers of different clips are never mixed. */
export function rateDistortionTable(results: readonly DemoResult[], clip: string): string {
  const rows = results.flatMap(({ candidate, document }) =>
    runsOn(document, clip).map((run, index) => [
      index === 0 ? candidate.name : '',
      String(run.quality),
      run.kbps.toFixed(1),
      run.bpp.toFixed(4),
      decibel(run.psnr_y),
      run.ssim_y_ffmpeg.toFixed(4),
    ]),
  );
  const columns = [right('quality'), right('kbps'), right('bpp'), right('PSNR-Y dB'), right('SSIM-Y')];
  return renderTable([{ title: 'candidate' }, ...columns], rows);
}

/** Each candidate's ending; the precise cause where it failed. */
export function endings(results: readonly DemoResult[]): string[] {
  return results.flatMap(({ candidate, document, reused }) => {
    const line = `${candidate.name}: ${document.outcome ?? document.phase}, ${document.experimentId}`;
    const cause = document.cause === null ? [] : describeCause(document.cause).map((each) => `  ${each}`);
    return [`${line}${reused ? ' (from an earlier run)' : ''}`, ...cause];
  });
}

/** Names of the clips that were measured, in the order of the runs. */
export function measuredClips(results: readonly DemoResult[]): Map<string, string> {
  const clips = new Map<string, string>();
  for (const { document } of results) for (const run of document.runs) clips.set(run.clip, run.clipName);
  return clips;
}

const runsOn = (document: ExperimentDocument, clip: string): MeasuredRun[] =>
  document.runs.filter((run) => run.clip === clip).sort((left, right) => left.quality - right.quality);
