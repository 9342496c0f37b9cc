import { createHash } from 'node:crypto';
import type { ClipRecord } from './clip-record.ts';
import { drawShots, type Occluder, type Shot } from './scene.ts';

interface Recipe {
  readonly width: number;
  readonly height: number;
  readonly fps: { readonly num: number; readonly den: number };
  readonly shots: readonly Shot[];
}

const walker = (x: number, moveX: number, brightness: number, tint: number): Occluder => ({
  ...{ x, y: 0.62, moveX, moveY: 0.0015 },
  ...{ radiusX: 0.07, radiusY: 0.26, brightness, chromaU: 128 - tint, chromaV: 128 + tint },
});

const ball = (x: number, y: number, moveX: number, moveY: number): Occluder => ({
  ...{ x, y, moveX, moveY },
  ...{ radiusX: 0.11, radiusY: 0.14, brightness: 165, chromaU: 104, chromaV: 158 },
});

const RECIPES = {
  /** Camera pans over fine texture, walkers pass in front. */
  orchard: {
    ...{ width: 192, height: 144, fps: { num: 25, den: 1 } },
    shots: [
      {
        ...{ frames: 48, seed: 11, brightness: 112, contrast: 30, noise: 1.6 },
        camera: { x: 40, y: 90, zoom: 1, panX: 1.375, panY: 0.1875, zoomBy: 0 },
        occluders: [walker(0.05, 0.0135, 84, 12), walker(0.9, -0.0095, 150, -14)],
      },
    ],
  },
  /** Slow zoom and a ball, then a cut to a darker, noisier shot; odd width and height. */
  harbour: {
    ...{ width: 161, height: 121, fps: { num: 30_000, den: 1001 } },
    shots: [
      {
        ...{ frames: 18, seed: 23, brightness: 128, contrast: 26, noise: 1 },
        camera: { x: 256, y: 200, zoom: 1.25, panX: 0.25, panY: 0, zoomBy: -0.0125 },
        occluders: [ball(0.2, 0.3, 0.021, 0.013)],
      },
      {
        ...{ frames: 14, seed: 37, brightness: 74, contrast: 18, noise: 3 },
        camera: { x: 90, y: 300, zoom: 0.75, panX: -0.625, panY: 0.5, zoomBy: 0.00625 },
        occluders: [],
      },
    ],
  },
  /** Still camera, soft background, several objects that hide each other. */
  square: {
    ...{ width: 176, height: 144, fps: { num: 50, den: 1 } },
    shots: [
      {
        ...{ frames: 40, seed: 53, brightness: 136, contrast: 20, noise: 1.2 },
        camera: { x: 10, y: 20, zoom: 0.5, panX: 0, panY: 0, zoomBy: 0 },
        occluders: [
          ball(0.15, 0.7, 0.016, -0.008),
          walker(0.75, -0.012, 96, 18),
          walker(0.3, 0.004, 170, -10),
          ball(0.6, 0.2, -0.007, 0.009),
        ],
      },
    ],
  },
} as const satisfies Record<string, Recipe>;

export type BuiltinClipName = keyof typeof RECIPES;

/** Names of the clips that the lab makes itself. */
export const BUILTIN_CLIPS = Object.keys(RECIPES) as readonly BuiltinClipName[];

/** Digests of the built-in clips; their test pins them. */
const DIGESTS: Readonly<Record<BuiltinClipName, string>> = {
  orchard: '594de03420f9e2453d69c958a7e85319dab5f4efb3fbcb200ad17d0b6f0cb26c',
  harbour: '74cf687483f8c9fe89b837d8950f1fcdb372fcadad304ed447d1b7d4bc2e4df4',
  square: '7c3988dc24405d62fe92dbfc15a81377b392f28cce7f7368711849e3772d1bbd',
};

/** Whether a clip is one that the lab drew itself: results on it give no tier. */
export const isBuiltinClip = (digest: string): boolean => Object.values(DIGESTS).includes(digest);

/**
 * Draws a built-in clip: seeded and natural-like (1/f texture, camera motion, objects that hide each other, sensor
 * noise), the same bytes on every machine. Synthetic: results on it give no tier.
 *
 * @returns the raw yuv420p frames and the record whose digest names them
 * @throws RangeError when there is no such clip
 */
export function makeBuiltinClip(name: string): { readonly record: ClipRecord; readonly planes: Uint8Array } {
  const known = BUILTIN_CLIPS.find((each) => each === name);
  if (known === undefined) throw new RangeError(`clip ${name} is not built in: there are ${BUILTIN_CLIPS.join(', ')}`);
  const { width, height, fps, shots }: Recipe = RECIPES[known];
  const planes = drawShots(width, height, shots);
  const record: ClipRecord = {
    digest: createHash('sha256').update(planes).digest('hex'),
    name: known,
    ...{ width, height, fps, pixelFormat: 'yuv420p', matrix: 'bt601', range: 'tv' },
    frames: shots.reduce((sum, shot) => sum + shot.frames, 0),
    sourceBytes: planes.length,
    sourceCompressed: false,
  };
  return { record, planes };
}
