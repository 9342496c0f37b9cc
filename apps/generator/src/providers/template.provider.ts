import type { ArtifactStore } from '@codecsmith/artifacts';
import { Quarantine } from '@codecsmith/bus';
import { breedTemplate, type FamilyName, type Result } from '@codecsmith/breeder';
import type { Language } from '@codecsmith/codec';
import type { Proposal } from '@codecsmith/campaign';
import { experimentFacts } from '@codecsmith/experiment';
import type { CampaignFacts } from '../facts/campaign-facts.ts';
import {
  WITHOUT_MODEL,
  type CandidateProvider,
  type Draft,
  type DraftContext,
  type DraftRequest,
} from './candidate-provider.ts';

interface Searched {
  readonly language: Language;
  readonly family: FamilyName;
  readonly results: readonly Result[];
}

/** Codes that are kept; others are read again. */
const MOST_CODES = 256;

const OUTSIDE: Searched = { language: 'python', family: 'all-intra', results: [] };

/** Puts real codecs together from building blocks, and breeds them; seed, operator and parents decide everything. */
export class TemplateProvider implements CandidateProvider {
  readonly name = 'template';
  /** By experiment; the one used last is the last to go. */
  private readonly codes = new Map<string, string>();

  constructor(
    private readonly store: ArtifactStore,
    private readonly facts: Pick<CampaignFacts, 'factsOf' | 'proposalOf'>,
  ) {}

  async draft(
    { source, operator, parents, campaign }: DraftRequest,
    { experimentId }: Pick<DraftContext, 'experimentId'>,
  ): Promise<Draft> {
    if (source.kind !== 'generated') throw new Quarantine(`a ${source.kind} request came to the provider of templates`);
    const codes = await Promise.all(parents.map((parent) => this.codeOf(parent)));
    const searched = campaign === null ? OUTSIDE : await this.searched(campaign, experimentId);
    const { code, language, hypothesis } = breedTemplate({
      seed: source.seed,
      operator,
      parents: codes,
      ...searched,
    });
    const stored = await this.store.put(Buffer.from(code));
    return {
      ...WITHOUT_MODEL,
      code: stored,
      fileName: language === 'python' ? 'template.py' : 'template.js',
      language,
      hypothesis,
      expected: null,
    };
  }

  /** What the campaign says of a proposal: language, kind of codec, and what its numbers may learn from. */
  private async searched(campaign: string, experimentId: string): Promise<Searched> {
    const { config, proposal } = await this.facts.proposalOf(campaign, experimentId);
    const { language, mode: family } = config.generator;
    if (language !== 'javascript') return { language, family, results: [] };
    return { language, family, results: await Promise.all(proposal.steps.map((step) => this.resultOf(step))) };
  }

  private async resultOf({ experimentId, parent, gain }: Proposal['steps'][number]): Promise<Result> {
    const [child, from] = await Promise.all([this.codeOf(experimentId), this.codeOf(parent)]);
    return { child, parent: from, gain };
  }

  /** An experiment's code never changes; a search asks for the same ones again and again. */
  private async codeOf(experimentId: string): Promise<string> {
    const code = this.codes.get(experimentId) ?? (await this.readCode(experimentId));
    this.codes.delete(experimentId);
    this.codes.set(experimentId, code);
    const [oldest] = this.codes.keys();
    if (this.codes.size > MOST_CODES && oldest !== undefined) this.codes.delete(oldest);
    return code;
  }

  private async readCode(experimentId: string): Promise<string> {
    const drafted = (await this.facts.factsOf(experimentId)).find(({ type }) => type === 'CandidateDrafted');
    if (drafted === undefined) throw new Quarantine(`${experimentId} has no code to breed from`);
    const { code } = experimentFacts.CandidateDrafted.parse(drafted.data);
    return (await this.store.get(code.digest)).toString('utf8');
  }
}
