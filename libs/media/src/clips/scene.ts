import { bell, hash32, patchedTexture, pinkTexture, sample } from './noise.ts';

/** Bound once: a global looked up for every sample would cost more than the sample. */
const { floor, max, min } = Math;

/** A camera's place in texture samples: where it looks, how far it sees (1 = one sample a pixel), and their change a frame. */
interface Camera {
  readonly x: number;
  readonly y: number;
  readonly zoom: number;
  readonly panX: number;
  readonly panY: number;
  readonly zoomBy: number;
}

/** An ellipse with a texture of its own that hides what is behind it. Positions and sizes are shares of the picture. */
export interface Occluder {
  readonly x: number;
  readonly y: number;
  readonly moveX: number;
  readonly moveY: number;
  readonly radiusX: number;
  readonly radiusY: number;
  readonly brightness: number;
  readonly chromaU: number;
  readonly chromaV: number;
}

/** What is seen between two cuts. */
export interface Shot {
  readonly frames: number;
  readonly seed: number;
  readonly camera: Camera;
  readonly brightness: number;
  readonly contrast: number;
  /** Standard deviation of the sensor noise in luma steps. */
  readonly noise: number;
  readonly occluders: readonly Occluder[];
}

interface Textures {
  readonly luma: Float64Array;
  readonly chroma: Float64Array;
  readonly surface: Float64Array;
}

/** Draws the shots one after the other as yuv420p planes, limited range. */
export function drawShots(width: number, height: number, shots: readonly Shot[]): Uint8Array {
  const [chromaWidth, chromaHeight] = [Math.ceil(width / 2), Math.ceil(height / 2)];
  const frameSize = width * height + 2 * chromaWidth * chromaHeight;
  const total = shots.reduce((sum, shot) => sum + shot.frames, 0);
  const out = new Uint8Array(total * frameSize);
  let offset = 0;
  for (const shot of shots) {
    const textures = {
      luma: patchedTexture(shot.seed, 6),
      chroma: pinkTexture(shot.seed + 100, 3),
      surface: patchedTexture(shot.seed + 200, 6),
    };
    for (let frame = 0; frame < shot.frames; frame += 1) {
      drawFrame(out.subarray(offset, offset + frameSize), { width, height, shot, frame, textures });
      offset += frameSize;
    }
  }
  return out;
}

interface Picture {
  readonly width: number;
  readonly height: number;
  readonly shot: Shot;
  readonly frame: number;
  readonly textures: Textures;
}

function drawFrame(out: Uint8Array, picture: Picture): void {
  const { width, height } = picture;
  const [chromaWidth, chromaHeight] = [Math.ceil(width / 2), Math.ceil(height / 2)];
  const chromaSize = chromaWidth * chromaHeight;
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) out[y * width + x] = clamp(luma(picture, x, y), 16, 235);
  }
  for (let y = 0; y < chromaHeight; y += 1) {
    for (let x = 0; x < chromaWidth; x += 1) {
      const at = width * height + y * chromaWidth + x;
      out[at] = clamp(chroma(picture, x * 2, y * 2, 0), 16, 240);
      out[at + chromaSize] = clamp(chroma(picture, x * 2, y * 2, 1), 16, 240);
    }
  }
}

function luma(picture: Picture, x: number, y: number): number {
  const { shot, frame, textures, width, height } = picture;
  const noise = shot.noise * bell(hash32(shot.seed + 7919 * (frame + 1), x, y));
  const hit = occluderAt(picture, x, y);
  if (hit !== undefined) {
    const { occluder, u, v } = hit;
    const shade = 1 - 0.35 * (u * u + v * v);
    const surface = sample(textures.surface, 90 + u * occluder.radiusX * width, 40 + v * occluder.radiusY * height);
    return (occluder.brightness + 16 * surface) * shade + noise;
  }
  const [cx, cy] = look(picture, x, y);
  return shot.brightness + shot.contrast * sample(textures.luma, cx, cy) + noise;
}

function chroma(picture: Picture, x: number, y: number, plane: 0 | 1): number {
  const { shot, frame, textures } = picture;
  const noise = 0.5 * shot.noise * bell(hash32(shot.seed + 104_729 * (plane + 1) + frame, x, y));
  const hit = occluderAt(picture, x, y);
  if (hit !== undefined) return (plane === 0 ? hit.occluder.chromaU : hit.occluder.chromaV) + noise;
  const [cx, cy] = look(picture, x, y);
  return 128 + 9 * sample(textures.chroma, cx + 256 * plane, cy + 131 * plane) + noise;
}

/** Where in the texture the camera sees a pixel. */
function look({ shot, frame, width, height }: Picture, x: number, y: number): [number, number] {
  const { camera } = shot;
  const zoom = camera.zoom + camera.zoomBy * frame;
  return [
    camera.x + camera.panX * frame + (x - width / 2) * zoom,
    camera.y + camera.panY * frame + (y - height / 2) * zoom,
  ];
}

/** The foremost ellipse at a pixel, with the pixel's place in it (both within ±1). */
function occluderAt(
  { shot, frame, width, height }: Picture,
  x: number,
  y: number,
): { occluder: Occluder; u: number; v: number } | undefined {
  for (const occluder of shot.occluders) {
    const u = (x / width - occluder.x - occluder.moveX * frame) / occluder.radiusX;
    const v = (y / height - occluder.y - occluder.moveY * frame) / occluder.radiusY;
    if (u * u + v * v < 1) return { occluder, u, v };
  }
  return undefined;
}

const clamp = (value: number, least: number, most: number): number => min(most, max(least, floor(value + 0.5)));
