import { LabClient, type CampaignCommandInput } from '@codecsmith/client';
import { LANGUAGES } from '@codecsmith/codec';
import { ANCHOR_MODES, GENERATOR_NAMES, type GeneratorName, type Limits } from '@codecsmith/experiment';
import { parseEndpoints, settingsOf } from '@codecsmith/llm';
import { labLayout, readConfig } from '@codecsmith/platform';
import { Command } from 'commander';
import { readFile } from 'node:fs/promises';
import { readCandidate, sourceOf } from '../experiments/candidate-file.ts';
import { resolveClips } from '../experiments/clips.ts';
import { findLab, type LabAddress } from '../lab/connect.ts';
import { printJson, printLine, printNote } from '../output/print.ts';
import { dryRun } from './campaign-dry-run.ts';
import { readPrompts, storePrompts } from './campaign-prompts.cli.ts';
import {
  collect,
  modelsOf,
  parseBudget,
  parseParameter,
  parsePrice,
  parseRoles,
  parseShare,
  withRoles,
  type BudgetText,
  type ParametersText,
  type PriceText,
  type Role,
} from './campaign-options.ts';
import { watchCampaign } from './campaign-watch.ts';
import { addClip, clipOption, jsonOption, limitOption, oneOf, parseQualities, whole } from './options.ts';

type Start = CampaignCommandInput<'start'>;

export interface StartOptions {
  readonly provider: GeneratorName;
  readonly clip: readonly string[];
  readonly sealed: readonly string[];
  readonly budget: BudgetText;
  readonly language?: (typeof LANGUAGES)[number];
  readonly mode?: (typeof ANCHOR_MODES)[number];
  readonly seed: number;
  readonly model: readonly string[];
  readonly price: readonly PriceText[];
  readonly role: Readonly<Record<string, Role[]>>;
  readonly share: Readonly<Record<string, number>>;
  readonly hint: readonly string[];
  readonly import: readonly string[];
  readonly control: 'search' | 'random';
  readonly goal?: string;
  readonly quality?: number[];
  readonly excerptFrames?: number;
  readonly fullFrames?: number;
  readonly excerptQuality?: number[];
  readonly parameter: ParametersText;
  readonly prompts?: string;
  readonly limit: Limits;
  readonly id?: string;
  readonly dryRun?: true;
  readonly wait?: true;
  readonly json?: true;
}

/** As many as a campaign takes. */
const MOST_SEALED = 16;

const EXAMPLES = `
Example:
  ./codecsmith campaign start --clip park.y4m --budget evaluations=60 --seed 7 --wait
  ./codecsmith campaign start --clip park.y4m --sealed crowd.y4m --import mine.py --budget wallSeconds=3600
  ./codecsmith campaign start --provider openai --model YOUR-MODEL --price 0.40/1.60 --clip park.y4m --budget money=5
  ./codecsmith campaign start --clip park.y4m --budget evaluations=60 --dry-run`;

export const campaignStartCommand = (): Command =>
  new Command('start')
    .description('begin a search')
    .option('--provider <name>', GENERATOR_NAMES.join(', '), oneOf('provider', GENERATOR_NAMES), 'template')
    .addOption(clipOption('all built-in clips but the last'))
    .option(
      '--sealed <file or name>',
      `never shown, for the verdict; may be repeated; \`last-third\` of the only clip, or \`none\`; else up to ${MOST_SEALED} other clips of 8 bits in 4:2:0`,
      addClip,
      [],
    )
    .option('--budget <name=value>', 'evaluations, tokens, money, executorSeconds or wallSeconds', parseBudget, {})
    .option(
      '--language <name>',
      'of the candidates; without it javascript with template, else python',
      oneOf('language', LANGUAGES),
    )
    .option('--mode <name>', 'of the JavaScript codecs of template; without it all-intra', oneOf('mode', ANCHOR_MODES))
    .option('--seed <number>', 'decides every draw', whole(0), 1)
    .option(
      '--model <name>',
      'for openai and replay, vendor:name of the endpoints file too; may be repeated',
      collect,
      [],
    )
    .option('--price <input/output>', 'US dollars for a million tokens, one for all models or one each', parsePrice, [])
    .option(
      '--role <model=role,…>',
      'of write, repair, plan, summarise; default: the first two; may be repeated',
      parseRoles,
      {},
    )
    .option('--share <model=number>', 'asked so many times as often at equal gains; may be repeated', parseShare, {})
    .option('--hint <text>', 'shown to the model; may be repeated', collect, [])
    .option('--import <file>', 'your own codec, before the seeds; may be repeated', collect, [])
    .option(
      '--control <kind>',
      'search, or random: uniform samples, a yardstick',
      oneOf('control', ['search', 'random']),
      'search',
    )
    .option('--goal <text>', 'a sentence that every prompt shows the model')
    .option('--quality <levels>', 'of the full rung, separated by commas', parseQualities)
    .option('--excerpt-frames <number>', 'frames of each clip on the cheap rung', whole(1))
    .option('--full-frames <number>', 'frames of each clip on the full rung and in the verdict', whole(1))
    .option('--excerpt-quality <levels>', 'of the cheap rung, separated by commas', parseQualities)
    .option('--parameter <name=value>', 'of the search, such as targetScore=0; may be repeated', parseParameter, {})
    .addOption(limitOption())
    .option('--id <text>', 'name of the campaign: the same again starts nothing and goes on with the first')
    .option('--prompts <folder>', 'prompt files in place of those of the lab (campaign prompts --out FOLDER)')
    .option('--dry-run', 'print the first proposals and start nothing')
    .option('--wait', 'show how it goes until it ends')
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLES)
    .action(start);

async function start(options: StartOptions): Promise<void> {
  const priced = modelsOf(options.model, options.price, await listedPrices());
  const models = withRoles(priced, options.role, options.share);
  const lab = await findLab();
  const client = new LabClient(lab);
  const data = await campaignOf(client, lab, options, models);
  const files = options.prompts === undefined ? {} : await readPrompts(options.prompts);
  if (options.dryRun) return dryRun(client, data, files, options.json === true);
  const named = options.id === undefined ? {} : { id: `campaign:${options.id}`, campaignId: options.id };
  const answer = await client.startCampaign({ ...data, prompts: await storePrompts(client, files) }, named);
  printNote(answer.aggregateId);
  if (options.wait) return watchCampaign(client, answer.aggregateId, options.json === true);
  if (options.json) printJson(answer);
  else printLine(`${answer.aggregateId} started. How it goes: ./codecsmith campaign show ${answer.aggregateId}`);
}

/** Prices of the endpoints file of this machine's lab; there is none where the lab is elsewhere. */
async function listedPrices(): Promise<(model: string) => PriceText | undefined> {
  const { LAB_HOME: home, LAB_GENERATOR_ENDPOINTS: named } = readConfig(['LAB_HOME', 'LAB_GENERATOR_ENDPOINTS']);
  const text = await readFile(named ?? labLayout(home).endpointsFile, 'utf8').catch(() => '{}');
  const endpoints = parseEndpoints(text);
  return (model) => settingsOf(model, endpoints).price;
}

/** The clips that the search sees; of the built-in ones, the last is left for the verdict. */
async function tuningClips(client: LabClient, lab: LabAddress, named: readonly string[]): Promise<string[]> {
  const clips = await resolveClips(client, lab, named);
  return named.length === 0 ? clips.slice(0, -1) : clips;
}

async function campaignOf(
  client: LabClient,
  lab: LabAddress,
  options: StartOptions,
  models: ReturnType<typeof withRoles<ReturnType<typeof modelsOf>[number]>>,
): Promise<Start> {
  const clips = await tuningClips(client, lab, options.clip);
  const imports = await Promise.all(options.import.map((file) => importOf(client, file)));
  return {
    goal: options.goal ?? null,
    seed: options.seed,
    control: options.control,
    generator: {
      provider: options.provider,
      ...(options.language === undefined ? {} : { language: options.language }),
      ...(options.mode === undefined ? {} : { mode: options.mode }),
      models,
    },
    clips,
    ...(await verdictOf(client, lab, options.sealed, clips)),
    budget: options.budget,
    imports,
    hints: [...options.hint],
    limits: options.limit,
    parameters: options.parameter,
    ...(options.quality === undefined ? {} : { qualities: options.quality }),
    ...(options.excerptFrames === undefined ? {} : { excerptFrames: options.excerptFrames }),
    ...(options.fullFrames === undefined ? {} : { fullFrames: options.fullFrames }),
    ...(options.excerptQuality === undefined ? {} : { excerptQualities: options.excerptQuality }),
  };
}

/**
 * The clips of the verdict; by default the first {@link MOST_SEALED} others that the lab knows, that candidates can take
 * and that no campaign made; where there are none, the end of the only clip.
 */
async function verdictOf(
  client: LabClient,
  lab: LabAddress,
  named: readonly string[],
  clips: readonly string[],
): Promise<Pick<Start, 'sealed' | 'sealLastThird'>> {
  const [only, ...more] = named;
  if (more.length === 0 && only === 'none') return { sealed: [] };
  if (more.length === 0 && only === 'last-third') return { sealLastThird: true };
  if (named.length > 0) return { sealed: await resolveClips(client, lab, named) };
  const others = (await client.clips()).filter(
    ({ digest, name, pixelFormat }) =>
      !clips.includes(digest) && !clips.includes(name) && pixelFormat === 'yuv420p' && !DERIVED.test(name),
  );
  if (others.length > 0) return { sealed: others.slice(0, MOST_SEALED).map(({ digest }) => digest) };
  return clips.length === 1 ? { sealLastThird: true } : { sealed: [] };
}

/** Excerpts and variants that earlier campaigns have made. */
const DERIVED = /^(?:first-\d+-of|sealed)-[0-9a-f]{20}$/;

async function importOf(client: LabClient, file: string) {
  const candidate = await readCandidate(file);
  const source = await sourceOf(client, candidate);
  if (source.kind !== 'submitted') throw new Error('a file is a submitted source');
  await client.putArtifact(candidate.digest, new Blob([new Uint8Array(candidate.bytes)]));
  const code = { digest: candidate.digest, sizeBytes: candidate.bytes.length };
  return { code, fileName: candidate.fileName, language: source.language ?? null };
}
