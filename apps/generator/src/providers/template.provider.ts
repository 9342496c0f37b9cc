import type { ArtifactStore } from '@codecsmith/artifacts';
import { Quarantine } from '@codecsmith/bus';
import { breedTemplate } from '@codecsmith/breeder';
import type { Language } from '@codecsmith/codec';
import { experimentFacts } from '@codecsmith/experiment';
import type { CampaignFacts } from '../facts/campaign-facts.ts';
import {
  WITHOUT_MODEL,
  type CandidateProvider,
  type Draft,
  type DraftContext,
  type DraftRequest,
} from './candidate-provider.ts';

/** Puts real codecs together from building blocks, and breeds them; seed, operator and parents decide everything. */
export class TemplateProvider implements CandidateProvider {
  readonly name = 'template';

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
    const wanted = campaign === null ? 'python' : await this.languageOf(campaign, experimentId);
    const { code, language, hypothesis } = breedTemplate({
      seed: source.seed,
      operator,
      parents: codes,
      language: wanted,
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

  private async languageOf(campaign: string, experimentId: string): Promise<Language> {
    const { config } = await this.facts.proposalOf(campaign, experimentId);
    return config.generator.language;
  }

  private async codeOf(experimentId: string): Promise<string> {
    const drafted = (await this.facts.factsOf(experimentId)).find(({ type }) => type === 'CandidateDrafted');
    if (drafted === undefined) throw new Quarantine(`${experimentId} has no code to breed from`);
    const { code } = experimentFacts.CandidateDrafted.parse(drafted.data);
    return (await this.store.get(code.digest)).toString('utf8');
  }
}
