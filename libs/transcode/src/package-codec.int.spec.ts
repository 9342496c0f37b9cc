import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { readStream } from '@codecsmith/container';
import { DEFAULT_TOOLS, frameBytes, writeVideo } from '@codecsmith/media';
import { clearCodec, Coder, decodeToPlanes, encodeVideo, headFor, packageCodec, Unfinished } from './index.ts';
import { FRAMES, record, source } from './shot.testing.ts';

const execute = promisify(execFile);
const TEXTS = { licence: 'Apache-2.0', stream: '', readme: '', card: null };
const picture = { ...record, matrix: null, range: 'tv' };

let folder: string;
let coder: Coder;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'package-'));
  await chmod(folder, 0o755);
  coder = await Coder.open(join(folder, 'jail'));
  await writeFile(join(folder, 'source'), source);
  const y4m = {
    ...picture,
    planes: (async function* () {
      yield await Promise.resolve(source);
    })(),
  };
  await writeVideo(join(folder, 'source.y4m'), '.y4m', y4m);
});
afterAll(async () => {
  await coder.close();
  await rm(folder, { recursive: true, force: true });
});

async function writePackage(name: string, files: ReadonlyMap<string, Uint8Array>): Promise<string> {
  const target = join(folder, name);
  for (const [path, bytes] of files) {
    await mkdir(dirname(join(target, path)), { recursive: true });
    await writeFile(join(target, path), bytes);
  }
  return target;
}

/** What follows the head of a .y4m file, without the heads of its frames. */
function y4mPlanes(bytes: Buffer): Buffer {
  const size = frameBytes('yuv420p', record.width, record.height);
  const start = bytes.indexOf('\n') + 1;
  const each = size + 'FRAME\n'.length;
  return Buffer.concat(
    Array.from({ length: FRAMES }, (_, index) => bytes.subarray(start + index * each + 6, start + (index + 1) * each)),
  );
}

const CASES = [
  ['quadtree_intra.js', 'javascript', process.execPath, 'codec.mjs'],
  ['intra_dct.js', 'javascript', process.execPath, 'codec.mjs'],
  ['intra_dct.py', 'python', '/usr/bin/python3', 'codec.py'],
] as const;

describe('an exported codec, in a folder that has nothing of the lab', () => {
  it.each(CASES)('%s writes and reads the bytes of the lab', async (file, language, program, runner) => {
    const text = readFileSync(new URL(`../../../examples/codecs/${file}`, import.meta.url), 'utf8');
    const codec = await clearCodec(text, language);
    const target = await writePackage(file, packageCodec(codec, TEXTS));
    const head = headFor(codec, picture, { frames: FRAMES, segmentFrames: 2, seed: 0 });
    const task = {
      ...{ coder, codec, picture, head, planes: join(folder, 'source'), quality: 30, jobs: 2 },
      ...{ scratch: folder, tools: DEFAULT_TOOLS },
    };
    const unfinished = await Unfinished.open(join(folder, `${file}.part`), {});
    const { bytes } = await encodeVideo(task, { unfinished, onProgress: () => undefined });
    const run = (...words: string[]) =>
      execute(program, [join(target, runner), ...words], { cwd: folder, env: { PATH: '/usr/bin:/bin' } });
    await run('encode', 'source.y4m', 'theirs.cs', '--quality', '30', '--segment', '2');
    expect((await readFile(join(folder, 'theirs.cs'))).equals(bytes)).toBe(true);
    await decodeToPlanes({ ...task, stream: readStream(bytes) }, join(folder, 'ours.planes'));
    await run('decode', 'theirs.cs', 'theirs.y4m');
    const theirs = y4mPlanes(await readFile(join(folder, 'theirs.y4m')));
    expect(theirs.equals(await readFile(join(folder, 'ours.planes')))).toBe(true);
  });

  it('refuses what it cannot read, by its place', async () => {
    const target = join(folder, 'intra_dct.js');
    const bytes = await readFile(join(folder, 'theirs.cs'));
    await writeFile(join(folder, 'short.cs'), bytes.subarray(0, -3));
    const run = (runner: string, program: string) =>
      execute(program, [runner, 'decode', join(folder, 'short.cs'), join(folder, 'never.y4m')]);
    await expect(run(join(target, 'codec.mjs'), process.execPath)).rejects.toThrow('segment 2 of 2 is cut off');
    await expect(run(join(folder, 'intra_dct.py', 'codec.py'), '/usr/bin/python3')).rejects.toThrow(
      'segment 2 of 2 is cut off',
    );
  });
});
