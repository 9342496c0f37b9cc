import type { ArtifactStore } from '@codecsmith/artifacts';
import { Quarantine, type FactReader } from '@codecsmith/bus';
import { LANGUAGES, tunablesOf, withTunable } from '@codecsmith/codec';
import type { CampaignFacts } from '../facts/campaign-facts.ts';
import {
  WITHOUT_MODEL,
  type CandidateProvider,
  type Draft,
  type DraftContext,
  type DraftRequest,
} from './candidate-provider.ts';

/** Gives a number that the parent's code marks as tunable another value: no model is asked, and nothing is drawn here. */
export class SweepProvider implements CandidateProvider {
  readonly name = 'sweep';

  constructor(
    private readonly store: Pick<ArtifactStore, 'get' | 'put'>,
    private readonly facts: Pick<CampaignFacts, 'proposalOf'>,
    private readonly log: Pick<FactReader, 'find'>,
  ) {}

  async draft({ campaign }: DraftRequest, { experimentId }: Pick<DraftContext, 'experimentId'>): Promise<Draft> {
    const plan = campaign === null ? undefined : (await this.facts.proposalOf(campaign, experimentId)).proposal;
    const [parent = ''] = plan?.parents ?? [];
    const drafted = await this.log.find('CandidateDrafted', parent);
    if (plan?.sweep == null || drafted === undefined) throw new Quarantine(`${experimentId} has no number to vary`);
    const { name, from, to } = plan.sweep;
    const source = (await this.store.get(drafted.code.digest)).toString('utf8');
    const language =
      drafted.language ?? LANGUAGES.find((one) => tunablesOf(source, one).some((number) => number.name === name));
    if (language === undefined) throw new Quarantine(`${parent} marks no number ${name}`);
    const code = withTunable(source, language, name, to);
    return {
      ...WITHOUT_MODEL,
      code: await this.store.put(Buffer.from(code)),
      fileName: drafted.fileName,
      language,
      hypothesis: `${name}: ${from} → ${to}`,
      expected: null,
      tunables: tunablesOf(code, language),
    };
  }
}
