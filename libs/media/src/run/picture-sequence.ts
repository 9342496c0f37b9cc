import { constants } from 'node:fs';
import { copyFile, link, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, extname, join } from 'node:path';
import { ClipRefused } from './clip-refused.ts';

/** Pictures in order, in a folder that holds nothing else, named 00000000 and on. */
export interface PictureSequence {
  readonly folder: string;
  /** Ending of the names, without a dot. */
  readonly ending: string;
  readonly pictures: number;
  readonly bytes: number;
  readonly remove: () => Promise<void>;
}

const PICTURES = ['png', 'jpg', 'jpeg', 'tif', 'tiff', 'bmp', 'webp', 'dpx', 'exr', 'pgm', 'ppm'] as const;
const PATTERN = /%0?\d*d/;

/** Whether a path names numbered pictures: a folder, or a pattern such as `shot_%04d.png`. */
export async function isPictureSequence(path: string): Promise<boolean> {
  if (PATTERN.test(basename(path))) return (await stat(path).catch(() => undefined)) === undefined;
  return (await stat(path).catch(() => undefined))?.isDirectory() === true;
}

/**
 * Gathers numbered pictures where a tool can be shown them and no other file.
 *
 * @throws ClipRefused when there are none, when they are of several kinds, or when a number is missing
 */
export async function gatherPictures(path: string): Promise<PictureSequence> {
  const isPattern = PATTERN.test(basename(path));
  const source = isPattern ? dirname(path) : path;
  const names = await readdir(source).catch(() => []);
  const numbered = names.flatMap((name) => numberOf(name, isPattern ? basename(path) : undefined));
  numbered.sort((a, b) => a.number - b.number);
  const ending = check(path, numbered);
  const folder = await mkdtemp(join(tmpdir(), 'pictures-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    let bytes = 0;
    for (const [index, { name }] of numbered.entries()) {
      bytes += await place(join(source, name), join(folder, `${String(index).padStart(8, '0')}.${ending}`));
    }
    return { folder, ending, pictures: numbered.length, bytes, remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

interface Numbered {
  readonly name: string;
  readonly number: number;
}

/** The number of a picture: that of the pattern, or the last one in its name. */
function numberOf(name: string, pattern: string | undefined): Numbered[] {
  const isPicture = PICTURES.some((ending) => ending === endingOf(name));
  const [before = '', after = ''] = pattern?.split(PATTERN) ?? [];
  const middle =
    pattern === undefined ? /(\d+)\D*$/.exec(basename(name, extname(name)))?.[1] : inner(name, before, after);
  return isPicture && middle !== undefined && /^\d+$/.test(middle) ? [{ name, number: Number(middle) }] : [];
}

const inner = (name: string, before: string, after: string): string | undefined =>
  name.startsWith(before) && name.endsWith(after) ? name.slice(before.length, name.length - after.length) : undefined;

const endingOf = (name: string): string => extname(name).slice(1).toLowerCase();

function check(path: string, numbered: readonly Numbered[]): string {
  const [first] = numbered;
  if (first === undefined) {
    throw new ClipRefused('not_a_file', `${path} is no file, and holds no numbered pictures (${PICTURES.join(', ')})`);
  }
  const ending = endingOf(first.name);
  for (const [index, { name, number }] of numbered.entries()) {
    if (endingOf(name) !== ending)
      throw new ClipRefused('unreadable', `${path} holds ${first.name} and ${name}: one kind of picture is allowed`);
    if (number === first.number + index) continue;
    throw new ClipRefused(
      'unreadable',
      `${path}: picture ${first.number + index} is missing or there twice, before ${name}`,
    );
  }
  return ending;
}

/** Links where the disk allows it, copies otherwise. A picture that is itself a link is followed. */
async function place(from: string, to: string): Promise<number> {
  const { size } = await stat(from);
  await link(from, to).catch(() => copyFile(from, to, constants.COPYFILE_FICLONE));
  return size;
}
