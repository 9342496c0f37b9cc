import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileArtifactStore } from '@codecsmith/artifacts';
import { importClip } from '@codecsmith/media';
import { losses } from './tool-losses.ts';

/**
 * Prints what each tool of codeckit's engine is worth on a clip, as the table of docs/codeckit.md: bits lost when it is taken
 * away from BlockCodec, low delay. `node dist/tools.js CLIP [FRAMES [QUALITIES]]`: any video that ffmpeg reads.
 */
const MAX_BYTES = 1 << 28;
const [file, frames = '5', qualities = '58,46,34,22'] = process.argv.slice(2);
if (file === undefined || !(Number(frames) >= 1)) {
  console.error(
    'usage: codecsmith bench tools CLIP [FRAMES [QUALITIES]]; FRAMES a whole number from 1, QUALITIES such as 58,46,34,22',
  );
  process.exit(2);
}
const folder = await mkdtemp(join(tmpdir(), 'bench-tools-'));
try {
  const store = new FileArtifactStore(folder);
  const clip = await importClip(file, { store, name: 'clip', maxBytes: MAX_BYTES, frames: Number(frames), depth: 8 });
  const planes = await store.get(clip.digest);
  const points = qualities.split(',').map(Number);
  console.log(
    `${file}: ${clip.width}x${clip.height}, ${clip.frames} frames, low delay, qualities ${points.join(', ')}`,
  );
  console.log('| taken away | loss psnr_y / psnr_yuv611, % | encoding time, % |\n|---|---|---|');
  for await (const line of losses(planes, clip, points)) console.log(line);
} finally {
  await rm(folder, { recursive: true });
}
