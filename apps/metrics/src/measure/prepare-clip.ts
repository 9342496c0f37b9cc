import { join } from 'node:path';
import type { ArtifactStore } from '@codecsmith/artifacts';
import type { Color } from '@codecsmith/codec';
import type { Clip } from '@codecsmith/experiment';
import { convertFrames, measurePsnr, type MediaTools } from '@codecsmith/media';
import { evidence } from './evidence.ts';
import { MeasurementRefused } from './measurement-refused.ts';

export interface PrepareClipRequest {
  readonly clip: Clip;
  readonly color: Color;
  readonly store: ArtifactStore;
  /** Keeps the converted frames for as long as the clip is measured. */
  readonly folder: string;
  readonly tools?: MediaTools | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** A source as all runs of a candidate on it are measured against it. */
export interface PreparedClip {
  readonly clip: Clip;
  readonly color: Color;
  /** Planes whose digest was just checked. */
  readonly source: string;
  /** For codecs that work in RGB: the frames the encoder got, and what the conversion alone allows. */
  readonly rgb: { readonly given: string; readonly ceilingPsnrYDb: number | null } | null;
}

/** Reads the source again, proves its digest and makes what the candidate's colour needs. */
export async function prepareClip(request: PrepareClipRequest): Promise<PreparedClip> {
  const { clip, color, store, folder, tools, signal } = request;
  const place = { clip: clip.digest, quality: null };
  if (clip.pixelFormat !== 'yuv420p') {
    throw new MeasurementRefused(
      'clip_unsupported',
      `clip ${clip.name} is ${clip.pixelFormat}: only yuv420p is run`,
      place,
    );
  }
  const source = await evidence(() => store.localPath(clip.digest), 'source_damaged', place);
  if (color === 'i420') return { clip, color, source, rgb: null };
  const given = join(folder, `${clip.digest}.${color}`);
  const back = `${given}.planes`;
  const { width, height, frames, matrix, range } = clip;
  const common = { width, height, frames, matrix, range, signal, ...(tools && { tools }) };
  await convertFrames({ ...common, input: source, output: given, from: 'yuv420p', to: color });
  await convertFrames({ ...common, input: given, output: back, from: color, to: 'yuv420p' });
  const { psnr_y } = await measurePsnr({ ...common, reference: source, distorted: back, pixelFormat: 'yuv420p' });
  return { clip, color, source, rgb: { given, ceilingPsnrYDb: psnr_y } };
}
