import { realpath } from 'node:fs/promises';
import { basename } from 'node:path';
import { OnceEach } from '@codecsmith/kernel';
import { sandboxArguments, type ShownFile } from '../commands/sandbox.ts';
import { MediaToolError, MediaToolTimedOut } from './run-errors.ts';
import { runTool, type ToolRun } from './run-tool.ts';

const BUBBLEWRAP = 'bwrap';
const PROBE_LIMIT_MS = 20_000;

/** A stranger's file as tools may open it: its name in their arguments, and the command line that holds them. */
export interface UntrustedFile {
  readonly path: string;
  readonly hold: (run: Pick<ToolRun, 'tool' | 'args'>) => Pick<ToolRun, 'tool' | 'args' | 'name'>;
}

const isolations = new OnceEach<string | null>();

/**
 * Why this machine cannot hold a tool in namespaces of its own, or null where it can; tried once for each tool. Where
 * it cannot, a stranger's file is still opened with allow-listed protocols, containers and decoders alone.
 *
 * @throws MediaToolTimedOut when trying took too long: that says nothing, and the next call tries again
 */
export const noIsolation = (tool: string): Promise<string | null> => isolations.get(tool, () => tryOut(tool));

async function tryOut(tool: string): Promise<string | null> {
  const run = { tool: BUBBLEWRAP, args: sandboxArguments(tool, ['-version']), timeoutMs: PROBE_LIMIT_MS };
  return runTool(run).then(
    () => null,
    (error: unknown) => {
      if (error instanceof MediaToolError && !(error instanceof MediaToolTimedOut)) return error.message;
      throw error;
    },
  );
}

/**
 * Shows a file, and no other, to a tool that is held without network; shows it plainly where that cannot be had.
 *
 * @param own what a tool needs that is no program of the system: its own files
 */
export async function openUntrusted(
  file: string,
  tool: string,
  own: readonly ShownFile[] = [],
): Promise<UntrustedFile> {
  if ((await noIsolation(tool)) !== null) return { path: file, hold: (run) => run };
  const target = `/in/${basename(file)}`;
  const shown = [...own, { source: await realpath(file), target }];
  return {
    path: target,
    hold: ({ tool: held, args }) => ({ tool: BUBBLEWRAP, args: sandboxArguments(held, args, shown), name: held }),
  };
}
