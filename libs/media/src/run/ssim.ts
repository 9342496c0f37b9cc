import { ssimArguments } from '../commands/compare.ts';
import type { RawVideo } from '../commands/raw-video.ts';
import { DEFAULT_TOOLS, type MediaTools } from './media-tools.ts';
import { runTool } from './run-tool.ts';

/** SSIM as ffmpeg's `ssim` filter defines it (8×8 uniform windows, step 4). */
export interface SsimResult {
  /** Means over frames. */
  readonly ssim_y_ffmpeg: number;
  /** Undefined without chroma. */
  readonly ssim_u_ffmpeg: number | undefined;
  readonly ssim_v_ffmpeg: number | undefined;
  readonly ssim_all_ffmpeg: number;
  readonly perFrame: readonly FrameSsim[];
}

interface FrameSsim {
  readonly y: number;
  readonly u: number | undefined;
  readonly v: number | undefined;
  readonly all: number;
}

export interface CompareRequest {
  readonly reference: RawVideo;
  readonly distorted: RawVideo;
  /** Both files must hold exactly this many: ffmpeg itself would repeat the last frame of a shorter one. */
  readonly frames: number;
  readonly tools?: MediaTools;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
}

/** Runs ffmpeg's ssim filter over two files of raw frames of the same format, size and count. */
export async function ssim(request: CompareRequest): Promise<SsimResult> {
  const { reference, distorted, frames, tools = DEFAULT_TOOLS, timeoutMs = 600_000, signal } = request;
  const args = ssimArguments(distorted, reference);
  const text = (await runTool({ tool: tools.ffmpeg, args, timeoutMs, signal })).toString('utf8');
  const perFrame = text.trim().split('\n').map(readLine);
  if (perFrame.length !== frames) throw new Error(`ssim: ${perFrame.length} frames were compared, expected ${frames}`);
  const mean = (plane: 'y' | 'all'): number => perFrame.reduce((sum, frame) => sum + frame[plane], 0) / frames;
  const chroma = (plane: 'u' | 'v'): number | undefined =>
    perFrame.reduce<number | undefined>((sum, frame) => add(sum, frame[plane]), 0);
  const meanOf = (sum: number | undefined): number | undefined => (sum === undefined ? undefined : sum / frames);
  return {
    ssim_y_ffmpeg: mean('y'),
    ssim_u_ffmpeg: meanOf(chroma('u')),
    ssim_v_ffmpeg: meanOf(chroma('v')),
    ssim_all_ffmpeg: mean('all'),
    perFrame,
  };
}

const add = (sum: number | undefined, value: number | undefined): number | undefined =>
  sum === undefined || value === undefined ? undefined : sum + value;

const LINE = /^n:\d+ Y:(-?[\d.]+) (?:U:(-?[\d.]+) V:(-?[\d.]+) )?All:(-?[\d.]+) /;

function readLine(line: string): SsimResult['perFrame'][number] {
  const match = LINE.exec(line);
  if (match === null) throw new Error(`ssim: ffmpeg wrote a line that cannot be read: ${JSON.stringify(line)}`);
  const [, y, u, v, all] = match;
  return {
    y: Number(y),
    u: u === undefined ? undefined : Number(u),
    v: v === undefined ? undefined : Number(v),
    all: Number(all),
  };
}
