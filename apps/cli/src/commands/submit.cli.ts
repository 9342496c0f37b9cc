import { Command } from 'commander';
import { CommandError, EXIT } from '../exit-code.ts';
import { readCandidate, sourceOf } from '../experiments/candidate-file.ts';
import { resolveClips } from '../experiments/clips.ts';
import { clipNames } from '../experiments/clip-names.ts';
import { describeCause, printExperiment } from '../experiments/experiment-text.ts';
import { waitAloud } from '../facts/wait-aloud.ts';
import { LabClient, type Accepted, type ExperimentCommandInput, type ExperimentDocument } from '@codecsmith/client';
import { chooseQualities } from '../experiments/span.ts';
import { addVariants } from '../experiments/variants.ts';
import { findLab } from '../lab/connect.ts';
import { printJson, printLine, printNote } from '../output/print.ts';
import { TRACKS, type Track } from '@codecsmith/codec';
import { anchorEncoder, type Limits } from '@codecsmith/experiment';
import { clipOption, jsonOption, limitOption, oneOf, parseQualities } from './options.ts';

type AnchorEncoder = (typeof anchorEncoder.options)[number];

/** Lets the harness choose the qualities. */
const SPAN = 'span';

interface SubmitOptions {
  readonly clip: readonly string[];
  readonly quality: number[] | typeof SPAN;
  readonly variants?: true;
  readonly anchor: readonly AnchorEncoder[];
  readonly track?: Track;
  readonly limit: Limits;
  readonly name?: string;
  readonly id?: string;
  readonly wait?: true;
  readonly json?: true;
}

export const submitCommand = (): Command =>
  new Command('submit')
    .description('run one codec from a file and measure it')
    .argument('<file>', "the codec's source, Python or JavaScript")
    .addOption(clipOption('all built-in clips'))
    .option(
      '--quality <levels>',
      `1 (worst) to 100 (best), separated by commas; or ${SPAN}: those at which it spans the anchor's PSNR`,
      (text) => (text === SPAN ? SPAN : parseQualities(text)),
      [20, 40, 60, 80],
    )
    .option('--variants', 'also a mirror image of each clip: shows a codec that knows the clip')
    .option('--track <track>', `what the codec may import: ${TRACKS.join(' or ')}`, oneOf('track', TRACKS))
    .option(
      '--anchor <encoder>',
      `compare with it besides x264: ${anchorEncoder.options.join(', ')}; may be repeated`,
      (text, before: readonly AnchorEncoder[]) => [...before, oneOf('anchor', anchorEncoder.options)(text)],
      [],
    )
    .addOption(limitOption())
    .option('--name <text>', "what to call the experiment; else the file's name")
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
  if (options.variants) clips.push(...(await addVariants(client, lab, clips)));
  const request: Request = {
    ...{ source, clips, track: options.track ?? null, limits: options.limit },
    anchors: [...options.anchor],
    ...(options.name === undefined ? {} : { name: options.name }),
  };
  const qualities = options.quality === SPAN ? await spanned(client, request, options.id) : options.quality;
  const answer = await client.requestExperiment(
    { ...request, qualities },
    options.id === undefined ? {} : { id: options.id },
  );
  if (options.wait) return waitAndPrint(client, answer, options.json === true);
  if (options.json) printJson(answer);
  else printLine(`${answer.aggregateId} requested. Its course: ./codecsmith history ${answer.aggregateId}`);
}

type Request = Omit<ExperimentCommandInput<'request'>, 'qualities'>;

/** Probes are named after the request, so that the same one again finds those that were run. */
const spanned = (client: LabClient, request: Request, id: string | undefined): Promise<number[]> =>
  chooseQualities(client, async (qualities, round) => {
    const name = id === undefined ? {} : { id: `${id}-probe-${round}` };
    const answer = await client.requestExperiment({ ...request, qualities: [...qualities] }, name);
    const document = await waitFor(client, answer);
    if (document.outcome === 'completed') return document.experimentId;
    const causes = document.cause === null ? [] : describeCause(document.cause);
    throw new CommandError(EXIT.failed, [`${document.experimentId}  ${document.outcome}`, ...causes].join('\n'));
  });

async function waitAndPrint(client: LabClient, answer: Accepted, json: boolean): Promise<void> {
  const document = await waitFor(client, answer);
  if (json) printJson(document);
  else printExperiment(document, await clipNames(client));
  process.exitCode = document.outcome === 'completed' ? EXIT.ok : EXIT.failed;
}

async function waitFor(client: LabClient, { aggregateId, position }: Accepted): Promise<ExperimentDocument> {
  printNote(aggregateId);
  await waitAloud(client, aggregateId, position - 1);
  return client.experiment(aggregateId);
}
