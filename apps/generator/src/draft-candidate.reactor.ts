import { defineReactor, Quarantine, type Reactor, type ReactorCommand } from '@codecsmith/bus';
import { experimentFacts, type ExperimentCommandInput, type ExperimentFactData } from '@codecsmith/experiment';
import type { CandidateProvider } from './providers/candidate-provider.ts';

type Source = ExperimentFactData<'ExperimentRequested'>['source'];

/** The ledger's refusals that mean: somebody else has already ended this step. */
const SETTLED = ['already_concluded', 'wrong_phase'];

const providerName = (source: Source): string => (source.kind === 'submitted' ? 'submit' : source.provider);

/** ExperimentRequested → a candidate, or the cause why there is none. */
export const draftCandidate = (providers: readonly CandidateProvider[]): Reactor =>
  defineReactor({
    durable: 'generator',
    handles: ['ExperimentRequested'],
    concurrency: 4,
    async handle(fact, context) {
      const request = experimentFacts.ExperimentRequested.parse(fact.data);
      const name = providerName(request.source);
      const provider = providers.find((known) => known.name === name);
      const command = provider ? await draft(provider, request) : missing(name, providers);
      const answer = await context.ask(command);
      if (answer.accepted || SETTLED.includes(answer.refusal.code)) return;
      throw new Quarantine(`the ledger refused ${command.verb}: ${answer.refusal.message}`);
    },
  });

async function draft(
  provider: CandidateProvider,
  request: ExperimentFactData<'ExperimentRequested'>,
): Promise<ReactorCommand> {
  const draft = await provider.draft(request);
  const data: ExperimentCommandInput<'record-draft'> = { ...draft, provider: provider.name };
  return { verb: 'record-draft', data };
}

function missing(name: string, providers: readonly CandidateProvider[]): ReactorCommand {
  const data: ExperimentCommandInput<'record-drafting-failed'> = {
    cause: {
      code: 'provider_missing',
      message: `this lab has no provider ${name}`,
      advice: `it has ${providers.map((known) => known.name).join(', ')}`,
    },
  };
  return { verb: 'record-drafting-failed', data };
}
