import { TRACK_MODULES } from '@codecsmith/codec';
import { chargeOf } from '../charge.ts';
import { familyOf } from '../family.ts';
import { rememberLast } from '../remember-last.ts';
import { cleared, rejected } from '../outcome.ts';
import type { SanitizeOptions, SanitizeResult, Violation } from '../report.ts';
import { byPlace } from '../rule.ts';
import { trimBlanks, type Draft } from '../text/draft.ts';
import { takeOutOfFences } from '../text/fences.ts';
import { repairPlainText } from '../text/plain.ts';
import { checkText } from '../text/unreadable.ts';
import { PythonModule } from './analysis/module.ts';
import { NestingError, type PythonEngine } from './engine.ts';
import { complexityOf, identifiers, needsOf, normalizedTree } from './extract.ts';
import type { PythonUnit } from './finding.ts';
import { apiOf } from './reject/entry-points.ts';
import { colorOf } from './reject/constants.ts';
import { importedModules, narrowestTrack } from './reject/imports.ts';
import { repairCharacters } from './repair/characters.ts';
import { removeMainBlocks } from './repair/main-block.ts';
import { removeSelfTests } from './repair/self-test.ts';
import { repairTabs } from './repair/tabs.ts';
import { PYTHON_RULES } from './rules.ts';
import { sourceParts } from './source-parts.ts';
import { checkSyntax, nesting } from './syntax.ts';

type ReadModule = (text: string) => PythonModule;

const moduleReader = (engine: PythonEngine): ReadModule =>
  rememberLast((text) => {
    const { root, complete } = engine.parse(text);
    return new PythonModule(text, root, complete);
  });

/** Repairs that a text may need before it is a program. */
function repairText(engine: PythonEngine, source: string): Draft {
  const plain = repairPlainText(source);
  if (engine.syntaxErrors(plain.text).length === 0) return repairTabs(plain, engine);
  const unfenced = takeOutOfFences(plain, 'python');
  return repairTabs(repairCharacters(unfenced, engine), engine);
}

/** Removes what only runs when the author tries the file out. */
function repairModule(read: ReadModule, draft: Draft): Draft {
  const withoutMain = removeMainBlocks(draft, read(draft.text));
  const repaired = removeSelfTests(withoutMain, read(withoutMain.text));
  return { ...repaired, text: trimBlanks(repaired.text) };
}

function applyRules(unit: PythonUnit, kind: 'reject' | 'warn'): Violation[] {
  const rules = PYTHON_RULES.filter((rule) => rule.kind === kind);
  const found = rules.flatMap((rule) => rule.find(unit).map((finding) => ({ rule: rule.id, ...finding })));
  return found.sort(byPlace);
}

function judge(draft: Draft, unit: PythonUnit): SanitizeResult {
  const violations = applyRules(unit, 'reject');
  const { module } = unit;
  const api = apiOf(module) ?? 'frame';
  if (violations.length > 0) return rejected('python', violations);
  return cleared(draft, {
    language: 'python',
    api,
    color: colorOf(module),
    track: unit.track ?? narrowestTrack(unit),
    needs: needsOf(unit),
    imports: importedModules(unit),
    family: familyOf(identifiers(module)),
    complexity: complexityOf(module),
    warnings: applyRules(unit, 'warn'),
    charge: chargeOf(sourceParts(module)),
    normalizedDigestInput: normalizedTree(module),
  });
}

function sanitize(engine: PythonEngine, source: string, options: SanitizeOptions): SanitizeResult {
  const unreadable = checkText(source);
  if (unreadable.length > 0) return rejected('python', unreadable);
  engine.parse(source); // Finds code that is nested without end before the strict parser, which would not survive it.
  const text = repairText(engine, source);
  const invalid = [...checkText(text.text), ...checkSyntax(engine, text.text)];
  if (invalid.length > 0) return rejected('python', invalid);
  const read = moduleReader(engine);
  const draft = repairModule(read, text);
  const modules = options.modules ?? TRACK_MODULES;
  return judge(draft, { module: read(draft.text), track: options.track, modules });
}

/** Repairs and checks a Python candidate; nothing of it is executed. */
export function sanitizePython(engine: PythonEngine, source: string, options: SanitizeOptions): SanitizeResult {
  try {
    return sanitize(engine, source, options);
  } catch (error) {
    if (!(error instanceof NestingError)) throw error;
    const advice = 'split the expression, or write the table as a string that is parsed at load time';
    return rejected('python', [
      { rule: nesting.id, line: 1, column: 1, message: 'the code is nested too deeply', advice },
    ]);
  }
}
