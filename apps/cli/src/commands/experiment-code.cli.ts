import { requestAgain, type LabClient, type Fact } from '@codecsmith/client';
import { experimentFacts } from '@codecsmith/experiment';
import { Command } from 'commander';
import { createTwoFilesPatch } from 'diff';
import { CommandError, EXIT } from '../exit-code.ts';
import { connectLab } from '../lab/connect.ts';
import { printJson, printLine } from '../output/print.ts';
import { jsonOption } from './options.ts';

interface Json {
  readonly json?: true;
}

/** What an experiment ran, how that differs from another, and the same once more. */
export const codeCommands = (): Command[] => [codeCommand(), diffCommand(), rerunCommand()];

const codeCommand = (): Command =>
  new Command('code')
    .description('print the source that ran')
    .argument('<id>', 'experiment')
    .option('--draft', 'as it was submitted or written, before the sanitizer')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  ./codecsmith experiment code exp-0123456789abcdef0123 > codec.py')
    .action(async (id: string, { draft, json }: Json & { readonly draft?: true }) => {
      const { digest, text } = await sourceOf(await connectLab(), id, draft === true);
      if (json) printJson({ experimentId: id, digest, code: text });
      else printLine(text.replace(/\n$/, ''));
    });

const diffCommand = (): Command =>
  new Command('diff')
    .description('how the source of one experiment differs from that of another, as a unified diff')
    .argument('<before>', 'experiment')
    .argument('[after]', 'experiment; else what the sanitizer made of the first')
    .addOption(jsonOption())
    .addHelpText(
      'after',
      '\nExample:\n  ./codecsmith experiment diff exp-0123456789abcdef0123 exp-3210fedcba9876543210',
    )
    .action(async (before: string, after: string | undefined, { json }: Json) => {
      const lab = await connectLab();
      const [left, right] = [
        await sourceOf(lab, before, after === undefined),
        await sourceOf(lab, after ?? before, false),
      ];
      const names = [after === undefined ? `${before} as drafted` : before, after ?? `${before} as it ran`] as const;
      const patch = createTwoFilesPatch(...names, left.text, right.text);
      if (json) printJson({ before, after: after ?? before, equal: left.text === right.text, patch });
      else printLine(left.text === right.text ? 'no difference' : patch);
    });

const rerunCommand = (): Command =>
  new Command('rerun')
    .description('request an experiment of the same code on the same clips at the same qualities')
    .argument('<id>', 'experiment')
    .option('--name <text>', 'what to call the new one; else the name of the first')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  ./codecsmith experiment rerun exp-0123456789abcdef0123')
    .action(async (id: string, { name, json }: Json & { readonly name?: string }) => {
      const lab = await connectLab();
      const request = requestAgain(await lab.experimentFacts(id), name ?? (await lab.experiment(id)).name);
      if (request === null) throw neverHadCode(id);
      const answer = await lab.requestExperiment(request);
      if (json) printJson(answer);
      else printLine(`${answer.aggregateId} requested. Its course: ./codecsmith history ${answer.aggregateId}`);
    });

const dataOf = (facts: readonly Fact[], type: string): unknown => facts.find((fact) => fact.type === type)?.data;

const neverHadCode = (id: string): CommandError =>
  new CommandError(EXIT.refused, `refused: ${id} never had code`, { field: 'id' });

function draftIn(facts: readonly Fact[], id: string) {
  const data = dataOf(facts, 'CandidateDrafted');
  if (data === undefined) throw neverHadCode(id);
  return experimentFacts.CandidateDrafted.parse(data);
}

async function sourceOf(lab: LabClient, id: string, draft: boolean): Promise<{ digest: string; text: string }> {
  const { candidate } = await lab.experiment(id);
  const digest =
    draft || candidate === null ? draftIn(await lab.experimentFacts(id), id).code.digest : candidate.digest;
  return { digest, text: Buffer.from(await lab.artifact(digest)).toString('utf8') };
}
