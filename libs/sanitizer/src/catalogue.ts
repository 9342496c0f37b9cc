import type { Language } from '@codecsmith/codec';
import { exportKeywords, selfTest as javaScriptSelfTest } from './javascript/repairs.ts';
import { JAVASCRIPT_RULES } from './javascript/rules.ts';
import { syntax as javaScriptSyntax } from './javascript/sanitize-javascript.ts';
import { characters } from './python/repair/characters.ts';
import { mainBlock } from './python/repair/main-block.ts';
import { selfTest } from './python/repair/self-test.ts';
import { tabs } from './python/repair/tabs.ts';
import { typesRemoved } from './javascript/types.ts';
import { PYTHON_RULES } from './python/rules.ts';
import { nesting, syntax } from './python/syntax.ts';
import type { RuleDescription } from './rule.ts';
import { fences } from './text/fences.ts';
import { byteOrderMark, lineBreaks } from './text/plain.ts';
import { emptySource, packageTooBig, unreadable } from './text/unreadable.ts';

/** Every rule with its examples, by language, in the order in which they work. */
export const RULE_CATALOGUE: Readonly<Record<Language, readonly RuleDescription[]>> = {
  python: [
    byteOrderMark,
    lineBreaks,
    fences,
    characters,
    tabs,
    mainBlock,
    selfTest,
    unreadable,
    emptySource,
    packageTooBig,
    syntax,
    nesting,
    ...PYTHON_RULES,
  ],
  javascript: [typesRemoved, exportKeywords, javaScriptSelfTest, javaScriptSyntax, ...JAVASCRIPT_RULES],
};
