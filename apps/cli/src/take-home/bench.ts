import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ClipRefused, MediaToolMissing } from '@codecsmith/media';
import { Coder, CodingFailed, WrongCodec } from '@codecsmith/transcode';
import { StreamError } from '@codecsmith/container';
import { CommandError, EXIT, missingPart } from '../exit-code.ts';
import { labPaths } from '../lab/running-lab.ts';

/** What a command codes with. */
export interface Bench {
  readonly coder: Coder;
  /** Folder for temporary files. */
  readonly scratch: string;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

/** Opens the jail and a folder for `work`, and closes both, however it ends. */
export async function withBench<Result>(work: (bench: Bench) => Promise<Result>): Promise<Result> {
  const interrupt = new AbortController();
  const onInterrupt = (): void => interrupt.abort(new CommandError(EXIT.failed, 'interrupted'));
  process.once('SIGINT', onInterrupt).once('SIGTERM', onInterrupt);
  const scratch = await mkdtemp(join(tmpdir(), 'codecsmith-'));
  const coder = await Coder.open(labPaths().guest);
  try {
    return await work({ coder, scratch, signal: interrupt.signal });
  } catch (error) {
    throw interrupt.signal.aborted ? interrupt.signal.reason : commandErrorOf(error);
  } finally {
    process.off('SIGINT', onInterrupt).off('SIGTERM', onInterrupt);
    await coder.close();
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Errors of the libraries as what they mean for a command. */
export function commandErrorOf(error: unknown): unknown {
  if (error instanceof ClipRefused) return new CommandError(EXIT.refused, error.message, { code: error.code });
  if (error instanceof StreamError) return new CommandError(EXIT.refused, error.message, { offset: error.offset });
  if (error instanceof WrongCodec) return new CommandError(EXIT.refused, error.message);
  if (error instanceof MediaToolMissing) return missingPart(error.message);
  if (!(error instanceof CodingFailed)) return error;
  const said = error.lastLines.trim();
  const { side, outcome } = error;
  return new CommandError(EXIT.failed, said === '' ? error.message : `${error.message}\n${said}`, { side, outcome });
}
