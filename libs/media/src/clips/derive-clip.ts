import type { ArtifactStore } from '@codecsmith/artifacts';
import { frameBytes } from '../commands/frame-format.ts';
import { mapFrames } from '../run/frame-shapes.ts';
import { DEFAULT_TOOLS, type MediaTools } from '../run/media-tools.ts';
import { streamTool } from '../run/run-tool.ts';
import { alterArguments, type Alteration } from './alteration.ts';
import type { ClipRecord } from './clip-record.ts';

/** A part of a clip, or a variant of it that no lookup by content recognises. */
export interface Derivation {
  readonly firstFrame: number;
  readonly frames: number;
  /** In luma samples; offsets and sizes are even, so that chroma stays whole. The whole picture when left out. */
  readonly crop?: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  /** Mirrored left to right. */
  readonly flip?: boolean;
  /** Changes samples, in clips of 8 bits and even sides. */
  readonly alteration?: Alteration | undefined;
}

/**
 * Cuts, crops and mirrors a clip, and alters its samples only where that is asked; stores it as a clip of its own.
 *
 * @throws RangeError naming the field that does not fit the clip
 */
export async function deriveClip(
  source: ClipRecord,
  derivation: Derivation,
  { store, name, tools = DEFAULT_TOOLS }: DeriveOptions,
): Promise<ClipRecord> {
  check(source, derivation);
  const each = frameBytes(source.pixelFormat, source.width, source.height);
  const start = derivation.firstFrame * each;
  const part = await store.createReadStream(source.digest, { start, end: start + derivation.frames * each - 1 });
  const { width, height } = derivation.crop ?? source;
  const cut = mapFrames(part, each, (frame) => cutFrame(frame, source, derivation));
  const { alteration } = derivation;
  const { digest } = await store.putStream(
    alteration === undefined ? cut : altered(cut, alteration, { width, height, tool: tools.ffmpeg }),
  );
  return {
    ...source,
    ...{ digest, name, width, height, frames: derivation.frames, sourceCompressed: false },
    ...(alteration !== undefined && { alteration }),
    sourceBytes: derivation.frames * frameBytes(source.pixelFormat, width, height),
  };
}

const ALTER_LIMIT_MS = 600_000;

const altered = (
  stdin: AsyncIterable<Uint8Array>,
  alteration: Alteration,
  { tool, ...size }: { readonly tool: string; readonly width: number; readonly height: number },
): AsyncIterable<Uint8Array> =>
  streamTool({ tool, args: alterArguments(alteration, size), timeoutMs: ALTER_LIMIT_MS, stdin });

/** Where the planes lie, what the new clip is called, and which ffmpeg alters samples. */
export interface DeriveOptions {
  readonly store: ArtifactStore;
  readonly name: string;
  readonly tools?: MediaTools | undefined;
}

function check({ width, height, frames, name }: ClipRecord, { firstFrame, frames: wanted, crop }: Derivation): void {
  const inside = Number.isInteger(firstFrame) && firstFrame >= 0 && Number.isInteger(wanted) && wanted >= 1;
  if (!inside || firstFrame + wanted > frames) {
    throw new RangeError(`frames ${firstFrame}–${firstFrame + wanted - 1}: clip ${name} has 0–${frames - 1}`);
  }
  if (crop === undefined) return;
  const { x, y, width: w, height: h } = crop;
  const even = [x, y, w, h].every((value) => Number.isInteger(value) && value >= 0 && value % 2 === 0);
  if (even && w > 0 && h > 0 && x + w <= width && y + h <= height) return;
  throw new RangeError(`crop ${w}x${h}+${x}+${y}: even numbers inside ${width}x${height} are allowed`);
}

function cutFrame(frame: Uint8Array, source: ClipRecord, { crop, flip = false }: Derivation): Uint8Array {
  const { width, height, pixelFormat } = source;
  const sampleBytes = pixelFormat === 'yuv420p' ? 1 : 2;
  const window = crop ?? { x: 0, y: 0, width, height };
  const [chromaWidth, chromaHeight] = [Math.ceil(width / 2), Math.ceil(height / 2)];
  const half = {
    ...{ x: window.x / 2, y: window.y / 2 },
    ...{ width: Math.ceil(window.width / 2), height: Math.ceil(window.height / 2) },
  };
  const lumaBytes = width * height * sampleBytes;
  const chromaBytes = chromaWidth * chromaHeight * sampleBytes;
  const planes = [
    cutPlane(frame.subarray(0, lumaBytes), width, window, flip, sampleBytes),
    cutPlane(frame.subarray(lumaBytes, lumaBytes + chromaBytes), chromaWidth, half, flip, sampleBytes),
    cutPlane(frame.subarray(lumaBytes + chromaBytes), chromaWidth, half, flip, sampleBytes),
  ];
  return Buffer.concat(planes);
}

type Window = Required<Derivation>['crop'];

function cutPlane(plane: Uint8Array, stride: number, window: Window, flip: boolean, sampleBytes: number): Uint8Array {
  const rowBytes = window.width * sampleBytes;
  const out = new Uint8Array(window.height * rowBytes);
  for (let row = 0; row < window.height; row += 1) {
    const from = ((window.y + row) * stride + window.x) * sampleBytes;
    const line = plane.subarray(from, from + rowBytes);
    out.set(flip ? mirrored(line, sampleBytes) : line, row * rowBytes);
  }
  return out;
}

function mirrored(line: Uint8Array, sampleBytes: number): Uint8Array {
  if (sampleBytes === 1) return line.toReversed();
  const out = new Uint8Array(line.length);
  for (let at = 0; at < line.length; at += 2) out.set(line.subarray(at, at + 2), line.length - at - 2);
  return out;
}
