import type { Violation } from './report.ts';

/** A place and what to say about it. */
export type Finding = Omit<Violation, 'rule'>;

interface Described {
  /** Stable, `<subject>.<problem>`. */
  readonly id: string;
  /** One line: what the rule does. */
  readonly title: string;
  /** Why it exists, for the reader of the documentation. */
  readonly why: string;
  /** Smallest text that the rule acts on. It is a test and a line of the documentation. */
  readonly bad: string;
  /** The nearest text that the rule leaves alone. */
  readonly good: string;
}

/** A check on a parsed candidate. Its examples are completed with a plain pair of entry points when they have none. */
export interface Rule<Unit> extends Described {
  readonly kind: 'reject' | 'warn';
  find(unit: Unit): readonly Finding[];
}

/** Documentation of a repair; the repair itself is a step of the pipeline of its language. */
export interface RepairDescription extends Described {
  readonly kind: 'repair';
}

/** Documentation of a check that works on text, before there is a tree. */
export interface TextRuleDescription extends Described {
  readonly kind: 'reject';
}

export type RuleDescription = Described & { readonly kind: 'repair' | 'reject' | 'warn' };

export const byPlace = (a: Finding, b: Finding): number => a.line - b.line || a.column - b.column;
