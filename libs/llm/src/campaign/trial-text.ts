import type { Failure } from '../prompts/material.ts';
import { untrusted } from '../prompts/untrusted.ts';

/** Lines shown before and behind the line of a failure. */
const AROUND = 3;

/** What its author is told of code that failed: where, why, the lines of the code around the place, and the last of its log. */
export function trialText(failure: Failure, code: string): string {
  const { outcome, message, line, advice, lastLines, place } = failure;
  const where = [place, ...(line === null ? [] : [`line ${line}`])].filter((part) => part !== '').join(', ');
  const parts = [
    `${outcome}${where === '' ? '' : ` (${where})`}: ${message}`,
    ...(line === null ? [] : [linesAround(code, line)]),
    ...(lastLines.trim() === '' ? [] : [`last lines of the log:\n${lastLines.trimEnd()}`]),
    ...(advice === null ? [] : [`advice: ${advice}`]),
  ];
  return untrusted('failure', parts.join('\n\n'));
}

/** Lines of the code with their numbers; the failing one is marked. */
function linesAround(code: string, line: number): string {
  const lines = code.split('\n');
  const first = Math.max(1, line - AROUND);
  const last = Math.min(lines.length, line + AROUND);
  const width = String(last).length;
  return lines
    .slice(first - 1, last)
    .map((text, index) => `${first + index === line ? '>' : ' '} ${String(first + index).padStart(width)} | ${text}`)
    .join('\n');
}
