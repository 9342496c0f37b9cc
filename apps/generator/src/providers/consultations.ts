import type { ArtifactStore } from '@codecsmith/artifacts';
import { RetryLater } from '@codecsmith/bus';
import type { Proposal } from '@codecsmith/campaign';
import type { ExperimentFactData } from '@codecsmith/experiment';
import {
  consult,
  elected,
  ideaText,
  readChoice,
  readIdeas,
  readSummary,
  renderConsultation,
  untried,
  type CallJournal,
  type ConsultRequest,
  type Idea,
  type ModelProvider,
  type PromptMaterial,
  type Spending,
  type Templates,
} from '@codecsmith/llm';

type Consultations = ExperimentFactData<'CandidateDrafted'>['consultations'];
type Role = Consultations[number]['role'];
type CallSettings = Omit<ConsultRequest<unknown>, 'key' | 'prompt' | 'read'>;

/** What the models beside an author are asked with. */
export interface ConsultParts {
  readonly models: ModelProvider;
  readonly store: ArtifactStore;
  readonly spending: Spending;
  readonly templates: Templates;
  /** Name of the draw: the keys of these calls begin with it. */
  readonly key: string;
  readonly settingsOf: (model: string) => CallSettings;
  /** Journal of one of these conversations. */
  readonly journalOf: (name: string) => CallJournal;
}

const MOST_SUMMARY = 1000;
const MOST_SAID = 4000;

/**
 * Asks those that a proposal names beside its author: one sums up the search, one has ideas for the try, others vote on
 * them. What comes of it is told to the author. Where nothing usable comes, the author writes without it.
 *
 * @throws RetryLater when the service shuts down
 */
export async function consulted(
  { summariser, planners }: Proposal,
  material: PromptMaterial,
  parts: ConsultParts,
): Promise<{ readonly material: PromptMaterial; readonly consultations: Consultations }> {
  const desk = new Desk(parts);
  const summary = summariser === null ? null : await desk.summary(summariser, material);
  const told = summary === null ? material : { ...material, lesson: summary };
  const plan = planners.length === 0 ? null : await desk.plan(planners, told);
  return { material: { ...told, plan }, consultations: desk.made };
}

class Desk {
  readonly made: Consultations = [];

  constructor(private readonly parts: ConsultParts) {}

  async summary(model: string, material: PromptMaterial): Promise<string | null> {
    const prompt = renderConsultation('summarise', material, this.parts.templates);
    const said = await this.ask('summarise', 'summarise', model, { prompt, read: readSummary });
    return this.keep(said?.slice(0, MOST_SUMMARY) ?? null);
  }

  /** The idea that was chosen, in words. */
  async plan([planner = '', ...voters]: readonly string[], material: PromptMaterial): Promise<string | null> {
    const prompt = renderConsultation('plan', material, this.parts.templates);
    const ideas = (await this.ask('plan', 'plan', planner, { prompt, read: readIdeas })) ?? [];
    const at = this.made.length - 1;
    const fresh = untried(
      ideas,
      material.attempts.flatMap(({ hypothesis }) => hypothesis ?? []),
    );
    const votes = fresh.length > 1 ? await this.votes(voters, fresh, material) : [];
    const chosen = elected(fresh, votes);
    return this.keep(chosen === undefined ? null : ideaText(chosen), at);
  }

  private async votes(voters: readonly string[], ideas: readonly Idea[], material: PromptMaterial): Promise<number[]> {
    const prompt = renderConsultation('vote', material, this.parts.templates, ideas);
    const votes: number[] = [];
    for (const [index, voter] of voters.entries()) {
      const read = (text: string) => readChoice(text, ideas.length);
      const vote = await this.ask('vote', `vote-${index + 1}`, voter, { prompt, read });
      this.keep(ideas[(vote ?? 0) - 1]?.idea ?? null);
      if (vote !== null) votes.push(vote);
    }
    return votes;
  }

  /** Records what came of a conversation, the last or the one at `at`. */
  private keep(said: string | null, at = this.made.length - 1): string | null {
    const made = this.made[at];
    if (made !== undefined) this.made[at] = { ...made, said: said?.slice(0, MOST_SAID) ?? null };
    return said;
  }

  private async ask<T>(
    role: Role,
    name: string,
    model: string,
    question: Pick<ConsultRequest<T>, 'prompt' | 'read'>,
  ): Promise<T | null> {
    const { models, spending, store, key, journalOf, settingsOf } = this.parts;
    const request = { ...settingsOf(model), ...question, key: `${key}.${name}` };
    const answer = await consult(request, models, spending, journalOf(name));
    if (answer.aborted) throw new RetryLater(0, 'the generator is shutting down');
    const [prompt, reply] = [await store.put(answer.record.prompt), await store.put(answer.record.reply)];
    const { tokens, costUsd } = answer;
    this.made.push({ role, model, prompt: prompt.digest, reply: reply.digest, tokens, costUsd, said: null });
    return answer.said;
  }
}
