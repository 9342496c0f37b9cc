import type { ExperimentCommandInput } from '@codecsmith/client';
import { Command } from 'commander';
import { usageError } from '../exit-code.ts';
import { connectLab } from '../lab/connect.ts';
import { printJson, printLine } from '../output/print.ts';
import { jsonOption } from './options.ts';

type Change = ExperimentCommandInput<'annotate'>;
interface Json {
  readonly json?: true;
}

/** Names, tags, notes and stars: what people write beside an experiment. They change no number. */
export const annotateCommands = (): Command[] => [renameCommand(), tagCommand(), noteCommand(), starCommand()];

const renameCommand = (): Command =>
  new Command('rename')
    .description('give an experiment a name')
    .argument('<id>', 'experiment')
    .argument('[name]', "one line; without it, the file's name again")
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  ./codecsmith experiment rename exp-0123456789abcdef0123 "motion, half pel"')
    .action((id: string, name: string | undefined, options: Json) => annotate(id, { name: name ?? null }, options));

const tagCommand = (): Command =>
  new Command('tag')
    .description('add tags to an experiment, or take them away')
    .argument('<id>', 'experiment')
    .argument('<tags...>', 'small letters, digits, ".", "_" and "-"')
    .option('--remove', 'take these tags away')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  ./codecsmith experiment tag exp-0123456789abcdef0123 paper\n  ./codecsmith experiment list --where tag:paper',
    )
    .action((id: string, tags: string[], { remove, ...options }: Json & { readonly remove?: true }) =>
      annotate(id, remove === true ? { untag: tags } : { tag: tags }, options),
    );

const noteCommand = (): Command =>
  new Command('note')
    .description('write a note beside an experiment; it replaces the note before')
    .argument('<id>', 'experiment')
    .argument('[text]', 'at most 4000 characters')
    .option('--clear', 'take the note away')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  ./codecsmith experiment note exp-0123456789abcdef0123 "try with 8x8 blocks"')
    .action((id: string, note: string | undefined, { clear, ...options }: Json & { readonly clear?: true }) => {
      if ((note === undefined) !== (clear === true))
        throw usageError('text: give a text or --clear', { field: 'text' });
      return annotate(id, { note: note ?? null }, options);
    });

const starCommand = (): Command =>
  new Command('star')
    .description('give an experiment a star')
    .argument('<id>', 'experiment')
    .option('--remove', 'take the star away')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  ./codecsmith experiment star exp-0123456789abcdef0123')
    .action((id: string, { remove, ...options }: Json & { readonly remove?: true }) =>
      annotate(id, { starred: remove !== true }, options),
    );

async function annotate(id: string, change: Change, { json }: Json): Promise<void> {
  const client = await connectLab();
  const answer = await client.annotateExperiment(id, change);
  if (json) return printJson(answer);
  const { name, tags, starred, note } = await client.experiment(id);
  const parts = [
    ...(name === null ? [] : [`name "${name}"`]),
    ...(tags.length === 0 ? [] : [`tags ${tags.join(', ')}`]),
    ...(starred ? ['starred'] : []),
    ...(note === null ? [] : ['with a note']),
  ];
  printLine(
    `${id}: ${parts.join(', ') || 'no name, tag, star or note'}${answer.facts.length === 0 ? ' (as before)' : ''}`,
  );
}
