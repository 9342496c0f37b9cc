import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Clip, LabClient } from '@codecsmith/client';
import { FILM_SCENES, KNOWN_SEQUENCES, SEQUENCES_URL, type KnownSequence } from '@codecsmith/media';
import { CommandError, EXIT, missingPart, usageError } from '../exit-code.ts';
import type { LabAddress } from '../lab/connect.ts';
import { printNote } from '../output/print.ts';
import { addClipFile, fetchScene } from './clips.ts';

/** Everything that `clip fetch` knows, for help texts. */
export const FETCHED_NAMES = ['film', ...[...FILM_SCENES, ...KNOWN_SEQUENCES].map(({ name }) => name)];

/** A part of a scene that is short enough for a first look. */
export const DEMO_SCENE = 'film-demo';

/** Makes the lab know a scene of the film, all of them (`film`), or a public test sequence. */
export async function fetchClips(client: LabClient, lab: LabAddress, name: string): Promise<Clip[]> {
  const sequence = KNOWN_SEQUENCES.find((known) => known.name === name);
  if (sequence !== undefined) return [await fetchSequence(client, lab, sequence)];
  const scenes = FILM_SCENES.filter((scene) => (name === 'film' ? scene.name !== DEMO_SCENE : scene.name === name));
  if (scenes.length === 0) {
    const message = `NAME: "${name}" is not known. Known: ${FETCHED_NAMES.join(', ')}`;
    throw usageError(message, { field: 'NAME', allowed: FETCHED_NAMES });
  }
  const fetched: Clip[] = [];
  for (const scene of scenes) fetched.push(await fetchScene(client, lab, scene.name));
  return fetched;
}

async function fetchSequence(client: LabClient, lab: LabAddress, known: KnownSequence): Promise<Clip> {
  const folder = await mkdtemp(join(tmpdir(), 'codecsmith-fetch-'));
  const path = join(folder, known.file);
  try {
    await download(`${SEQUENCES_URL}${known.file}`, path, known);
    return await addClipFile(client, lab, path, {
      name: known.name,
      options: known.raw === undefined ? {} : { raw: known.raw },
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** @throws CommandError where the file cannot be had, or is another than the one that is known */
async function download(url: string, path: string, { name, sha1 }: KnownSequence): Promise<void> {
  const elsewhere = `Fetch it on a machine with a network, then: ./codecsmith clip add FILE --name ${name}`;
  const response = await fetch(url).catch((error: Error) => {
    const why = error.cause instanceof Error ? error.cause.message : error.message;
    throw missingPart(`${url} cannot be reached (${why}). ${elsewhere}`);
  });
  if (!response.ok || response.body === null) throw missingPart(`${url} answers ${response.status}. ${elsewhere}`);
  printNote(`fetching ${url}`);
  const hash = createHash('sha1');
  const body = response.body as AsyncIterable<Uint8Array>;
  await pipeline(
    body,
    async function* (chunks: AsyncIterable<Uint8Array>) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        yield chunk;
      }
    },
    createWriteStream(path),
  );
  const found = hash.digest('hex');
  if (found === sha1) return;
  throw new CommandError(
    EXIT.refused,
    `${url} is another file than the one that is known: sha1 ${found}, expected ${sha1}`,
  );
}
