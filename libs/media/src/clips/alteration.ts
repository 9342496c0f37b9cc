import { QUIET, rawInput, REPEATABLE } from '../commands/raw-video.ts';

/** How the samples of a clip were changed. Whole numbers, so that a fact holds exactly what was done. */
export interface Alteration {
  /** Enlarged by so many thousandths. */
  readonly zoom: number;
  /** Where the part that is left begins, in thousandths of what the enlargement cuts away. */
  readonly shiftX: number;
  readonly shiftY: number;
  /** Exponent of luma, in thousandths. */
  readonly gamma: number;
  /** Strength and seed of ffmpeg's noise filter. */
  readonly noise: number;
  readonly noiseSeed: number;
}

/** Bounds of what is drawn: no lookup survives them, and a picture stays what it was to an honest codec. */
const ZOOM = { least: 10, most: 30 };
const GAMMA = { least: 960, most: 1040 };
const NOISE = { least: 1, most: 1 };
const SEEDS = 1 << 30;

/**
 * Draws a resampling of 1 to 3 %, a shift that is no whole sample, a gamma and weak noise.
 *
 * @param below a random whole number from 0 up to but not including its first argument; `what` names the draw
 */
export function drawAlteration(below: (count: number, what: string) => number): Alteration {
  const between = ({ least, most }: { least: number; most: number }, what: string): number =>
    least + below(most - least + 1, what);
  return {
    zoom: between(ZOOM, 'zoom'),
    shiftX: below(1001, 'shift across'),
    shiftY: below(1001, 'shift down'),
    gamma: between(GAMMA, 'gamma'),
    noise: between(NOISE, 'noise'),
    noiseSeed: below(SEEDS, 'noise seed'),
  };
}

/** ffmpeg: raw 8-bit planes of even sides from stdin to stdout, altered. */
export function alterArguments(
  { zoom, shiftX, shiftY, gamma, noise, noiseSeed }: Alteration,
  { width, height }: { readonly width: number; readonly height: number },
): string[] {
  const kept = 1000 / (1000 + zoom);
  const side = (size: number, shift: number): [from: string, to: string] => {
    const from = (size * (1 - kept) * shift) / 1000;
    return [from.toFixed(4), (from + size * kept).toFixed(4)];
  };
  const [[left, right], [top, bottom]] = [side(width, shiftX), side(height, shiftY)];
  const corners = [left, top, right, top, left, bottom, right, bottom];
  const filters = [
    `perspective=${corners.join(':')}:interpolation=cubic:sense=source`,
    `lutyuv=y=255*pow(val/255\\,${gamma / 1000})`,
    `noise=c0_seed=${noiseSeed}:c0_strength=${noise}:c0_flags=t`,
  ];
  return [
    ...QUIET.filter((argument) => argument !== '-nostdin'),
    ...REPEATABLE,
    ...rawInput({ url: 'pipe:0', pixelFormat: 'yuv420p', width, height }),
    ...['-filter_threads', '1', '-vf', filters.join(','), '-fps_mode', 'passthrough'],
    ...['-f', 'rawvideo', '-pix_fmt', 'yuv420p', 'pipe:1'],
  ];
}
