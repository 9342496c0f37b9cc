import {
  campaignCommands,
  campaignDecider,
  nextSteps,
  SearchHistory,
  type CampaignCommand,
  type CampaignCommandInput,
  type CampaignState,
  type Proposal,
  type Step,
} from '@codecsmith/campaign';
import { tunablesOf, withTunable } from '@codecsmith/codec';
import { experimentCommands, trialId } from '@codecsmith/experiment';
import type { Fact, FactDraft } from '@codecsmith/kernel';
import {
  draft,
  gatherMaterial,
  renderPrompt,
  type DraftReply,
  type ModelProvider,
  type Prompt,
  type Trial,
} from '@codecsmith/llm';
import type { Writer } from '@codecsmith/test-llm-stand-in';
import { digestOf, Texts, type Artifact } from './artifacts.ts';
import { TRIAL_SECONDS, WRITTEN, type Bed } from './written-codec.ts';
import { clearedFact, concludedFact, executedFact, fact, measuredFact, SERIES } from './written-facts.ts';

const ID = 'written';

type Start = CampaignCommandInput<'start'>;

/** One prompt as it was sent. */
export interface Sent {
  readonly number: number;
  readonly text: string;
}

/**
 * A campaign whose model is a scripted writer. The search, its prompts, the conversation and the parsing are the product's;
 * what a run comes to is a function of the code, so that a campaign takes no time and many seeds can be compared.
 */
export class WrittenCampaign {
  readonly log: Fact[] = [];
  readonly sent: Sent[] = [];
  readonly history = new SearchHistory(ID);
  /** Every score, with the executor seconds that had gone by then. */
  readonly scored: { readonly score: number; readonly executorSeconds: number }[] = [];
  tokens = 0;
  executorSeconds = 0;
  readonly #texts = new Texts();
  readonly #asked = new Set<string>();
  #state: CampaignState = campaignDecider.initial;
  #clock = Date.UTC(2026, 0, 1);
  #begun = 0;

  readonly #name: string;
  readonly #writer: Writer;
  readonly #bed: Bed;

  constructor(name: string, writer: Writer, bed: Bed = WRITTEN) {
    this.#name = name;
    this.#writer = writer;
    this.#bed = bed;
    this.#texts.put(SERIES);
  }

  /** Plays the whole campaign. */
  async run(seed: number, budget: Start['budget'], parameters: Start['parameters']): Promise<void> {
    this.#campaign('start', {
      ...{ seed, clips: [this.#bed.clip.name], budget, parameters },
      generator: { provider: 'openai', language: this.#bed.language, models: [{ name: this.#name }] },
    });
    for (;;) {
      const steps = nextSteps(this.history, this.#now()).filter(({ id }) => !this.#asked.has(id));
      if (steps.length === 0) return;
      for (const step of steps) await this.#take(step);
    }
  }

  async #take(step: Step): Promise<void> {
    this.#asked.add(step.id);
    if (step.aggregate === 'campaign') {
      // What was settled in between may have taken what a plan counted on: it is derived anew, as in a lab.
      if (!this.#campaign(step.verb, step.data)) this.#asked.delete(step.id);
    } else if (step.verb === 'request') await this.#experiment(step.aggregateId, step.data);
    else this.#append('experiment', step.aggregateId, concludedFact('cancelled', null, null));
  }

  #campaign(verb: keyof typeof campaignCommands, input: unknown): boolean {
    const data = campaignCommands[verb].parse(input);
    const command = { id: verb, type: verb, aggregate: 'campaign', aggregateId: ID, actor: 'user:bench', data };
    const decision = campaignDecider.decide(this.#state, command as CampaignCommand, {
      now: this.#now(),
      clip: () => this.#bed.clip,
    });
    if (!decision.accepted) {
      if (decision.refusal.code === 'budget_exhausted') return false;
      throw new Error(`${verb}: ${decision.refusal.message}`);
    }
    for (const each of decision.facts) this.#append('campaign', ID, each);
    return true;
  }

  async #experiment(id: string, input: unknown): Promise<void> {
    const data = experimentCommands.request.parse(input);
    this.#append('experiment', id, fact('ExperimentRequested', { ...data, clips: [this.#bed.clip] }));
    const plan = this.history
      .proposals()
      .flat()
      .find((attempt) => attempt.plan.experimentId === id)?.plan;
    if (plan === undefined) throw new Error(`${id} was not planned`);
    if (data.source.kind === 'submitted' && typeof data.source.code !== 'string') {
      const drafted = {
        code: data.source.code,
        fileName: this.#bed.fileName,
        language: this.#bed.language,
        provider: 'submit',
      };
      return this.#live(id, plan, { ...drafted, ...WITHOUT_MODEL });
    }
    if (plan.sweep !== null) return this.#sweep(id, plan, plan.sweep);
    const reply = await this.#draft(plan);
    this.tokens += reply.tokens.input + reply.tokens.output;
    const asked = { prompt: null, reply: null, tokens: reply.tokens, costUsd: 0, model: this.#name };
    if (!reply.ok) {
      const cause = { code: reply.cause, message: reply.message };
      this.#append('experiment', id, fact('DraftingFailed', { cause, ...asked }));
      return this.#append('experiment', id, concludedFact('not_drafted', null, cause));
    }
    const { hypothesis } = reply.draft.notes;
    const code = this.#texts.put(reply.draft.code);
    this.#live(id, plan, {
      code,
      fileName: this.#bed.fileName,
      language: this.#bed.language,
      provider: 'openai',
      ...asked,
      hypothesis,
      expected: null,
      tunables: tunablesOf(reply.draft.code, this.#bed.language),
    });
  }

  /** What the lab drafts by itself. */
  #sweep(id: string, plan: Proposal, { name, from, to }: NonNullable<Proposal['sweep']>): void {
    const parent = this.history
      .proposals()
      .flat()
      .find((attempt) => attempt.plan.experimentId === plan.parents[0])?.drafted;
    const code = withTunable(this.#texts.get(parent?.code.digest ?? ''), this.#bed.language, name, to);
    const drafted = {
      code: this.#texts.put(code),
      fileName: this.#bed.fileName,
      language: this.#bed.language,
      provider: 'sweep',
    };
    const hypothesis = `${name}: ${from} → ${to}`;
    this.#live(id, plan, { ...drafted, ...WITHOUT_MODEL, hypothesis, tunables: tunablesOf(code, this.#bed.language) });
  }

  async #draft(plan: Proposal): Promise<DraftReply> {
    if (this.#state.phase === 'absent') throw new Error('the campaign has not begun');
    const { config } = this.#state;
    const material = await gatherMaterial(plan, config, {
      factsOf: (id) => Promise.resolve(this.log.filter(({ aggregateId }) => aggregateId === id)),
      textOf: (digest) => Promise.resolve(this.#texts.get(digest)),
    });
    const prompt = renderPrompt(material);
    this.sent.push({ number: plan.number, text: prompt.messages[1]?.content ?? '' });
    const { trials, trialTokens } = config.parameters;
    const request = {
      ...{ prompt, key: plan.experimentId, model: this.#name, price: FREE, maxOutputTokens: 4000 },
      ...{ language: this.#bed.language, parent: material.parents[0]?.code ?? null },
      ...(trials === 0 ? {} : { trials, trialTokens, trial: this.#trial(plan.experimentId) }),
    };
    return draft(request, this.#provider(prompt), PAID);
  }

  #provider({ messages: first }: Prompt): ModelProvider {
    const begun = this.#begun;
    this.#begun += 1;
    const count = (text: string) => Math.ceil(text.length / 4);
    return {
      name: 'openai',
      ask: ({ messages }) => {
        const text = this.#writer({ messages, begun });
        // The beginning that all prompts share is left out: it would hide what differs.
        const input = messages.slice(1).reduce((sum, { content }) => sum + count(content), 0);
        return Promise.resolve({
          ok: true,
          text,
          usage: { input: first.length > 0 ? input : 0, output: count(text) },
          attempts: 1,
        });
      },
    };
  }

  #trial(id: string): (found: { readonly code: string }, turn: number) => Promise<Trial> {
    return ({ code }, turn) => {
      this.executorSeconds += TRIAL_SECONDS;
      const run = this.#bed.runOf(code, 0);
      const own = { experimentId: trialId(id, turn) };
      if (run.works) return Promise.resolve({ ...own, outcome: 'executed', message: null, diagnostic: null });
      return Promise.resolve({ ...own, outcome: 'crashed', message: run.message, diagnostic: run.message });
    };
  }

  #live(id: string, plan: Proposal, drafted: { readonly code: Artifact } & Readonly<Record<string, unknown>>): void {
    const code = this.#texts.get(drafted.code.digest);
    const tree = digestOf(code.replaceAll(/#[^\n]*/gu, '').trim());
    this.#append('experiment', id, fact('CandidateDrafted', drafted));
    this.#append('experiment', id, clearedFact(drafted.code, tree, this.#bed.language));
    const [copy] = nextSteps(this.history, this.#now()).filter(
      (step) => step.verb === 'cancel' && step.aggregateId === id,
    );
    if (copy !== undefined) return;
    this.#append(
      'experiment',
      id,
      fact('ExecutionStarted', { attempt: 1, executor: 'e', lane: 'cpu', environment: {} }),
    );
    const seconds = this.#bed.secondsOf(code, plan.rung);
    this.#clock += 1000 * seconds;
    this.executorSeconds += seconds;
    const run = this.#bed.runOf(code, plan.rung);
    if (!run.works) {
      const cause = { code: 'crashed', message: run.message };
      return this.#append('experiment', id, concludedFact('crashed', null, cause));
    }
    const saves = plan.rung === 0;
    if (!saves) this.scored.push({ score: run.score, executorSeconds: this.executorSeconds });
    this.#append('experiment', id, executedFact(code, drafted.code.digest, [this.#bed.clip]));
    this.#append('experiment', id, measuredFact(run, this.#bed.clip.digest, saves));
    this.#append('experiment', id, concludedFact('completed', saves ? null : run.score, null));
  }

  #now(): string {
    return new Date(this.#clock).toISOString();
  }

  #append(aggregate: string, aggregateId: string, each: FactDraft): void {
    const version = this.log.filter((one) => one.aggregateId === aggregateId).length + 1;
    const about = { aggregate, aggregateId, version, position: this.log.length + 1, occurredAt: this.#now() };
    const by = { causationId: 'bench', correlationId: ID, actor: 'user:bench', hash: '' };
    const recorded: Fact = { ...each, id: `${aggregateId}:${version}`, ...about, ...by };
    this.log.push(recorded);
    if (aggregate === 'campaign') this.#state = campaignDecider.evolve(this.#state, recorded);
    this.history.take(recorded);
  }
}

const WITHOUT_MODEL = {
  model: null,
  prompt: null,
  reply: null,
  tokens: null,
  costUsd: null,
  hypothesis: null,
  expected: null,
};
const FREE = { inputUsdPerMillion: 0, outputUsdPerMillion: 0 };
const PAID = {
  reserve: () => Promise.resolve({ granted: true, name: 'r' } as const),
  settle: () => Promise.resolve(null),
};
