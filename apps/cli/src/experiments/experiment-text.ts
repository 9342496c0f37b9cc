import type { ExperimentDocument, FailureCause } from '@codecsmith/client';
import { printLine } from '../output/print.ts';
import type { ClipNames } from './clip-names.ts';
import { clipLines, verdictLines } from './figures-text.ts';

/** Prints what a person wants to know of an experiment: how it ended, why, and its numbers. */
export function printExperiment(document: ExperimentDocument, nameOf: ClipNames): void {
  const { name, tags, starred, note } = document;
  const called = [name === null ? '' : `  ${name}`, ...tags.map((tag) => `  #${tag}`), starred ? '  starred' : ''].join(
    '',
  );
  printLine(`${document.experimentId}  ${document.outcome ?? document.phase}${called}`);
  if (document.waitsFor !== null) printLine(`waiting   for ${document.waitsFor}`);
  if (note !== null) printLine(`note      ${indented(note)}`);
  if (document.candidate !== null) {
    const { digest, language, api, color, family } = document.candidate;
    const { warnings } = document.candidate;
    printLine(`candidate ${digest.slice(0, 12)}  ${language}, ${api} api, ${color}, ${family}`);
    for (const { line, message, rule } of warnings) printLine(`warning   line ${line}: ${indented(message)} (${rule})`);
  }
  if (document.jail !== null) printLine(jailLine(document.jail));
  if (document.cause !== null) describeCause(document.cause).forEach((line) => printLine(line));
  const clips = [...new Set(document.runs.map((run) => run.clip))];
  [...clips.flatMap((clip) => [...clipLines(document, clip, nameOf), '']), ...verdictLines(document)].forEach((line) =>
    printLine(line),
  );
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
    `cause     ${cause.code}: ${indented(cause.message)}`,
    ...(where.length === 0 ? [] : [`where     ${where.join(', ')}`]),
    ...(cause.advice === null ? [] : [`advice    ${indented(cause.advice)}`]),
  ];
}

/** Further lines of a text keep to the right of the headings, so that they cannot pass for lines of the lab. */
const indented = (text: string): string => text.replaceAll('\n', '\n          ');

const FILES = {
  private: 'files of its own',
  shared: 'files shared with the host, whose caches can carry bits from encoder to decoder',
  none: 'no files',
} as const;

const SPLIT = {
  machines: 'encoded on another machine',
  executors: 'encoded by another executor of the same machine',
} as const;

const jailLine = ({ tier, files, split }: NonNullable<ExperimentDocument['jail']>): string =>
  [
    `jail      tier ${tier}`,
    ...(files === undefined ? [] : [FILES[files]]),
    ...(split === undefined ? [] : [SPLIT[split]]),
  ].join(', ');
