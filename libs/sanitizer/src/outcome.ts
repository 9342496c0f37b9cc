import type { Language } from '@codecsmith/codec';
import type { Cleared, Rejected, Violation } from './report.ts';
import { byPlace } from './rule.ts';
import type { Draft } from './text/draft.ts';
import { utf8Bytes } from './text/utf8.ts';

export const rejected = (language: Language, violations: readonly Violation[]): Rejected => ({
  cleared: false,
  language,
  violations: [...violations].sort(byPlace),
});

type Known = Omit<Cleared, 'cleared' | 'code' | 'packageBytes' | 'changes' | 'lineMap'>;

/** Completes a result with what follows from the repaired text. Repairs keep every line in its place. */
export const cleared = (draft: Draft, known: Known): Cleared => ({
  cleared: true,
  code: draft.text,
  ...known,
  packageBytes: utf8Bytes(draft.text),
  changes: [...draft.changes].sort((a, b) => a.line - b.line),
  lineMap: [{ cleared: 1, author: 1, lines: draft.text.split('\n').length - 1 }],
});
