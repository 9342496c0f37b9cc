import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import { HttpArtifactStore } from '@codecsmith/artifacts';
import type { Clip, KnownClip, LabClient } from '@codecsmith/client';
import {
  BUILTIN_CLIPS,
  ClipRefused,
  FILM_CREDIT,
  FILM_PACKAGE,
  FILM_SCENES,
  filmFile,
  importFilmScene,
  sourceCaution,
  importClip,
  makeBuiltinClip,
  MediaToolMissing,
  type ClipRecord,
  type ImportOptions,
} from '@codecsmith/media';
import { readConfig } from '@codecsmith/platform';
import { CommandError, EXIT, missingPart } from '../exit-code.ts';
import type { LabAddress } from '../lab/connect.ts';
import { mediaTools } from '../media-tools.ts';
import { printNote } from '../output/print.ts';

/** What a clip is called when nobody names it: its file's name, as a slug. */
const clipNameOf = (file: string): string =>
  basename(file, extname(file))
    .replace(/[^A-Za-z0-9_-]+/g, '_')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 80) || 'clip';

/** Makes the lab know the clips that it draws itself. Returns those that were new. */
export async function addBuiltinClips(client: LabClient): Promise<string[]> {
  const known = new Set((await client.clips()).map((clip) => clip.digest));
  const added: string[] = [];
  for (const name of BUILTIN_CLIPS) {
    const { record, planes } = makeBuiltinClip(name);
    if (known.has(record.digest)) continue;
    await client.putArtifact(record.digest, new Blob([new Uint8Array(planes)]));
    await client.addClip(record);
    added.push(name);
  }
  return added;
}

/**
 * Decodes a video file once, stores its planes and makes the clip known. Without a `name` the clip is called after its
 * file, and one that is known already keeps its name.
 *
 * @throws CommandError when the file is refused
 */
export async function addClipFile(
  client: LabClient,
  lab: LabAddress,
  file: string,
  { name, options = {} }: { readonly name?: string | undefined; readonly options?: Partial<ImportOptions> } = {},
): Promise<Clip> {
  const record = await importTo(lab, file, name ?? clipNameOf(file), options);
  for (const { message } of record.assumptions ?? []) printNote(`${record.name}: ${message}`);
  const caution = sourceCaution(record);
  if (caution !== null) printNote(`${record.name}: ${caution}`);
  const known = await client.clips();
  const clip = name === undefined ? { ...record, name: freeName(record, known) } : record;
  const same = known.find((each) => each.digest === clip.digest && each.name === clip.name);
  if (same === undefined) await client.addClip(clip);
  else await correct(client, same, clip);
  return clip;
}

/** The same frames again: what their file, or the person, says of rate and tags now replaces what was known. */
async function correct(client: LabClient, known: KnownClip, clip: Clip): Promise<void> {
  const changes = changesOf(known, clip);
  if (changes.length === 0) return;
  const { fps, matrix, range } = clip;
  await client.correctClip(clip.digest, { fps, matrix, range });
  printNote(`${clip.name}: these frames are known, and corrected: ${changes.join(', ')}`);
}

/** What differs between two descriptions of the same frames, for people. */
export function changesOf(before: Description, after: Description): string[] {
  const shown = ({ fps, matrix, range }: Description) => ({
    fps: String(Math.round((fps.num / fps.den) * 1000) / 1000),
    ...{ matrix: matrix ?? 'no tag', range: range ?? 'no tag' },
  });
  const [old, now] = [shown(before), shown(after)];
  return (['fps', 'matrix', 'range'] as const)
    .filter((field) => old[field] !== now[field])
    .map((field) => `${field} ${old[field]} is now ${now[field]}`);
}

type Description = Pick<Clip, 'fps' | 'matrix' | 'range'>;

/** The name that a clip has already; else its own, made longer where another clip bears it. */
function freeName({ digest, name }: Clip, known: readonly KnownClip[]): string {
  const same = known.find((clip) => clip.digest === digest);
  if (same !== undefined && same.variantOf === undefined) return same.name;
  return known.some((clip) => clip.name === name) ? `${name}-${digest.slice(0, 8)}` : name;
}

const importTo = (lab: LabAddress, file: string, name: string, options: Partial<ImportOptions>): Promise<ClipRecord> =>
  importWith(lab, name, (common) => importClip(file, { ...common, name, ...options }));

/** What every import into a lab has in common. */
type CommonImport = Pick<ImportOptions, 'store' | 'tools' | 'maxBytes' | 'onPlan'>;

/** Imports into the lab's own store; errors of the media library become those of a command. */
async function importWith(
  lab: LabAddress,
  name: string,
  work: (options: CommonImport) => Promise<ClipRecord>,
): Promise<ClipRecord> {
  const cacheDir = await mkdtemp(join(tmpdir(), 'codecsmith-clip-'));
  try {
    return await work({
      store: new HttpArtifactStore(lab.baseUrl, { token: lab.token, cacheDir }),
      tools: mediaTools(),
      maxBytes: readConfig(['LAB_MEDIA_CLIP_BYTES']).LAB_MEDIA_CLIP_BYTES,
      onPlan: (plan) => printNote(`${name}: ${plan}`),
    });
  } catch (error) {
    if (error instanceof ClipRefused) throw new CommandError(EXIT.refused, error.message, { code: error.code });
    if (error instanceof MediaToolMissing) throw missingPart(error.message);
    throw error;
  } finally {
    await rm(cacheDir, { recursive: true, force: true });
  }
}

/** The clips that several `--clip` name, or all built-in ones. A file is imported, a built-in clip drawn when it is new. */
export async function resolveClips(
  client: LabClient,
  lab: LabAddress,
  references: readonly string[],
): Promise<string[]> {
  if (references.length === 0) {
    await addBuiltinClips(client);
    return [...BUILTIN_CLIPS];
  }
  const clips: string[] = [];
  for (const reference of references) {
    const isFile = existsSync(reference);
    if (!isFile && BUILTIN_CLIPS.some((name) => name === reference)) await addBuiltinClips(client);
    if (!isFile && FILM_SCENES.some(({ name }) => name === reference)) await fetchScene(client, lab, reference);
    clips.push(isFile ? (await addClipFile(client, lab, reference)).digest : reference);
  }
  return clips;
}

/**
 * Makes the lab know a scene of the film.
 *
 * @throws CommandError (missing part) where the package of the film was left out
 */
export async function fetchScene(client: LabClient, lab: LabAddress, name: string): Promise<Clip> {
  const scene = FILM_SCENES.find((each) => each.name === name);
  if (scene === undefined) throw new RangeError(`${name} is no scene of the film`);
  const known = (await client.clips()).find((clip) => clip.digest === scene.digest && clip.name === scene.name);
  if (known !== undefined) return known;
  const file = filmFile();
  if (file === undefined) {
    throw missingPart(`the film is not here: its optional package was left out; npm install ${FILM_PACKAGE} brings it`);
  }
  const clip = await importWith(lab, name, (common) => importFilmScene(file, scene, common));
  if (clip.digest !== scene.digest) {
    printNote(`${name}: this ffmpeg scales otherwise than the one that was pinned: published numbers differ`);
  }
  await client.addClip(clip);
  printNote(`${name}: ${scene.shows}; ${FILM_CREDIT}`);
  return clip;
}
