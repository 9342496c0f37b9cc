import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileArtifactStore } from '@codecsmith/artifacts';
import { grantGpus, openJail } from '@codecsmith/jail';
import { importClip } from '@codecsmith/media';
import { readConfig } from '@codecsmith/platform';
import { clearCodec } from '@codecsmith/transcode';
import { GpuBench, HEAD, rowOf } from './gpu-bench.ts';

/**
 * Prints what a Python codec takes on the processor and on each GPU of this machine, and whether both decode alike.
 * `node dist/gpu.js CODEC CLIP [FRAMES [QUALITIES]]`: any video that ffmpeg reads.
 */
const MISSING_PART = 3;
const USAGE = 2;
const MAX_BYTES = 1 << 28;

const { LAB_GPU_ROOT, LAB_JAIL_PYTHON: python } = readConfig(['LAB_GPU_ROOT', 'LAB_JAIL_PYTHON']);
const { grants, list } = grantGpus(LAB_GPU_ROOT);
if (grants.length === 0) {
  console.error(`codecsmith: no GPU was found here: ${list.reasons.join('; ')}`);
  process.exit(MISSING_PART);
}
const [codecFile, clipFile, frames = '1', qualities = '27,41,54,65'] = process.argv.slice(2);
if (codecFile === undefined || clipFile === undefined || !(Number(frames) >= 1)) {
  console.error('usage: codecsmith bench gpu CODEC CLIP [FRAMES [QUALITIES]]; CODEC a Python file with COLOR = "i420"');
  process.exit(USAGE);
}
const folder = await mkdtemp(join(tmpdir(), 'bench-gpu-'));
await chmod(folder, 0o755);
const jail = await openJail({ home: join(folder, 'jail'), python });
try {
  const codec = await clearCodec(await readFile(codecFile, 'utf8'), 'python');
  const store = new FileArtifactStore(join(folder, 'store'));
  const about = { store, name: 'clip', maxBytes: MAX_BYTES, frames: Number(frames), depth: 8 } as const;
  const clip = await importClip(clipFile, about);
  const bench = new GpuBench(jail, codec, { clip, planes: await store.localPath(clip.digest), folder });
  console.log(`${codecFile}, ${clipFile}: ${clip.width}x${clip.height}, ${clip.frames} frames, driver ${list.driver}`);
  console.log(HEAD);
  for (const quality of qualities.split(',').map(Number))
    for (const gpu of grants) console.log(rowOf(gpu.model, await bench.compare(quality, gpu)));
} finally {
  await jail.close();
  await rm(folder, { recursive: true });
}
