import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { codeckitJavaScriptPath } from './codeckit.ts';
import { loadByNode, numbers } from './kit.testing.ts';

export interface Shape {
  readonly width: number;
  readonly height: number;
}

/** Opens codecs of the gallery with nothing remembered, as a jail starts each for one side. */
export class Gallery {
  readonly #folder = mkdtempSync(join(tmpdir(), 'codeckit-'));
  #copies = 0;

  /** file: in the folder of the gallery; names: what to take of it; edit: changes its source. */
  open<T>(file: string, names: readonly string[], edit: (source: string) => string = (source) => source): Promise<T> {
    const kit = pathToFileURL(join(codeckitJavaScriptPath(), 'index.js')).href;
    const source = readFileSync(new URL(`../../../examples/codecs/${file}`, import.meta.url), 'utf8');
    this.#copies += 1;
    const copy = join(this.#folder, `codec-${this.#copies}.mjs`);
    const linked = edit(source).replaceAll("from 'codeckit'", `from '${kit}'`);
    writeFileSync(copy, `${linked}\nexport { ${names.join(', ')} };\n`);
    return Promise.resolve(loadByNode(copy) as T);
  }

  close(): void {
    rmSync(this.#folder, { recursive: true });
  }
}

/** Slopes, an edge, a texture and noise, moving with `time`; sides even. */
export function drawn(width: number, height: number, time: number): Uint8Array {
  const noise = numbers(4096, 40, 99 + time);
  const out = new Uint8Array((width * height * 3) / 2);
  const value = (x: number, y: number) =>
    x > y + time ? 90 + 2 * x : (((x >> 1) + y) % 6) * 20 + (noise[(x * 31 + y * 17) % 4096] ?? 0);
  for (let y = 0; y < height; y += 1) for (let x = 0; x < width; x += 1) out[y * width + x] = value(x, y);
  for (let k = width * height; k < out.length; k += 1) out[k] = 100 + ((k * 3) % (width / 2));
  return out;
}

/** A picture of waves that moves `speed` samples a picture to the left, with a square that moves the other way; sides even. */
export function moving(width: number, height: number, time: number, speed = 1.75): Uint8Array {
  const out = new Uint8Array((width * height * 3) / 2);
  const wave = (x: number, y: number) => 120 + 40 * Math.sin(x / 3) + 30 * Math.sin(y / 5 + x / 11);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const isSquare = Math.abs(x - width / 3 - 2 * time) < width / 8 && Math.abs(y - height / 2) < height / 8;
      out[y * width + x] = isSquare ? 220 - 3 * ((x + y) % 8) : wave(x + speed * time, y);
    }
  }
  const [across, area] = [width / 2, width * height];
  for (let k = area; k < out.length; k += 1) {
    const [x, y] = [(k - area) % across, Math.floor((k - area) / across)];
    out[k] = 128 + 20 * Math.sin((2 * x + speed * time) / 9 + y / 7);
  }
  return out;
}

export const psnr = (a: Uint8Array, b: Uint8Array): number =>
  10 *
  Math.log10(
    (255 ** 2 * a.length) /
      Math.max(
        1e-9,
        a.reduce((sum, x, k) => sum + (x - (b[k] ?? 0)) ** 2, 0),
      ),
  );
