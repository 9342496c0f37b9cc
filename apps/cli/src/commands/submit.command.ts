import { Command } from 'commander';
import { EXIT } from '../exit-code.ts';
import { readCandidate, sourceOf } from '../experiments/candidate-file.ts';
import { resolveClips } from '../experiments/clips.ts';
import { printExperiment } from '../experiments/experiment-text.ts';
import { progressLine, waitForAll } from '../facts/wait.ts';
import { LabClient } from '@codecsmith/client';
import { findLab } from '../lab/connect.ts';
import { printJson, printLine, printNote } from '../output/print.ts';
import type { Limits } from '@codecsmith/experiment';
import { clipOption, jsonOption, limitOption, oneOf, parseQualities } from './options.ts';

interface SubmitOptions {
  readonly clip: readonly string[];
  readonly quality: number[];
  readonly track?: 'pure' | 'open';
  readonly limit: Limits;
  readonly id?: string;
  readonly wait?: true;
  readonly json?: true;
}

export const submitCommand = (): Command =>
  new Command('submit')
    .description('run one codec from a file and measure it')
    .argument('<file>', "the codec's source, Python or JavaScript")
    .addOption(clipOption('all built-in clips'))
    .option('--quality <levels>', '1 (worst) to 100 (best), separated by commas', parseQualities, [20, 40, 60, 80])
    .option('--track <track>', 'what the codec may import: pure or open', oneOf('track', ['pure', 'open']))
    .addOption(limitOption())
    .option('--id <text>', 'id of the request: the same id again starts nothing and shows the first')
    .option('--wait', 'wait for the end and print everything measured')
    .addOption(jsonOption())
    .addHelpText('after', '\nExample:\n  ./codecsmith submit examples/codecs/intra_dct.py --quality 20,40,60,80 --wait')
    .action(submit);

async function submit(file: string, options: SubmitOptions): Promise<void> {
  const candidate = await readCandidate(file);
  const lab = await findLab();
  const client = new LabClient(lab);
  const source = await sourceOf(client, candidate);
  const clips = await resolveClips(client, lab, options.clip);
  const data = { source, clips, qualities: options.quality, track: options.track ?? null, limits: options.limit };
  const answer = await client.requestExperiment(data, options.id === undefined ? {} : { id: options.id });
  if (options.wait) return waitAndPrint(client, answer.aggregateId, answer.position, options.json === true);
  if (options.json) printJson(answer);
  else printLine(`${answer.aggregateId} requested. Its course: ./codecsmith history ${answer.aggregateId}`);
}

async function waitAndPrint(client: LabClient, id: string, position: number, json: boolean): Promise<void> {
  printNote(id);
  await waitForAll(client, [id], position - 1, { onFact: (fact) => printNote(progressLine(fact)) });
  const document = await client.experiment(id);
  if (json) printJson(document);
  else printExperiment(document);
  process.exitCode = document.outcome === 'completed' ? EXIT.ok : EXIT.failed;
}
