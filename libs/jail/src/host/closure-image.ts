import { createHash } from 'node:crypto';
import {
  chmod,
  constants,
  copyFile,
  link,
  lstat,
  mkdir,
  readdir,
  readlink,
  realpath,
  rename,
  rm,
  stat,
  symlink,
  utimes,
} from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { isNeededFolder, type Closure } from '../policy/closure.ts';
import { MIB } from '../policy/limits.ts';
import { exists, type GuestFiles } from './home.ts';
import { Supervisor } from './supervisor.ts';

/** A closure above this size is not copied for each guest: OpenCV and torch are not. */
const LARGEST_COPY_BYTES = 128 * MIB;

/** Nor is one above this size made an image of: a build of torch for CUDA has several GiB. */
const LARGEST_IMAGE_BYTES = 2048 * MIB;

/** Folders that bubblewrap mounts something on; a read-only root must have them. */
const MOUNT_POINTS = ['proc', 'dev', 'tmp'];

const IMAGE_LIMIT_MS = 120_000;
/** Files that are copied at the same time. */
const AT_A_TIME = 32;

interface Placing {
  readonly libraries: ReadonlySet<string>;
  readonly put: (source: string, to: string) => Promise<void>;
}

interface Copied {
  readonly source: string;
  /** Absolute, as the guest sees it. */
  readonly target: string;
}

const isPart = (closure: Closure, path: string): boolean =>
  isNeededFolder(basename(path)) && !closure.hidden.some((folder) => path === folder);

/** Every file and link of a folder that a guest may need. */
async function filesBelow(closure: Closure, folder: string): Promise<string[]> {
  if (!(await lstat(folder)).isDirectory()) return [folder];
  const found: string[] = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (!entry.isDirectory()) found.push(path);
    else if (isPart(closure, path)) found.push(...(await filesBelow(closure, path)));
  }
  return found;
}

async function contents(closure: Closure, { guests, packages }: GuestFiles): Promise<Copied[]> {
  const lab = [
    { source: join(guests, 'python'), target: '/lab/guests/python' },
    { source: join(packages, 'codeckit'), target: '/lab/packages/codeckit' },
  ];
  const copied: Copied[] = [...closure.files];
  for (const folder of closure.folders) {
    for (const path of await filesBelow(closure, folder)) copied.push({ source: path, target: path });
  }
  for (const { source, target } of lab) {
    if (!(await exists(source))) continue;
    for (const path of await filesBelow(closure, source))
      copied.push({ source: path, target: target + path.slice(source.length) });
  }
  return copied;
}

/**
 * Names the contents by what they are now, so that an upgraded library makes a new image. The lab's own files are in
 * folders that are named by their bytes already: in every home they give the same name.
 */
async function measure(
  copied: readonly Copied[],
  { guests }: GuestFiles,
): Promise<{ readonly digest: string; readonly bytes: number }> {
  const own = dirname(guests);
  const hash = createHash('sha256');
  let bytes = 0;
  for (const { source, target } of copied) {
    const found = await stat(source).catch(() => lstat(source)); // a link may lead nowhere
    bytes += found.size;
    const isOwn = source.startsWith(`${own}/`);
    const name = isOwn ? relative(dirname(own), source) : `${source}\0${found.mtimeMs}`;
    hash.update(`${name}\0${target}\0${found.size}\n`);
  }
  return { digest: hash.digest('hex').slice(0, 16), bytes };
}

/** A copy with the same times, which compiled Python is checked by. It never writes to a file that is there already. */
async function copyWithTimes(source: string, to: string): Promise<void> {
  const { atimeMs, mtimeMs, mode } = await stat(source);
  await copyFile(source, to, constants.COPYFILE_EXCL);
  await chmod(to, (mode & 0o111) === 0 ? 0o644 : 0o755);
  await utimes(to, atimeMs / 1000, mtimeMs / 1000);
}

/** Fills a folder that becomes an image: second names are enough, and quicker, where the file system is the same. */
const linkOrCopy = (source: string, to: string): Promise<void> =>
  link(source, to).catch(() => copyWithTimes(source, to));

/** A link stays a link, unless it is the name under which the loader asks for a library. */
async function place({ source, target }: Copied, folder: string, { libraries, put }: Placing): Promise<void> {
  const to = join(folder, target);
  if (libraries.has(source)) return put(await realpath(source), to);
  return (await lstat(source)).isSymbolicLink() ? symlink(await readlink(source), to) : put(source, to);
}

async function placeAll(copied: readonly Copied[], folder: string, placing: Placing): Promise<void> {
  const folders = new Set([...MOUNT_POINTS, ...copied.map(({ target }) => dirname(target))]);
  for (const each of folders) await mkdir(join(folder, each), { recursive: true, mode: 0o755 });
  for (let start = 0; start < copied.length; start += AT_A_TIME) {
    await Promise.all(copied.slice(start, start + AT_A_TIME).map((each) => place(each, folder, placing)));
  }
}

/** A file system image, or a folder to copy: by which of the two a guest gets files of its own. */
export interface Image {
  readonly kind: 'image' | 'copy';
  readonly source: string;
}

interface Maker {
  readonly home: string;
  readonly python: string;
  readonly files: GuestFiles;
}

/** Room for ext4's own tables beside the files, which fill blocks of 4 KiB. */
const imageSize = (files: number, bytes: number): string => `${Math.ceil((bytes + files * 4096) / MIB) + 16}M`;

async function makeImage(folder: string, image: string, python: string, copied: number, bytes: number): Promise<void> {
  const supervisor = new Supervisor(python, 'image');
  const request = { folder, image, inodes: copied * 2 + 100, size: imageSize(copied, bytes) };
  await supervisor.ask(request, 'made', IMAGE_LIMIT_MS).finally(() => supervisor.close());
  await rm(folder, { recursive: true });
}

/**
 * Below `home`, all that a Python guest reads, without what no codec needs. The supervisor mounts or copies it once for
 * each guest, and it ends with that guest: so nothing that a guest looks up or reads stays in a cache that another
 * guest can measure.
 *
 * @returns null when the closure is too large for it
 */
export async function prepareImage(maker: Maker, closure: Closure, kind: Image['kind']): Promise<Image | null> {
  const copied = await contents(closure, maker.files);
  const { digest, bytes } = await measure(copied, maker.files);
  if (bytes > (kind === 'copy' ? LARGEST_COPY_BYTES : LARGEST_IMAGE_BYTES)) return null;
  const source = join(maker.home, `${kind}-${digest}`);
  if (await exists(source)) return { kind, source };
  const building = `${source}.${process.pid}`;
  const folder = `${building}.files`;
  // What an attempt left that failed half way, on a full disk for one, must not stop this one.
  for (const left of [folder, building]) await rm(left, { recursive: true, force: true });
  const libraries = new Set(closure.files.map(({ source }) => source));
  await placeAll(copied, folder, { libraries, put: kind === 'image' ? linkOrCopy : copyWithTimes });
  if (kind === 'image') await makeImage(folder, building, maker.python, copied.length, bytes);
  else await rename(folder, building);
  await rename(building, source).catch(async (error: unknown) => {
    await rm(building, { recursive: true, force: true });
    if (!(await exists(source))) throw error; // another executor of this home was faster
  });
  return { kind, source };
}
