import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { ArtifactStore } from '@codecsmith/artifacts';
import { RECORDED_METRICS, type RdRun } from '@codecsmith/quality';
import type { ClipRecord } from '../clips/clip-record.ts';
import { decodeStreamArguments, encodeArguments, encoderArguments, type AnchorPoint } from '../commands/encode.ts';
import type { AnchorCache } from './anchor-cache.ts';
import { convertFrames } from './convert-frames.ts';
import { encoderVersion } from './encoder-version.ts';
import { DEFAULT_TOOLS, type MediaTools } from './media-tools.ts';
import { ordinaryPriority } from './ordinary-priority.ts';
import { absentMetrics, measurePlanes, recordedMetrics } from './measure-planes.ts';
import { runTool, streamTool } from './run-tool.ts';
import { toolVersions } from './vmaf-tool.ts';

/** A measured point of an anchor: the numbers of a run, and how to make it again. */
export interface AnchorRun extends RdRun, AnchorPoint {
  /** Why a metric of the table is not there, by its name. */
  readonly absent?: Readonly<Record<string, string>>;
  /** The ffmpeg and the metrics of the release that measured it; another one measures again. */
  readonly measuredWith?: string;
  readonly clip: string;
  /** Elementary stream, parameter sets once, without the encoder's identification. */
  readonly bitstreamSha256: string;
  readonly psnr_y_framemean: number | null;
  /** Largest minus smallest per-frame psnr_y: shows a rate control that favours some frames. */
  readonly psnr_y_spread: number | null;
  readonly encoderVersion: string;
  readonly arguments: string;
}

export interface AnchorOptions {
  readonly store: ArtifactStore;
  readonly cache?: AnchorCache | undefined;
  readonly tools?: MediaTools | undefined;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
}

/** Names a point of an anchor for ever: the same clip, encoder and arguments give the same stream. */
export function anchorKey(clipDigest: string, version: string, point: AnchorPoint): string {
  const text = JSON.stringify([clipDigest, point.encoder, version, encoderArguments(point)]);
  return createHash('sha256').update(text).digest('hex');
}

/**
 * Encodes a clip with a standard encoder, decodes the stream in another process and measures it with the same code as
 * candidates. An odd size is padded for the encoder and cropped again, as for candidates.
 */
export async function measureAnchor(clip: ClipRecord, point: AnchorPoint, options: AnchorOptions): Promise<AnchorRun> {
  if (clip.pixelFormat !== 'yuv420p')
    throw new RangeError(`clip ${clip.name} is ${clip.pixelFormat}: anchors take yuv420p`);
  const tools = options.tools ?? DEFAULT_TOOLS;
  const version = await encoderVersion(point.encoder, tools);
  const key = anchorKey(clip.digest, version, point);
  const cached = await options.cache?.get(key);
  const { ffmpeg, vmaf } = await toolVersions(tools);
  const measuredWith = `${ffmpeg}${vmaf === undefined ? '' : `, ${vmaf}`}: ${RECORDED_METRICS.join(' ')}`;
  if (cached !== undefined && cached.measuredWith === measuredWith) return cached;
  const folder = await mkdtemp(join(tmpdir(), 'anchor-'));
  try {
    const run = await encodeAndMeasure(clip, point, { ...options, tools }, { folder, version, measuredWith });
    await options.cache?.set(key, run);
    return run;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function encodeAndMeasure(
  clip: ClipRecord,
  point: AnchorPoint,
  options: AnchorOptions & { readonly tools: MediaTools },
  { folder, version, measuredWith }: Readonly<Record<'folder' | 'version' | 'measuredWith', string>>,
): Promise<AnchorRun> {
  const { store, tools, signal, timeoutMs = 1_800_000 } = options;
  const { width, height, frames, matrix, range } = clip;
  const source = await store.localPath(clip.digest);
  const [padded, stream, decoded, planes] = ['padded', 'stream', 'decoded', 'planes'].map((name) =>
    join(folder, name),
  ) as [string, string, string, string];
  const shape = { width, height, frames, matrix, range, tools, signal };
  await convertFrames({ ...shape, input: source, output: padded, from: 'yuv420p', to: 'i420' });
  const input = {
    url: padded,
    pixelFormat: 'yuv420p',
    width: width + (width % 2),
    height: height + (height % 2),
    fps: clip.fps,
  } as const;
  const bytes = await runTool({
    ...ordinaryPriority({ tool: tools.ffmpeg, args: encodeArguments(input, point) }),
    timeoutMs,
    signal,
    maxBytes: 2 ** 31,
  });
  await writeFile(stream, bytes);
  await writeFile(
    decoded,
    Readable.from(
      streamTool({ tool: tools.ffmpeg, args: decodeStreamArguments(stream, point.encoder), timeoutMs, signal }),
    ),
  );
  await convertFrames({ ...shape, input: decoded, output: planes, from: 'i420', to: 'yuv420p' });
  const measured = await measurePlanes({
    ...{ ...shape, fps: clip.fps, reference: source, distorted: planes, pixelFormat: 'yuv420p' },
  });
  return {
    ...{ ...point, clip: clip.digest, bytes: bytes.length },
    ...recordedMetrics(measured),
    psnr_y_framemean: measured.psnr.psnr_y_framemean,
    absent: absentMetrics(measured),
    psnr_y_spread: spread(measured.psnr.perFrame.map((frame) => frame.psnr_y)),
    measuredWith,
    bitstreamSha256: createHash('sha256').update(bytes).digest('hex'),
    encoderVersion: version,
    arguments: encoderArguments(point).join(' '),
  };
}

function spread(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === values.length ? Math.max(...known) - Math.min(...known) : null;
}
