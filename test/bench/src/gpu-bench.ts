import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildConfig, packBitstream } from '@codecsmith/codec';
import { DEFAULT_BOUNDS, defaultLimits, type GpuGrant, type Jail, type JailJob } from '@codecsmith/jail';
import type { ClipRecord } from '@codecsmith/media';
import { psnrDb, squaredError } from '@codecsmith/quality';
import type { Codec } from '@codecsmith/transcode';

interface Source {
  readonly clip: ClipRecord;
  /** File of the clip's planes. */
  readonly planes: string;
  /** Folder for what decoders return. */
  readonly folder: string;
}

/** A codec on one kind of device: wall times of the harness, and what came of it. */
interface DeviceRun {
  readonly encodeS: number;
  readonly decodeS: number;
  readonly bytes: number;
  /** Of all luma samples; null where they are equal. */
  readonly psnrYDb: number | null;
}

/** The same codec at the same quality on both. */
interface Comparison {
  readonly quality: number;
  readonly cpu: DeviceRun;
  readonly gpu: DeviceRun;
  /** The processor makes the same pictures of the bytes that were made with the GPU. */
  readonly equalDecode: boolean;
}

/** Runs a codec with and without a GPU, each side in a jail of its own. */
export class GpuBench {
  /** @throws RangeError when the codec or the clip is of a kind that is not compared */
  constructor(
    private readonly jail: Jail,
    private readonly codec: Codec,
    private readonly source: Source,
  ) {
    const { width, height } = source.clip;
    if (codec.language !== 'python') throw new RangeError(`language is ${codec.language}; allowed is python`);
    if (codec.color !== 'i420') throw new RangeError(`COLOR is ${codec.color}; allowed is i420`);
    if (width % 2 !== 0 || height % 2 !== 0)
      throw new RangeError(`the clip is ${width}x${height}; allowed are even sizes`);
  }

  /** @throws Error with the jail's words when a side fails */
  async compare(quality: number, gpu: GpuGrant): Promise<Comparison> {
    const onCpu = await this.run(quality);
    const onGpu = await this.run(quality, gpu);
    const { pictures } = await this.decode(quality, onGpu.packets);
    return { quality, cpu: onCpu.run, gpu: onGpu.run, equalDecode: pictures.equals(onGpu.pictures) };
  }

  private async run(quality: number, gpu?: GpuGrant) {
    const { clip, planes } = this.source;
    const encoded = await this.jail.run({ ...this.job(quality, gpu), side: 'encode', frames: planes });
    if (encoded.outcome !== 'ok') throw new Error(`encode ${encoded.outcome}: ${encoded.cause.message}`);
    const { packets } = encoded;
    const { pictures, decodeS } = await this.decode(quality, packets, gpu);
    const bytes = packBitstream(quality, packets).length;
    const psnrYDb = lumaPsnr(await readFile(planes), pictures, clip);
    return { run: { encodeS: encoded.measures.wallMs / 1_000, decodeS, bytes, psnrYDb }, packets, pictures };
  }

  private async decode(quality: number, packets: readonly Uint8Array[], gpu?: GpuGrant) {
    const reconstruction = join(this.source.folder, 'reconstruction');
    const decoded = await this.jail.run({ ...this.job(quality, gpu), side: 'decode', packets, reconstruction });
    if (decoded.outcome !== 'ok') throw new Error(`decode ${decoded.outcome}: ${decoded.cause.message}`);
    return { pictures: await readFile(reconstruction), decodeS: decoded.measures.wallMs / 1_000 };
  }

  private job(
    quality: number,
    gpu: GpuGrant | undefined,
  ): Omit<JailJob, 'side' | 'frames' | 'packets' | 'reconstruction'> {
    const { language, api, color, code, track, preload } = this.codec;
    const { width, height, frames: frameCount, fps } = this.source.clip;
    const config = buildConfig({
      ...{ width, height, frameCount, color, quality, device: gpu === undefined ? 'cpu' : 'cuda' },
      fps: { numerator: fps.num, denominator: fps.den },
    });
    const defaults = defaultLimits({ pixels: width * height * frameCount, torch: preload.includes('torch') });
    const patient = { cpuMs: DEFAULT_BOUNDS.cpuMs.max, wallMs: DEFAULT_BOUNDS.wallMs.max };
    const job = { language, api, code, track, preload, config, limits: { ...defaults, ...patient } };
    return gpu === undefined ? job : { ...job, gpu };
  }
}

const PEAK = 255;

function lumaPsnr(source: Uint8Array, made: Uint8Array, { width, height, frames }: ClipRecord): number | null {
  const [luma, frame] = [width * height, (width * height * 3) / 2];
  let error = 0;
  for (let index = 0; index < frames; index += 1) {
    const [from, to] = [index * frame, index * frame + luma];
    error += squaredError(source.subarray(from, to), made.subarray(from, to));
  }
  return psnrDb(error / (luma * frames), PEAK);
}

export const HEAD =
  '| quality | device | encode s cpu / gpu | decode s cpu / gpu | bytes cpu / gpu | psnr_y cpu / gpu | equal decode |\n|---|---|---|---|---|---|---|';

const pair = (cpu: string, gpu: string): string => `${cpu} / ${gpu}`;
const dbText = (db: number | null): string => (db === null ? 'lossless' : db.toFixed(2));

/** A row of the table: every number with the processor's beside it. */
export const rowOf = (device: string, { quality, cpu, gpu, equalDecode }: Comparison): string =>
  [
    '',
    ...[String(quality), device],
    pair(cpu.encodeS.toFixed(2), gpu.encodeS.toFixed(2)),
    pair(cpu.decodeS.toFixed(2), gpu.decodeS.toFixed(2)),
    pair(String(cpu.bytes), String(gpu.bytes)),
    pair(dbText(cpu.psnrYDb), dbText(gpu.psnrYDb)),
    equalDecode ? 'yes' : 'no',
    '',
  ]
    .join(' | ')
    .trim();
