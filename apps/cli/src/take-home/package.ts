import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { packageCodec, type Codec } from '@codecsmith/transcode';
import { usageError } from '../exit-code.ts';
import { connectLab } from '../lab/connect.ts';
import { clipNames, type ClipNames } from '../experiments/clip-names.ts';
import { loadMeasured, type MeasuredExperiment } from '../reports/load-measured.ts';
import { experimentReport } from '../reports/report-of.ts';
import { WORKSPACE_ROOT } from '../workspace-root.ts';
import { experimentId, isOfLab, resolveCodec } from './resolve-codec.ts';

/** What was written. */
export interface WrittenPackage {
  readonly folder: string;
  readonly codec: string;
  readonly files: readonly string[];
  /** The experiment that its card is from; null for a codec that was not measured. */
  readonly experimentId: string | null;
}

/**
 * Writes a codec as a program of its own into an empty folder.
 *
 * @throws CommandError (usage) where the folder holds something
 */
export async function writePackage(reference: string, folder: string): Promise<WrittenPackage> {
  const before = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw usageError(`DIR: "${folder}" cannot be used (${error.code})`, { field: 'DIR' });
  });
  if (before.length > 0) throw usageError(`DIR: "${folder}" is not empty`, { field: 'DIR' });
  const codec = await resolveCodec(reference);
  const measured = isOfLab(reference) ? await measuredOf(reference) : undefined;
  const card = measured === undefined ? null : cardOf(codec, measured.experiment, measured.nameOf);
  const files = packageCodec(codec, { ...(await sharedTexts()), readme: readmeOf(codec, card), card });
  for (const [path, bytes] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), bytes);
  }
  return {
    folder,
    codec: codec.digest,
    files: [...files.keys()].sort(),
    experimentId: measured?.experiment.id ?? null,
  };
}

async function measuredOf(
  reference: string,
): Promise<{ readonly experiment: MeasuredExperiment; readonly nameOf: ClipNames }> {
  const client = await connectLab();
  const experiment = await loadMeasured(client, await experimentId(client, reference));
  return { experiment, nameOf: await clipNames(client) };
}

async function sharedTexts(): Promise<{ readonly licence: string; readonly stream: string }> {
  const [licence, page] = await Promise.all(
    ['LICENSE', 'docs/take-home.md'].map((path) => readFile(join(WORKSPACE_ROOT, path), 'utf8')),
  );
  return { licence: licence ?? '', stream: page?.slice(page.indexOf(STREAM_HEADING)) ?? '' };
}

const STREAM_HEADING = '## The stream, byte by byte';

type Card = ReturnType<typeof cardOf>;

/** Everything that was measured of a codec, and how to prove it again. */
function cardOf({ digest, kit }: Codec, experiment: MeasuredExperiment, nameOf: ClipNames) {
  const { title, summary, identity, clips, environment } = experimentReport(experiment, nameOf);
  return {
    ...{ title, summary, codec: digest, codeckit: kit },
    identity: Object.fromEntries(identity),
    clips: clips.map(({ perFrame: _, ...clip }) => clip),
    environment: Object.fromEntries(environment),
    verify: `./codecsmith verify ${experiment.id}`,
  };
}

function readmeOf(codec: Codec, card: Card | null): string {
  const run = codec.language === 'python' ? 'python3 codec.py' : 'node codec.mjs';
  const needs = codec.language === 'python' ? 'Python 3.9 or newer and numpy' : 'Node 20 or newer';
  const packed = codec.color === 'i420' ? '' : ' This codec works in RGB: ffmpeg does the conversion.';
  return `# A video codec of codecsmith

\`\`\`
${run} encode holiday.y4m holiday.cs --quality 50
${run} decode holiday.cs holiday-decoded.y4m
\`\`\`

It needs ${needs}, and nothing of the lab. Files are .y4m of 8-bit 4:2:0; with ffmpeg on the machine, any video.${packed}
Streams are those of \`codecsmith encode\`, byte for byte, where frames and tags are the same.

Outside the lab no jail holds the codec: read \`source/\` before you run what somebody else, or a model, wrote.

- \`source/\`: the codec as it was cleared, sha256 \`${codec.digest}\`${codec.language === 'javascript' ? ' (`codec.js`; `module.mjs` is the same with its imports and exports in place)' : ''}.
- \`codeckit/\`: the building blocks that it imports${codec.kit === null ? ': none' : `, sha256 \`${codec.kit}\``}.
- \`CONTRACT.md\`: what it is called with, and its streams byte by byte. \`LICENSE\`: Apache-2.0, for the runner and codeckit.
${card === null ? '\nIt was exported from a source file: no numbers come with it.\n' : measuredText(card)}`;
}

function measuredText({ summary, clips, verify }: Card): string {
  const tables = clips.map(({ name, about, curves }) => {
    const rows = curves.flatMap(({ label, points }) =>
      points.map(({ setting, kbps, bpp, psnr_y }) => {
        const psnr = psnr_y === null ? 'lossless' : psnr_y.toFixed(2);
        return `| ${label} | ${setting} | ${kbps.toFixed(1)} | ${bpp.toFixed(4)} | ${psnr} |`;
      }),
    );
    return `\n${name}: ${about}\n\n| | setting | kbps | bits a pixel | PSNR-Y dB |\n|---|---|---|---|---|\n${rows.join('\n')}\n`;
  });
  return `- \`card.json\`: every number with its digests. In the lab that measured it: \`${verify}\`.\n\n## Measured\n\n${summary}\n${tables.join('')}`;
}
