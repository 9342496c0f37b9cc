import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArtifactStore } from '@codecsmith/artifacts';
import {
  parseEndpoints,
  parseRecording,
  ReplayProvider,
  RoutedProvider,
  settingsOf,
  type Endpoints,
} from '@codecsmith/llm';
import type { FactReader } from '@codecsmith/bus';
import { labLayout, readConfig } from '@codecsmith/platform';
import type { SanitizerPool } from '@codecsmith/sanitizer-pool';
import { FileCallJournal } from '../calls/call-journal.ts';
import { FileQuirks } from '../calls/file-quirks.ts';
import type { CampaignFacts } from '../facts/campaign-facts.ts';
import type { CandidateProvider } from './candidate-provider.ts';
import { measuredModels } from './measured-models.ts';
import { ModelCandidates, type ModelParts } from './model.provider.ts';
import { SubmitProvider } from './submit.provider.ts';
import { SweepProvider } from './sweep.provider.ts';
import { TemplateProvider } from './template.provider.ts';

/** What the service gives to its providers. */
export interface ProviderParts {
  readonly store: ArtifactStore;
  readonly facts: CampaignFacts;
  readonly log: FactReader;
  readonly sanitizer: Pick<SanitizerPool, 'sanitize'>;
}

type Open = (parts: ProviderParts) => CandidateProvider | Promise<CandidateProvider>;

/** Every provider, as its settings say. A further one is one more line; `docs/how-to/add-a-provider.md` shows it. */
const PROVIDERS: readonly Open[] = [
  ({ store }) => new SubmitProvider(store),
  ({ store, facts }) => new TemplateProvider(store, facts),
  ({ store, facts, log }) => new SweepProvider(store, facts, log),
  openModels,
  openReplay,
];

export const openProviders = (parts: ProviderParts): Promise<CandidateProvider[]> =>
  Promise.all(PROVIDERS.map(async (open) => open(parts)));

async function openModels(parts: ProviderParts): Promise<CandidateProvider> {
  const config = readConfig([
    'LAB_HOME',
    'LAB_GENERATOR_ENDPOINTS',
    'LAB_GENERATOR_OPENAI_BASE_URL',
    'LAB_GENERATOR_OPENAI_KEY',
    'LAB_GENERATOR_FIRST_TOKEN_LIMIT_MS',
    'LAB_GENERATOR_IDLE_LIMIT_MS',
    'LAB_GENERATOR_TOTAL_LIMIT_MS',
    'LAB_GENERATOR_LONGEST_PAUSE_MS',
    'LAB_GENERATOR_PATIENCE_MS',
  ]);
  const layout = labLayout(config.LAB_HOME);
  const endpoints = await readEndpoints(config.LAB_GENERATOR_ENDPOINTS, layout.endpointsFile);
  const models = new RoutedProvider({
    standard: {
      baseUrl: config.LAB_GENERATOR_OPENAI_BASE_URL,
      apiKey: config.LAB_GENERATOR_OPENAI_KEY ?? 'none',
      limits: {
        firstTokenMs: config.LAB_GENERATOR_FIRST_TOKEN_LIMIT_MS,
        idleMs: config.LAB_GENERATOR_IDLE_LIMIT_MS,
        totalMs: config.LAB_GENERATOR_TOTAL_LIMIT_MS,
      },
      backoff: {
        longestMs: config.LAB_GENERATOR_LONGEST_PAUSE_MS,
        patienceMs: config.LAB_GENERATOR_PATIENCE_MS,
      },
      quirks: new FileQuirks(join(layout.generator, 'quirks.json')),
    },
    endpoints,
    keys: await readKeys(endpoints),
  });
  return new ModelCandidates({
    ...(await askingParts(parts)),
    models: measuredModels(models),
    settingsOf: (model) => settingsOf(model, endpoints),
  });
}

async function openReplay(parts: ProviderParts): Promise<CandidateProvider> {
  const { LAB_GENERATOR_RECORDING: recording } = readConfig(['LAB_GENERATOR_RECORDING']);
  const answers = recording === undefined ? new Map() : parseRecording(await readFile(recording, 'utf8'));
  return new ModelCandidates({
    ...(await askingParts(parts)),
    models: measuredModels(new ReplayProvider(answers)),
    settingsOf: () => ({}),
  });
}

/** What all providers that ask models share. */
async function askingParts(parts: ProviderParts): Promise<Omit<ModelParts, 'models' | 'settingsOf'>> {
  const config = readConfig(['LAB_HOME', 'LAB_GENERATOR_MAX_OUTPUT_TOKENS', 'LAB_GENERATOR_TRIAL_LIMIT_MS']);
  const journal = new FileCallJournal(join(labLayout(config.LAB_HOME).generator, 'calls'));
  await journal.prune(Date.now());
  const journalOf = (experimentId: string) => journal.of(experimentId);
  const trials = { facts: parts.log, limitMs: config.LAB_GENERATOR_TRIAL_LIMIT_MS };
  return { ...parts, journalOf, trials, maxOutputTokens: config.LAB_GENERATOR_MAX_OUTPUT_TOKENS };
}

/**
 * Reads the endpoints that an operator named, or put where a lab looks for them.
 *
 * @throws RangeError naming the field that does not fit; what reading gives where a named file is not there
 */
async function readEndpoints(named: string | undefined, usual: string): Promise<Endpoints> {
  if (named !== undefined) return parseEndpoints(await readFile(named, 'utf8'));
  const text = await readFile(usual, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}';
    throw error;
  });
  return parseEndpoints(text);
}

async function readKeys(endpoints: Endpoints): Promise<Map<string, string>> {
  const keys = new Map<string, string>();
  for (const [vendor, { keyFile }] of endpoints) {
    if (keyFile !== undefined) keys.set(vendor, (await readFile(keyFile, 'utf8')).trim());
  }
  return keys;
}
