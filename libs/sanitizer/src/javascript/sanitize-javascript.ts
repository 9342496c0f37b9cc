import { chargeOf } from '../charge.ts';
import { familyOf } from '../family.ts';
import { cleared, rejected } from '../outcome.ts';
import type { SanitizeOptions, SanitizeResult, Violation } from '../report.ts';
import { byPlace, type TextRuleDescription } from '../rule.ts';
import { trimBlanks, type Draft } from '../text/draft.ts';
import { takeOutOfFences } from '../text/fences.ts';
import { repairPlainText } from '../text/plain.ts';
import { checkText } from '../text/unreadable.ts';
import { apiOf } from './entry-points.ts';
import { normalizedTree } from './normalize.ts';
import { allNodes, JavaScriptProgram } from './program.ts';
import { removeExports, removeSelfTests } from './repairs.ts';
import { colorOf, importedModules, JAVASCRIPT_RULES, memberNames, needsOf } from './rules.ts';
import { sourceParts } from './source-parts.ts';
import { removeTypes, type TypeStripper } from './types.ts';

export const syntax: TextRuleDescription = {
  id: 'syntax.invalid',
  kind: 'reject',
  title: 'The source is a valid JavaScript module (ES2024), or one in TypeScript whose types can be left out.',
  why: 'A file that cannot be parsed fails before its first line.',
  bad: 'const level = ;',
  good: 'const level = 1;',
};

function syntaxError(text: string): Violation | undefined {
  try {
    new JavaScriptProgram(text);
    return undefined;
  } catch (error) {
    if (error instanceof RangeError) {
      return {
        rule: syntax.id,
        line: 1,
        column: 1,
        message: 'the code is nested too deeply',
        advice: 'split the expression',
      };
    }
    if (!(error instanceof SyntaxError) || !('loc' in error)) throw error;
    const { line, column } = error.loc as { line: number; column: number };
    const message = error.message.slice(0, error.message.lastIndexOf(' ('));
    const advice = 'correct the line; if it is prose, send only code, or put the code into one fenced block';
    return { rule: syntax.id, line, column: column + 1, message, advice };
  }
}

/** A fenced block is valid JavaScript, a template literal: only entry points tell a program from a reply that holds one. */
const isProgram = (text: string): boolean => !syntaxError(text) && apiOf(new JavaScriptProgram(text)) !== undefined;

function applyRules(program: JavaScriptProgram, kind: 'reject' | 'warn'): Violation[] {
  const rules = JAVASCRIPT_RULES.filter((rule) => rule.kind === kind);
  return rules.flatMap((rule) => rule.find(program).map((finding) => ({ rule: rule.id, ...finding }))).sort(byPlace);
}

function repair(text: Draft): Draft {
  const withoutExports = removeExports(text, new JavaScriptProgram(text.text));
  const repaired = removeSelfTests(withoutExports, new JavaScriptProgram(withoutExports.text));
  return { ...repaired, text: trimBlanks(repaired.text) };
}

/** Names for telling the family: what is used and which properties are read. */
const namesIn = (program: JavaScriptProgram): string[] => [
  ...program.topNames,
  ...program.uses.map(({ name }) => name),
  ...allNodes(program.root).flatMap(memberNames),
];

/** A draft that is JavaScript, or why there is none. */
type Read = { readonly draft: Draft } | { readonly violations: readonly Violation[] };

/** Whichever parser came further has understood the text better. */
const isFurther = (one: Violation, other: Violation): boolean => byPlace(one, other) > 0;

/** The text as it is where that is JavaScript, unless its author calls it TypeScript; else without types. */
function asJavaScript(draft: Draft, types: () => TypeStripper, typed: boolean): Read {
  const invalid = syntaxError(draft.text);
  if (!invalid && !typed) return { draft };
  const without = removeTypes(draft, types(), syntax.id);
  if (!without) return invalid ? { violations: [invalid] } : { draft };
  if (without.violations.length > 0) return { violations: without.violations };
  const stillInvalid = syntaxError(without.draft.text);
  if (!stillInvalid) return { draft: without.draft };
  return { violations: [invalid && !isFurther(stillInvalid, invalid) ? invalid : stillInvalid] };
}

/** Repairs and checks a candidate in JavaScript or TypeScript; nothing of it is executed. */
export function sanitizeJavaScript(
  types: () => TypeStripper,
  source: string,
  options: SanitizeOptions,
): SanitizeResult {
  const unreadable = checkText(source);
  if (unreadable.length > 0) return rejected('javascript', unreadable);
  const plain = repairPlainText(source);
  const text = isProgram(plain.text) ? plain : takeOutOfFences(plain, 'javascript');
  const read = asJavaScript(text, types, options.typed ?? false);
  if ('violations' in read) return rejected('javascript', read.violations);
  const draft = repair(read.draft);
  const program = new JavaScriptProgram(draft.text);
  const violations = applyRules(program, 'reject');
  if (violations.length > 0) return rejected('javascript', violations);
  return cleared(draft, {
    language: 'javascript',
    api: apiOf(program) ?? 'frame',
    color: colorOf(program),
    track: options.track ?? 'pure',
    needs: needsOf(program),
    imports: importedModules(program),
    family: familyOf(namesIn(program)),
    complexity: allNodes(program.root).length,
    warnings: applyRules(program, 'warn'),
    charge: chargeOf(sourceParts(program)),
    normalizedDigestInput: normalizedTree(program),
  });
}
