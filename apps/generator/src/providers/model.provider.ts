import { randomUUID } from 'node:crypto';
import type { ArtifactStore } from '@codecsmith/artifacts';
import { Quarantine, RetryLater } from '@codecsmith/bus';
import { SIMILAR, similarity, type CampaignConfig, type PromptName, type Proposal } from '@codecsmith/campaign';
import { tunablesOf, type Language } from '@codecsmith/codec';
import {
  CampaignSpending,
  draft,
  gatherMaterial,
  renderPrompt,
  templatesOf,
  type CallJournal,
  type Draft as ModelDraft,
  type DraftReply,
  type DraftRequest as Asked,
  type ModelProvider,
  type ModelSettings,
  type PromptMaterial,
  type Templates,
  type Trial,
} from '@codecsmith/llm';
import type { SanitizerPool } from '@codecsmith/sanitizer-pool';
import { checkCode, treeOf } from '../check/check-code.ts';
import { runTrial, type TrialParts } from '../trial/run-trial.ts';
import { consulted } from './consultations.ts';
import type { CampaignFacts } from '../facts/campaign-facts.ts';
import {
  type CandidateProvider,
  type Draft,
  type DraftContext,
  type DraftFailure,
  type DraftRequest,
} from './candidate-provider.ts';

export interface ModelParts {
  readonly models: ModelProvider;
  readonly store: ArtifactStore;
  readonly facts: CampaignFacts;
  readonly maxOutputTokens: number;
  /** How a model is asked, as its endpoint says. */
  readonly settingsOf: (model: string) => ModelSettings;
  /** Keeps the answers of an experiment's draft. */
  readonly journalOf: (experimentId: string) => CallJournal;
  readonly sanitizer: Pick<SanitizerPool, 'sanitize'>;
  readonly trials: Omit<TrialParts, 'store'>;
}

type CallSettings = Omit<
  Asked,
  'key' | 'prompt' | 'language' | 'parent' | 'check' | 'trial' | 'trials' | 'trialTokens'
>;

/** What the conversation with an author begins with. */
interface Conversation {
  readonly key: string;
  readonly material: PromptMaterial;
  readonly templates: Templates;
  readonly spending: CampaignSpending;
  readonly settingsOf: (model: string) => CallSettings;
}

const UNPRICED = { inputUsdPerMillion: 0, outputUsdPerMillion: 0 };
const DELIVERY_LENGTH = 16;
const MOST_REASON = 1000;

/** Asks a language model, with the prompt that the proposal calls for; each call is paid from the campaign's budget. */
export class ModelCandidates implements CandidateProvider {
  readonly name: string;

  constructor(private readonly parts: ModelParts) {
    this.name = parts.models.name;
  }

  async draft({ source, campaign }: DraftRequest, context: DraftContext): Promise<Draft | DraftFailure> {
    if (source.kind !== 'generated') throw new Quarantine(`a ${source.kind} request came to the provider of models`);
    if (campaign === null) {
      const message = `${this.name} drafts for campaigns only: they hold the prompt's material and the budget`;
      return { cause: { code: 'campaign_missing', message } };
    }
    const { proposal, config } = await this.parts.facts.proposalOf(campaign, context.experimentId);
    const gathered = await gatherMaterial(proposal, config, {
      factsOf: (id) => this.parts.facts.factsOf(id),
      textOf: async (digest) => (await this.parts.store.get(digest)).toString('utf8'),
    });
    const templates = await this.templates(config);
    const delivery = randomUUID().replaceAll('-', '').slice(0, DELIVERY_LENGTH);
    const spending = new CampaignSpending(context.ask, campaign, context.experimentId, delivery);
    const settingsOf = (model: string) => this.settingsOf(model, config, campaign, delivery, context);
    const { material, consultations } = await consulted(proposal, gathered, {
      ...{ models: this.parts.models, store: this.parts.store, spending, templates, key: source.seed, settingsOf },
      journalOf: (name) => this.parts.journalOf(`${context.experimentId}.${name}`),
    });
    const conversation = { key: source.seed, material, templates, spending, settingsOf };
    const reply = await this.ask(proposal, config, conversation, campaign, context);
    return this.record(reply, proposal, consultations);
  }

  /** How a model is asked, at whose price. */
  private settingsOf(
    model: string,
    { generator: { models } }: CampaignConfig,
    campaign: string,
    delivery: string,
    { ask, signal }: DraftContext,
  ): CallSettings {
    const { price, maxOutputTokens = this.parts.maxOutputTokens, ...settings } = this.parts.settingsOf(model);
    return {
      model,
      price: priceOf(models.find(({ name }) => name === model)) ?? price ?? UNPRICED,
      maxOutputTokens,
      ...settings,
      signal,
      onWaiting: (reason) => reportWaiting(ask, campaign, model, delivery, reason),
    };
  }

  /** The prompts of a campaign, its own and the lab's. */
  private async templates({ prompts }: CampaignConfig): Promise<Templates> {
    const files = Object.entries(prompts).map(async ([name, { digest }]) => [
      name,
      (await this.parts.store.get(digest)).toString('utf8'),
    ]);
    return templatesOf(Object.fromEntries(await Promise.all(files)) as Partial<Record<PromptName, string>>);
  }

  private ask(
    proposal: Proposal,
    config: CampaignConfig,
    { key, material, templates, spending, settingsOf }: Conversation,
    campaign: string,
    { ask, experimentId, signal }: DraftContext,
  ): Promise<DraftReply> {
    const { language, models } = config.generator;
    const { trials, trialTokens } = config.parameters;
    const trialOf = { ask, signal, experimentId, campaign, config };
    const trial: Asked['trial'] = async (code, turn) =>
      (await this.duplicate(code, campaign, proposal, config)) ??
      runTrial(code, turn, trialOf, { store: this.parts.store, ...this.parts.trials });
    const model = proposal.model ?? models[0]?.name ?? 'recorded';
    return draft(
      {
        ...settingsOf(model),
        prompt: renderPrompt(material, templates),
        key,
        language,
        parent: material.parents[0]?.code ?? null,
        check: (code) => check(this.parts.sanitizer, code, language, config, material),
        ...(trials === 0 ? {} : { trial, trials, trialTokens }),
      },
      this.parts.models,
      spending,
      this.parts.journalOf(experimentId),
    );
  }

  /** Code that the search had before is named to its author, and not run again. */
  private async duplicate(
    { code, language }: ModelDraft,
    campaign: string,
    proposal: Proposal,
    { track }: CampaignConfig,
  ): Promise<Trial | null> {
    const tree = await treeOf(this.parts.sanitizer, { code, language, track });
    const same = tree === null ? undefined : await this.parts.facts.sameBefore(campaign, proposal, tree);
    if (same === undefined) return null;
    const message = `this is the code of #${same.number}, which was tried already`;
    const { experimentId } = same;
    return {
      experimentId,
      outcome: 'duplicate',
      message,
      diagnostic: `${message}: change what it does, not how it is written`,
    };
  }

  private async record(
    reply: DraftReply,
    { model }: Proposal,
    consultations: Draft['consultations'] = [],
  ): Promise<Draft | DraftFailure> {
    const prompt = await this.parts.store.put(reply.record.prompt);
    const answer = await this.parts.store.put(reply.record.reply);
    if (!reply.ok && reply.cause === 'aborted') throw new RetryLater(0, 'the generator is shutting down');
    const { tokens, costUsd, trials } = reply;
    const asked = {
      model,
      prompt: prompt.digest,
      reply: answer.digest,
      tokens,
      costUsd,
      trials: [...trials],
      consultations,
    };
    if (!reply.ok) return { cause: { code: reply.cause, message: reply.message }, ...asked };
    const { code, fileName, language, notes } = reply.draft;
    return {
      code: await this.parts.store.put(Buffer.from(code)),
      fileName,
      language,
      ...asked,
      hypothesis: notes.hypothesis,
      expected: notes.expected?.slice(0, 2000) ?? null,
      tunables: tunablesOf(code, language),
    };
  }
}

type ModelPrice = CampaignConfig['generator']['models'][number];

/** The price that the campaign was started with; none where it named none. */
const priceOf = (model: ModelPrice | undefined): ModelPrice | undefined =>
  model !== undefined && model.inputUsdPerMillion + model.outputUsdPerMillion > 0 ? model : undefined;

/** The progress tells that a model is waited for; where that cannot be told, the draft goes on all the same. */
async function reportWaiting(
  ask: DraftContext['ask'],
  campaign: string,
  model: string,
  delivery: string,
  reason: string | null,
): Promise<void> {
  const id = `report-model:${campaign}:${delivery}:${randomUUID()}`;
  const data = { model, reason: reason?.slice(0, MOST_REASON) ?? null };
  await ask({ id, aggregate: 'campaign', verb: 'report-model', aggregateId: campaign, data }).catch(() => undefined);
}

/** What the sanitizer would refuse, and news that is none, are sent to the model at once. */
async function check(
  sanitizer: ModelParts['sanitizer'],
  code: string,
  language: Language,
  { track }: CampaignConfig,
  { operator, parents, inspirations }: PromptMaterial,
): Promise<string | null> {
  const problems = await checkCode(sanitizer, { code, language, track });
  if (problems !== null || (operator !== 'rewrite' && operator !== 'crossover')) return problems;
  const like = [...parents, ...inspirations].some((known) => similarity(code, known.code) >= SIMILAR);
  return like ? 'this is nearly the same as code that was measured already; change the idea, not the names' : null;
}
