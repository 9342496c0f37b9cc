import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { isNotFound, type LabClient } from '@codecsmith/client';
import { APIS, COLORS, GALLERY, LANGUAGES, TRACKS } from '@codecsmith/codec';
import { experimentFacts } from '@codecsmith/experiment';
import { clearCodec, codecOf, CodecRefused, preloadOf, type Codec } from '@codecsmith/transcode';
import { z } from 'zod';
import { CommandError, EXIT, usageError } from '../exit-code.ts';
import { languageOf } from '../experiments/candidate-file.ts';
import { connectLab } from '../lab/connect.ts';
import { labPaths } from '../lab/running-lab.ts';
import { WORKSPACE_ROOT } from '../workspace-root.ts';

/** What {@link resolveCodec} understands, for help texts. */
export const CODEC_HELP =
  'a codec’s source file, the name of an example (such as quadtree-intra), the ID of an experiment, or champion';

/** A codec that a person named, cleared and ready to run. */
export async function resolveCodec(reference: string): Promise<Codec> {
  const codec = await found(reference);
  await remember(codec);
  return codec;
}

const exampleOf = (reference: string) =>
  GALLERY.find(({ name, path }) => [name, basename(path, extname(path))].includes(reference));

/** Whether a reference is neither a file nor an example: then the lab knows it. */
export const isOfLab = (reference: string): boolean => !existsSync(reference) && exampleOf(reference) === undefined;

async function found(reference: string): Promise<Codec> {
  const example = exampleOf(reference);
  if (existsSync(reference)) return clearFile(reference);
  if (example !== undefined) return clearFile(join(WORKSPACE_ROOT, example.path));
  const client = await connectLab();
  return codecOfExperiment(client, await experimentId(client, reference));
}

async function clearFile(path: string): Promise<Codec> {
  const source = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    throw usageError(`CODEC: "${path}" cannot be read (${error.code})`, { field: 'CODEC' });
  });
  return clearCodec(source, languageOf(path) ?? undefined).catch((error: unknown) => {
    if (error instanceof CodecRefused) throw new CommandError(EXIT.refused, `${path} is refused:\n${error.message}`);
    throw error;
  });
}

/** `champion` is that of the newest campaign that has one; `champion:CAMPAIGN` and the id of a campaign name another. */
export async function experimentId(client: LabClient, reference: string): Promise<string> {
  const [, campaign] = /^champion(?::(.+))?$/.exec(reference) ?? [];
  const campaigns = await client.campaigns();
  const named = campaigns.find(({ id }) => id === (campaign ?? reference));
  if (campaign === undefined && reference !== 'champion' && named === undefined) return reference;
  const of = named ?? (campaign === undefined ? campaigns.find(({ champion }) => champion !== null) : undefined);
  if (of?.champion != null) return (of.sealed ?? of.champion).experimentId;
  const why = of === undefined ? 'no campaign of this lab has one' : `campaign ${of.id} has none`;
  throw new CommandError(EXIT.refused, `CODEC: there is no champion: ${why}`, { field: 'CODEC' });
}

const lineMapSchema = z.array(z.int().positive());

async function codecOfExperiment(client: LabClient, id: string): Promise<Codec> {
  const facts = await client.experimentFacts(id).catch((error: unknown) => {
    const message = `CODEC: no file, example or experiment is called ${id}`;
    throw isNotFound(error) ? new CommandError(EXIT.refused, message, { field: 'CODEC' }) : error;
  });
  const fact = facts.findLast(({ type }) => type === 'CandidateCleared');
  if (fact === undefined) throw new CommandError(EXIT.failed, `${id} has no codec that may run: it was not cleared`);
  const { cleared, candidate, lineMap } = experimentFacts.CandidateCleared.parse(fact.data);
  const text = async (digest: string): Promise<string> => new TextDecoder().decode(await client.artifact(digest));
  const { language, api, color, track, needs, imports } = candidate;
  return codecOf({
    ...{ language, api, color, track, preload: preloadOf(needs, imports) },
    code: await text(cleared.digest),
    lineMap: lineMap === null ? undefined : lineMapSchema.parse(JSON.parse(await text(lineMap))),
  });
}

const codecSchema = z.object({
  language: z.enum(LANGUAGES),
  api: z.enum(APIS),
  color: z.enum(COLORS),
  track: z.enum(TRACKS),
  code: z.string(),
  lineMap: lineMapSchema.optional(),
  preload: z.array(z.string()),
});

const rememberedPath = (digest: string): string => join(labPaths().codecs, `${digest}.json`);

/** Keeps a codec that coded something, so that its streams can be decoded by their own digest. */
async function remember({ digest, kit: _kit, ...codec }: Codec): Promise<void> {
  const path = rememberedPath(digest);
  if (existsSync(path)) return;
  await mkdir(labPaths().codecs, { recursive: true });
  await writeFile(`${path}.${process.pid}`, JSON.stringify(codec));
  await rename(`${path}.${process.pid}`, path);
}

/** The codec that wrote a stream, where this machine coded with it before. @throws CommandError else */
export async function codecByDigest(digest: string): Promise<Codec> {
  const text = await readFile(rememberedPath(digest), 'utf8').catch(() => undefined);
  const codec = text === undefined ? undefined : codecOf(codecSchema.parse(JSON.parse(text)));
  if (codec?.digest === digest) return codec;
  throw usageError(`the codec ${digest} is not known here: name it by --codec (${CODEC_HELP})`, { field: 'codec' });
}
