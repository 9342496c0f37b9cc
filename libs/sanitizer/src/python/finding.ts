import type { Track } from '@codecsmith/codec';
import type { Rule, Finding } from '../rule.ts';
import type { ModulesByTrack } from '../report.ts';
import type { PythonModule } from './analysis/module.ts';
import type { PyNode } from './node.ts';

/** What a rule looks at: the candidate, and what it is held to. */
export interface PythonUnit {
  readonly module: PythonModule;
  /** The track asked for, or undefined when the imports decide. */
  readonly track: Track | undefined;
  /** Third-party modules that the lane has, by track. */
  readonly modules: ModulesByTrack;
}

export type PythonRule = Rule<PythonUnit>;

/** A finding at a node. */
export const at = ({ line, column }: PyNode, message: string, advice: string): Finding => ({
  line,
  column,
  message,
  advice,
});

/** A finding about the file as a whole. */
export const atTop = (message: string, advice: string): Finding => ({ line: 1, column: 1, message, advice });
