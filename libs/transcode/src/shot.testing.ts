import { frameBytes } from '@codecsmith/media';

/** Three small frames of odd sides. */
export const FRAMES = 3;
export const record = {
  ...{ width: 67, height: 35, fps: { num: 30_000, den: 1001 } },
  ...{ pixelFormat: 'yuv420p', matrix: 'bt601', range: 'tv' },
} as const;

/** Slopes that wrap at 200; each frame begins elsewhere. */
export const source = Uint8Array.from(
  { length: FRAMES * frameBytes('yuv420p', record.width, record.height) },
  (_, index) => 30 + ((2 * (index % record.width) + Math.floor(index / record.width)) % 200),
);
