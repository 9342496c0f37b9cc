import { TRACK_MODULES, TRACKS, type Track } from '@codecsmith/codec';
import { codecLibraries } from '../policy/closure.ts';
import { discoverClosure } from './discover-closure.ts';
import { DEFAULT_PYTHON } from './options.ts';

/** Modules beyond the standard library that jails on this machine can hold, by track. */
export type OfferedModules = Readonly<Record<Track, readonly string[]>>;

/** In every jail, or none could start. */
const ALWAYS: readonly string[] = ['numpy', 'codeckit'];

async function tracksOf(name: string, python: string): Promise<readonly Track[]> {
  if (ALWAYS.includes(name)) return TRACKS;
  const closure = await discoverClosure(python, ['numpy', name]);
  if (name in closure.missing) return [];
  return codecLibraries(closure).length === 0 ? TRACKS : ['open'];
}

/**
 * What of the contract's modules is installed here and fits each track. Debian's torch, for one, is linked to libx264,
 * so it fits `open` only. Imports each module once in a process of its own: some seconds.
 *
 * @throws JailFault when the interpreter is missing or too old.
 */
export async function offeredModules(python: string = DEFAULT_PYTHON): Promise<OfferedModules> {
  const tracks = new Map<string, readonly Track[]>();
  for (const name of TRACK_MODULES.open) tracks.set(name, await tracksOf(name, python));
  const offered = (track: Track): string[] =>
    TRACK_MODULES[track].filter((name) => tracks.get(name)?.includes(track) === true);
  return { pure: offered('pure'), open: offered('open') };
}
