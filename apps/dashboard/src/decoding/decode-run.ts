import type { ExperimentDocument, KnownClip, LabClient, MeasuredRun } from '@codecsmith/client';
import { buildConfig, frameGeometry, unpackBitstream } from '@codecsmith/codec';
import { decodeInFrame } from './decode-in-frame.ts';
import type { RawFrame } from './rgb.ts';

/** A run of a JavaScript candidate, to be decoded again by this browser. */
export interface RunToDecode {
  readonly experimentId: string;
  readonly candidate: NonNullable<ExperimentDocument['candidate']>;
  readonly run: MeasuredRun;
  readonly clip: KnownClip;
}

/** How a decode goes. */
export interface Decoded {
  readonly source: readonly RawFrame[];
  readonly frames: readonly RawFrame[];
  /** Decoded in a second, without what was loaded before; null before the first frame. */
  readonly framesPerSecond: number | null;
  /** Set at the end: whether the bytes are those that the lab's jail decoded. Null where this browser cannot tell. */
  readonly equal?: boolean | null;
  /** Hex sha256 of what was decoded here; null where this browser computes none. */
  readonly digest?: string | null;
}

/**
 * Loads a codec, a bitstream and its source, and decodes. `onProgress` is called after every frame.
 *
 * @throws Error with what failed: loading, the bitstream, the decoder
 */
export async function decodeRun(
  lab: LabClient,
  { experimentId, candidate, run, clip }: RunToDecode,
  { signal, onProgress }: { readonly signal: AbortSignal; readonly onProgress: (decoded: Decoded) => void },
): Promise<void> {
  const [decoder, bitstream, planes] = await Promise.all([
    lab.decoder(experimentId, signal).then((blob) => blob.arrayBuffer()),
    lab.artifact(run.bitstream),
    lab.artifact(clip.digest),
  ]);
  signal.throwIfAborted();
  const { quality, packets } = unpackBitstream(bitstream);
  const { color, api } = candidate;
  const fps = { numerator: clip.fps.num, denominator: clip.fps.den };
  const config = buildConfig({ ...clip, fps, frameCount: clip.frames, color, quality });
  const frameBytes = frameGeometry(color, clip.width, clip.height).bytes;
  const source = sourceFrames(planes, clip);
  const frames: RawFrame[] = [];
  let since = 0;
  let decoded: Decoded = { source, frames, framesPerSecond: null };
  const show = (more: Partial<Decoded>): void => {
    decoded = { ...decoded, ...more };
    onProgress(decoded);
  };
  show({});
  await decodeInFrame({
    ...{ decoder, job: { api, packets, config, frameBytes }, signal },
    onReady: () => {
      since = performance.now();
    },
    onFrame: (bytes) => {
      frames.push({ bytes, format: color });
      show({ frames: [...frames], framesPerSecond: (1000 * frames.length) / (performance.now() - since) });
    },
  });
  const digest = await digestOf(frames);
  show({ digest, equal: digest === null ? null : digest === run.reconstruction });
}

function sourceFrames(planes: Uint8Array, { frames, pixelFormat: format }: KnownClip): RawFrame[] {
  const size = planes.length / frames;
  return Array.from({ length: frames }, (_, at) => ({ bytes: planes.subarray(at * size, (at + 1) * size), format }));
}

/** Hex sha256 of all frames; null on plain HTTP from another machine, where browsers compute none. */
async function digestOf(frames: readonly RawFrame[]): Promise<string | null> {
  if (!window.isSecureContext) return null;
  const all = new Uint8Array(await new Blob(frames.map(({ bytes }) => new Uint8Array(bytes))).arrayBuffer());
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', all));
  return Array.from(hash, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
