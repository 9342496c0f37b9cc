import { execFileSync } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { makeBuiltinClip } from '@codecsmith/media';

/**
 * Cuts a small piece out of a clip that the lab draws itself and writes it as a file of its own: for the lab that is a
 * stranger's video. `filter` changes it further, `output` says how it is written.
 */
export async function piece(
  folder: string,
  name: string,
  { crop, frames = 8, output = [] }: { crop: string; frames?: number; output?: readonly string[] },
): Promise<string> {
  const { record, planes } = makeBuiltinClip('orchard');
  const source = join(folder, 'orchard.yuv');
  await writeFile(source, planes);
  const path = join(folder, name);
  const raw = ['-f', 'rawvideo', '-pix_fmt', 'yuv420p', '-s', `${record.width}x${record.height}`, '-r', '25'];
  const cut = ['-vf', crop, '-frames:v', String(frames), ...output];
  execFileSync('ffmpeg', ['-hide_banner', '-loglevel', 'error', '-y', ...raw, '-i', source, ...cut, path]);
  return path;
}
