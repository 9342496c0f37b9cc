import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { VMAF_LOG, vmafArguments, xpsnrArguments } from '../commands/compare.ts';
import type { RawVideo } from '../commands/raw-video.ts';
import { ffmpegCapabilities } from './capabilities.ts';
import { DEFAULT_TOOLS } from './media-tools.ts';
import { runTool } from './run-tool.ts';
import type { CompareRequest } from './ssim.ts';

/** Metrics that not every ffmpeg offers. Each is here with its mean over frames, or absent with the reason. */
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
const LIBVMAF = {
  vmaf: 'vmaf',
  vmaf_neg: 'vmaf_neg',
  ssim_y_libvmaf: 'float_ssim',
  ms_ssim_y: 'float_ms_ssim',
} as const;
/** Five halvings of an 11-tap window: smaller pictures have no MS-SSIM. */
const MS_SSIM_LEAST_SIDE = 176;

/** VMAF, VMAF-NEG, libvmaf's SSIM and MS-SSIM, and XPSNR, as far as the ffmpeg at hand has them. */
export async function furtherMetrics(request: CompareRequest): Promise<FurtherMetrics> {
  const { filters, version } = await ffmpegCapabilities(request.tools ?? DEFAULT_TOOLS);
  const parts = [
    isGray(request)
      ? absent(Object.keys(LIBVMAF), 'it has no chroma, which libvmaf needs')
      : filters.libvmaf
        ? await libvmaf(request)
        : absent(Object.keys(LIBVMAF), `no libvmaf in ${version}`),
    filters.xpsnr ? await xpsnr(request) : absent(['xpsnr'], `no xpsnr filter in ${version}`),
  ];
  return {
    values: Object.assign({}, ...parts.map(({ values }) => values)) as Record<string, number>,
    absent: Object.assign({}, ...parts.map((part) => part.absent)) as Record<string, string>,
    perFrame: Object.assign({}, ...parts.map(({ perFrame }) => perFrame)) as Record<string, number[]>,
  };
}

const isGray = ({ reference }: CompareRequest): boolean => reference.pixelFormat.startsWith('gray');

const absent = (names: readonly string[], reason: string): FurtherMetrics => ({
  values: {},
  absent: Object.fromEntries(names.map((name) => [name, reason])),
  perFrame: {},
});

async function libvmaf(request: CompareRequest): Promise<FurtherMetrics> {
  const { reference, distorted, frames } = request;
  const small = Math.min(reference.width, reference.height) < MS_SSIM_LEAST_SIDE;
  const log = await libvmafLog(request, vmafArguments(absolute(distorted), absolute(reference), !small));
  if (log.frames.length !== frames) throw new Error(`libvmaf: ${log.frames.length} frames, expected ${frames}`);
  const names = (Object.keys(LIBVMAF) as (keyof typeof LIBVMAF)[]).filter((name) => !(small && name === 'ms_ssim_y'));
  const perFrame = Object.fromEntries(
    names.map((name) => [name, log.frames.map(({ metrics }) => finite(name, metrics[LIBVMAF[name]]))]),
  );
  const reason = `a side is under ${MS_SSIM_LEAST_SIDE}`;
  return { values: means(perFrame), absent: small ? { ms_ssim_y: reason } : {}, perFrame };
}

async function libvmafLog(request: CompareRequest, args: string[]): Promise<VmafLog> {
  const folder = await mkdtemp(join(tmpdir(), 'vmaf-'));
  try {
    await filterOutput(request, args, folder);
    return JSON.parse(await readFile(join(folder, VMAF_LOG), 'utf8')) as VmafLog;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const absolute = (video: RawVideo): RawVideo => ({ ...video, url: resolve(video.url) });

const XPSNR_LINE = /^n:\s*\d+\s+XPSNR y:\s*(\S+)/;

async function xpsnr(request: CompareRequest): Promise<FurtherMetrics> {
  const lines = (await filterOutput(request, xpsnrArguments(request.distorted, request.reference))).split('\n');
  const values = lines.flatMap((line) => XPSNR_LINE.exec(line)?.[1] ?? []).map(Number);
  if (values.length !== request.frames) throw new Error(`xpsnr: ${values.length} frames, expected ${request.frames}`);
  if (values.includes(Infinity)) return absent(['xpsnr'], 'a frame is lossless');
  const perFrame = { xpsnr: values.map((value) => finite('xpsnr', value)) };
  return { values: means(perFrame), absent: {}, perFrame };
}

async function filterOutput(request: CompareRequest, args: string[], cwd?: string): Promise<string> {
  const { tools = DEFAULT_TOOLS, timeoutMs = 600_000, signal } = request;
  return (await runTool({ tool: tools.ffmpeg, args, timeoutMs, signal, cwd })).toString('utf8');
}

function finite(name: string, value: number | undefined): number {
  if (value === undefined || !Number.isFinite(value)) throw new Error(`${name}: ffmpeg gave ${value} for a frame`);
  return value;
}

const means = (series: Readonly<Record<string, readonly number[]>>): Record<string, number> =>
  Object.fromEntries(
    Object.entries(series).map(([name, values]) => [
      name,
      values.reduce((sum, value) => sum + value, 0) / values.length,
    ]),
  );
