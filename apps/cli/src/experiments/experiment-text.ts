import type { ExperimentDocument, FailureCause, MeasuredRun } from '@codecsmith/client';
import { printLine } from '../output/print.ts';
import { decibel, renderTable } from '../output/table.ts';
import { figureLines } from './figures-text.ts';

/** Prints what a person wants to know of an experiment: how it ended, why, and its numbers. */
export function printExperiment(document: ExperimentDocument): void {
  printLine(`${document.experimentId}  ${document.outcome ?? document.phase}`);
  if (document.candidate !== null) {
    const { digest, language, api, color, family } = document.candidate;
    printLine(`candidate ${digest.slice(0, 12)}  ${language}, ${api} api, ${color}, ${family}`);
  }
  if (document.cause !== null) describeCause(document.cause).forEach((line) => printLine(line));
  if (document.runs.length > 0) printLine(`\n${renderRuns(document.runs)}`);
  figureLines(document).forEach((line) => printLine(line));
  if (document.flags.length > 0) printLine(`flags: ${document.flags.join(', ')}`);
}

/** The precise cause: what, where, and what to do about it. */
export function describeCause(cause: FailureCause): string[] {
  const where = [
    cause.side === null ? '' : `side ${cause.side}`,
    cause.clip === null ? '' : `clip ${cause.clip.slice(0, 12)}`,
    cause.quality === null ? '' : `quality ${cause.quality}`,
    cause.frame === null ? '' : `frame ${cause.frame}`,
    cause.line === null ? '' : `line ${cause.line}${cause.column === null ? '' : `:${cause.column}`}`,
  ].filter((part) => part !== '');
  return [
    `cause     ${cause.code}: ${cause.message}`,
    ...(where.length === 0 ? [] : [`where     ${where.join(', ')}`]),
    ...(cause.advice === null ? [] : [`advice    ${cause.advice}`]),
  ];
}

const renderRuns = (runs: readonly MeasuredRun[]): string =>
  renderTable(
    [
      { title: 'clip' },
      { title: 'quality', align: 'right' },
      { title: 'bytes', align: 'right' },
      { title: 'kbps', align: 'right' },
      { title: 'bpp', align: 'right' },
      { title: 'PSNR-Y dB', align: 'right' },
      { title: 'SSIM-Y', align: 'right' },
      { title: 'encode ms', align: 'right' },
      { title: 'decode ms', align: 'right' },
    ],
    runs.map((run) => [
      run.clipName,
      String(run.quality),
      String(run.bytes),
      run.kbps.toFixed(1),
      run.bpp.toFixed(4),
      decibel(run.psnr_y),
      run.ssim_y_ffmpeg.toFixed(4),
      run.encode.wallMs.toFixed(0),
      run.decode.wallMs.toFixed(0),
    ]),
  );
