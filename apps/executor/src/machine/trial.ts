import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildConfig } from '@codecsmith/codec';
import { defaultLimits, type Jail, type WarmKind } from '@codecsmith/jail';

/** The smallest candidate that uses everything an honest one does. */
const CANDIDATE = `
import numpy as np
COLOR = "i420"
def compress_video_frame(frame, frame_index, config):
    return frame.tobytes()
def decompress_video_frame(data, frame_index, config):
    return np.frombuffer(data, np.uint8).reshape(config["height"] * 3 // 2, config["width"])
`;
const [WIDTH, HEIGHT] = [16, 16];

/**
 * Sends one frame through the jail and back before any work is taken: an executor whose jail does not work must not
 * start.
 *
 * @param guest what differs from the plainest guest
 * @returns interpreter and library versions of the guests
 * @throws Error when the frame does not come back as it went in
 */
export async function tryJail(
  jail: Jail,
  folder: string,
  guest: Partial<Pick<WarmKind, 'track' | 'preload' | 'gpu'>> = {},
): Promise<Readonly<Record<string, string>>> {
  const pixels = (WIDTH * HEIGHT * 3) / 2;
  const torch = guest.preload?.includes('torch') === true;
  const limits = defaultLimits({ pixels: WIDTH * HEIGHT, torch });
  const config = buildConfig({
    ...{ width: WIDTH, height: HEIGHT, fps: { numerator: 25, denominator: 1 }, frameCount: 1 },
    ...{ color: 'i420', quality: 50, seed: 0 },
  });
  const plain = { language: 'python', api: 'frame', code: CANDIDATE, config, limits, track: 'pure' } as const;
  const common = { ...plain, ...guest };
  const frames = join(folder, 'trial.frames');
  const reconstruction = join(folder, 'trial.reconstruction');
  try {
    const picture = Uint8Array.from({ length: pixels }, (_, index) => (index * 37) % 256);
    await writeFile(frames, picture);
    const encoded = await jail.run({ ...common, side: 'encode', frames });
    if (encoded.outcome !== 'ok')
      throw new Error(`the jail does not work: encode ${encoded.outcome}, ${encoded.cause.message}`);
    const decoded = await jail.run({ ...common, side: 'decode', packets: encoded.packets, reconstruction });
    if (decoded.outcome !== 'ok')
      throw new Error(`the jail does not work: decode ${decoded.outcome}, ${decoded.cause.message}`);
    if (!(await readFile(reconstruction)).equals(picture))
      throw new Error('the jail does not work: a frame came back changed');
    return decoded.environment;
  } finally {
    await rm(frames, { force: true });
    await rm(reconstruction, { force: true });
  }
}
