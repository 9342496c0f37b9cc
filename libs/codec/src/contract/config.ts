import { DEVICES, LIMITS, type Device } from './candidate.ts';
import { COLORS, frameGeometry, type Color } from './frame.ts';

/**
 * The `config` that both sides of a candidate get, in Python a dict, in JavaScript a frozen object, key for key the
 * same. Nothing else about the source reaches a candidate.
 */
export interface CodecConfig {
  /** Size of the frames handed over (even for `i420`). */
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  readonly frame_count: number;
  readonly color: Color;
  /** 1–100, higher is better. */
  readonly quality: number;
  readonly seed: number;
  readonly device: Device;
}

/** What the harness knows before a run. */
export interface RunParameters {
  /** Size of the clip, odd or even. */
  readonly width: number;
  readonly height: number;
  /** Frames per second as the container's rational. */
  readonly fps: { readonly numerator: number; readonly denominator: number };
  readonly frameCount: number;
  readonly color: Color;
  readonly quality: number;
  readonly seed?: number;
  readonly device?: Device;
}

/**
 * Checks that a quality is one that the contract knows.
 *
 * @throws RangeError naming the value and what is allowed.
 */
export function checkQuality(quality: number): void {
  const { min, max } = LIMITS.quality;
  if (Number.isInteger(quality) && quality >= min && quality <= max) return;
  throw new RangeError(`quality is ${quality}: allowed are whole numbers from ${min} to ${max}`);
}

function checkWhole(name: string, value: number, min: number): void {
  if (Number.isSafeInteger(value) && value >= min) return;
  throw new RangeError(`${name} is ${value}: allowed are whole numbers from ${min}`);
}

function checkOneOf(name: string, value: string, allowed: readonly string[]): void {
  if (!allowed.includes(value)) throw new RangeError(`${name} is ${value}: allowed are ${allowed.join(', ')}`);
}

/**
 * Builds the config of a run: call it once and hand the same object to encoder and decoder.
 *
 * @throws RangeError naming the field, its value and what is allowed.
 */
export function buildConfig(run: RunParameters): CodecConfig {
  const { numerator, denominator } = run.fps;
  checkWhole('fps.numerator', numerator, 1);
  checkWhole('fps.denominator', denominator, 1);
  checkWhole('frameCount', run.frameCount, 1);
  checkWhole('seed', run.seed ?? 0, 0);
  checkOneOf('color', run.color, COLORS);
  checkOneOf('device', run.device ?? 'cpu', DEVICES);
  checkQuality(run.quality);
  const { width, height } = frameGeometry(run.color, run.width, run.height);
  return Object.freeze({
    width,
    height,
    fps: numerator / denominator,
    frame_count: run.frameCount,
    color: run.color,
    quality: run.quality,
    seed: run.seed ?? 0,
    device: run.device ?? 'cpu',
  });
}
