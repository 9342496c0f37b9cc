import { LabClient, type KnownClip } from '@codecsmith/client';
import { Command } from 'commander';
import { usageError } from '../exit-code.ts';
import { addBuiltinClips, addClipFile } from '../experiments/clips.ts';
import { findLab, connectLab } from '../lab/connect.ts';
import { printJson, printLine } from '../output/print.ts';
import { renderTable } from '../output/table.ts';
import { jsonOption } from './options.ts';
import { importOptions, importWishes, type ImportText } from './import-options.ts';

export const clipCommand = (): Command =>
  new Command('clip').description('source videos').addCommand(addCommand()).addCommand(listCommand());

interface AddOptions extends ImportText {
  readonly name?: string;
  readonly builtin?: true;
  readonly json?: true;
}

const ADD_EXAMPLES = `
Example:
  ./codecsmith clip add holiday.mp4 --name holiday
  ./codecsmith clip add film.mkv --start 1:02.5 --frames 100 --scale 640x360
  ./codecsmith clip add shot_%04d.png --fps 24
  ./codecsmith clip add planes.yuv --size 352x288 --fps 30`;

function addCommand(): Command {
  const command = new Command('add')
    .description('decode a video once and keep it under the sha256 of its frames')
    .argument(
      '[file]',
      'any video (mp4, mov, mkv, webm, avi, ts, y4m, gif, …), a folder or pattern of numbered pictures, or bare planes with their --size',
    )
    .option('--name <name>', 'letters, digits, _ and -; from the file when left out')
    .option('--builtin', 'add the clips that the lab draws itself')
    .addHelpText('after', ADD_EXAMPLES);
  for (const option of [...importOptions(), jsonOption()]) command.addOption(option);
  return command.action(addClip);
}

async function addClip(file: string | undefined, { name, builtin, json, ...wishes }: AddOptions): Promise<void> {
  if ((file === undefined) === (builtin === undefined)) throw usageError('give either a FILE or --builtin');
  const lab = await findLab();
  const client = new LabClient(lab);
  if (file === undefined) {
    const added = await addBuiltinClips(client);
    return json ? printJson({ added }) : printLine(added.length === 0 ? 'all were there' : `added ${added.join(', ')}`);
  }
  const clip = await addClipFile(client, lab, file, { name, wishes: importWishes(wishes) });
  if (json) printJson(clip);
  else printLine(renderClips([clip]));
}

const listCommand = (): Command =>
  new Command('list')
    .description('the clips that this lab knows')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  ./codecsmith clip list')
    .action(async ({ json }: { json?: true }) => {
      const clips = await (await connectLab()).clips();
      if (json) printJson({ clips });
      else printLine(clips.length === 0 ? 'no clips; add some with: ./codecsmith clip add FILE' : renderClips(clips));
    });

const renderClips = (clips: readonly KnownClip[]): string =>
  renderTable(
    [
      { title: 'name' },
      { title: 'size', align: 'right' },
      { title: 'frames', align: 'right' },
      { title: 'fps', align: 'right' },
      { title: 'format' },
      { title: 'sha256 of its frames' },
    ],
    clips.map((clip) => [
      clip.name,
      `${clip.width}x${clip.height}`,
      String(clip.frames),
      (clip.fps.num / clip.fps.den).toFixed(2),
      clip.pixelFormat,
      clip.digest,
    ]),
  );
