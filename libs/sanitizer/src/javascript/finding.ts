import type { Node } from 'acorn';
import type { Finding, Rule } from '../rule.ts';
import type { JavaScriptProgram } from './program.ts';

export type JavaScriptRule = Rule<JavaScriptProgram>;

/** A finding at a node. */
export const at = ({ loc }: Node, message: string, advice: string): Finding => ({
  line: loc?.start.line ?? 1,
  column: (loc?.start.column ?? 0) + 1,
  message,
  advice,
});

export const atTop = (message: string, advice: string): Finding => ({ line: 1, column: 1, message, advice });
