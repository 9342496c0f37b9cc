import type { Violation } from '../report.ts';
import type { TextRuleDescription } from '../rule.ts';
import { blank } from '../text/draft.ts';
import type { PythonEngine, SyntaxFinding } from './engine.ts';
import { findAll, type PyNode } from './node.ts';

export const syntax: TextRuleDescription = {
  id: 'syntax.invalid',
  kind: 'reject',
  title: 'The source is valid Python 3.11.',
  why: 'A file that the interpreter cannot compile fails before its first line. The refusal names newer syntax and Python 2.',
  bad: 'def level(:\n    return 1',
  good: 'def level():\n    return 1',
};

export const nesting: TextRuleDescription = {
  id: 'syntax.nesting',
  kind: 'reject',
  title: 'Code is nested no deeper than the interpreter follows.',
  why: 'CPython refuses brackets and expressions that are nested without measure.',
  bad: `LEVEL = ${'('.repeat(5000)}1${')'.repeat(5000)}`,
  good: `LEVEL = ${'('.repeat(20)}1${')'.repeat(20)}`,
};

/** More of them only repeat the first in other words. */
const MAX_REPORTED = 5;

/** Advice by a part of the parser's message, first match. */
const ADVICE: readonly (readonly [string, string])[] = [
  ['syntax was added in Python', 'Python 3.11 runs the code: write it without the newer syntax'],
  ['EOF', 'a bracket is never closed, or the reply was cut short: send the whole file'],
  ['end of file', 'the file ends too early: send the whole of it'],
  ['missing closing quote', 'close the string on the line where it begins, or use triple quotes'],
  ['unterminated', 'close the string on the line where it begins, or use triple quotes'],
  ['unindent does not match', 'indent the block with the same number of spaces throughout'],
  ['Unexpected indentation', 'indent only after a line that ends in a colon'],
  ['Expected an indented block', 'write the body of the block, at least pass'],
  ['outside of a function', 'move the line into a function'],
  ['outside loop', 'move the line into a loop'],
  ['not properly in loop', 'move the line into a loop'],
  ['async function', 'use await only inside async def, or call the function without it'],
  ['Got unexpected token', 'write the code in plain characters'],
  ['Duplicate parameter', 'give each parameter its own name'],
  ['Invalid assignment target', 'only names, attributes, items and tuples of them can be assigned to'],
];

const PROSE = 'if this line is prose, send only code, or put the code into one fenced block';

function adviceFor(finding: SyntaxFinding, oldPrint: boolean): string {
  if (oldPrint) return 'this is Python 2: call the function, print(…)';
  const known = ADVICE.find(([part]) => finding.message.includes(part));
  if (known) return known[1];
  return finding.message.includes('Simple statements must be separated')
    ? `correct the line; ${PROSE}`
    : 'correct the line: it must be valid Python 3.11';
}

/** Comments that would tell the strict parser to look away. */
function withoutDirectives(text: string, root: PyNode): string {
  if (!text.toLowerCase().includes('noqa')) return text;
  const silencing = findAll(root, 'comment').filter((comment) => comment.text.toLowerCase().includes('noqa'));
  return silencing.reduce((current, { start, end }) => blank(current, start, end, '#'), text);
}

/** Errors that Python 3.11 would report, strictest parser first. */
export function checkSyntax(engine: PythonEngine, text: string): Violation[] {
  const { root } = engine.parse(text);
  const findings = engine.syntaxErrors(withoutDirectives(text, root));
  if (findings.length === 0) return [];
  const oldPrints = findAll(root, 'print_statement', 'exec_statement').map(({ line }) => line);
  return findings.slice(0, MAX_REPORTED).map((finding) => {
    const { line, column, message } = finding;
    return { rule: syntax.id, line, column, message, advice: adviceFor(finding, oldPrints.includes(line)) };
  });
}
