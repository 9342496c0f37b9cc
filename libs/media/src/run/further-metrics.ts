import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { VMAF_LOG, vmafArguments } from '../commands/compare.ts';
import type { RawVideo } from '../commands/raw-video.ts';
import { ffmpegCapabilities } from './capabilities.ts';
import { DEFAULT_TOOLS } from './media-tools.ts';
import { runTool } from './run-tool.ts';
import type { CompareRequest } from './ssim.ts';
import { vmafTool } from './vmaf-tool.ts';

/** Metrics that not every machine has the tool for. Each is here with its mean over frames, or absent with the reason. */
export interface FurtherMetrics {
  readonly values: Readonly<Record<string, number>>;
  readonly absent: Readonly<Record<string, string>>;
  /** One series a metric. */
  readonly perFrame: Readonly<Record<string, readonly number[]>>;
}

interface VmafLog {
  readonly frames: readonly { readonly metrics: Readonly<Record<string, number>> }[];
}

/** libvmaf's own names of the metrics, by ours. */
const LIBVMAF = { vmaf: 'vmaf', vmaf_neg: 'vmaf_neg', ssim_y_libvmaf: 'float_ssim' } as const;

/** VMAF, VMAF-NEG and libvmaf's SSIM, by one process, where a tool has libvmaf. */
export async function furtherMetrics(request: CompareRequest): Promise<FurtherMetrics> {
  const { tools = DEFAULT_TOOLS, reference } = request;
  if (reference.pixelFormat.startsWith('gray')) return absent('it has no chroma, which libvmaf needs');
  const tool = await vmafTool(tools);
  if (tool !== undefined) return libvmaf(request, tool.ffmpeg);
  const { version } = await ffmpegCapabilities(tools);
  return absent(`no libvmaf in ${version}; ./codecsmith doctor --install vmaf fetches a program that has it`);
}

const absent = (reason: string): FurtherMetrics => ({
  values: {},
  absent: Object.fromEntries(Object.keys(LIBVMAF).map((name) => [name, reason])),
  perFrame: {},
});

async function libvmaf(request: CompareRequest, ffmpeg: string): Promise<FurtherMetrics> {
  const { reference, distorted, frames } = request;
  const log = await libvmafLog(request, ffmpeg, vmafArguments(absolute(distorted), absolute(reference)));
  if (log.frames.length !== frames) throw new Error(`libvmaf: ${log.frames.length} frames, expected ${frames}`);
  const perFrame = Object.fromEntries(
    Object.entries(LIBVMAF).map(([name, theirs]) => [
      name,
      log.frames.map(({ metrics }) => finite(name, metrics[theirs])),
    ]),
  );
  return { values: means(perFrame), absent: {}, perFrame };
}

async function libvmafLog(request: CompareRequest, tool: string, args: string[]): Promise<VmafLog> {
  const { timeoutMs = 600_000, signal } = request;
  const folder = await mkdtemp(join(tmpdir(), 'vmaf-'));
  try {
    await runTool({ tool, args, timeoutMs, signal, cwd: folder });
    return JSON.parse(await readFile(join(folder, VMAF_LOG), 'utf8')) as VmafLog;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const absolute = (video: RawVideo): RawVideo => ({ ...video, url: resolve(video.url) });

function finite(name: string, value: number | undefined): number {
  if (value === undefined || !Number.isFinite(value)) throw new Error(`${name}: libvmaf gave ${value} for a frame`);
  return value;
}

const means = (series: Readonly<Record<string, readonly number[]>>): Record<string, number> =>
  Object.fromEntries(
    Object.entries(series).map(([name, values]) => [
      name,
      values.reduce((sum, value) => sum + value, 0) / values.length,
    ]),
  );
