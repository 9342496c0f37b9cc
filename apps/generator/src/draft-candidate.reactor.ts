import { defineReactor, Quarantine, type Reactor, type ReactorCommand } from '@codecsmith/bus';
import { experimentFacts, type ExperimentCommandInput, type ExperimentFactData } from '@codecsmith/experiment';
import { isFailure, type CandidateProvider, type DraftContext } from './providers/candidate-provider.ts';

type Request = ExperimentFactData<'ExperimentRequested'>;

/** The ledger's refusals that mean: somebody else has already ended this step. */
const SETTLED = ['already_concluded', 'wrong_phase'];

const providerName = ({ source }: Request): string => (source.kind === 'submitted' ? 'submit' : source.provider);

/** ExperimentRequested → a candidate, or the cause why there is none. */
export const draftCandidate = (providers: readonly CandidateProvider[]): Reactor =>
  defineReactor({
    durable: 'generator',
    handles: ['ExperimentRequested'],
    concurrency: 4,
    async handle(fact, context) {
      const request = experimentFacts.ExperimentRequested.parse(fact.data);
      const name = providerName(request);
      const provider = providers.find((known) => known.name === name);
      const here: DraftContext = {
        ask: (command) => context.ask(command),
        signal: context.signal,
        experimentId: fact.aggregateId,
      };
      const command = provider ? await draft(provider, request, here) : missing(name, providers);
      const answer = await context.ask(command);
      if (answer.accepted || SETTLED.includes(answer.refusal.code)) return;
      throw new Quarantine(`the ledger refused ${command.verb}: ${answer.refusal.message}`);
    },
  });

async function draft(provider: CandidateProvider, request: Request, context: DraftContext): Promise<ReactorCommand> {
  const outcome = await provider.draft(request, context);
  if (isFailure(outcome)) return { verb: 'record-drafting-failed', data: outcome };
  const data: ExperimentCommandInput<'record-draft'> = { ...outcome, provider: provider.name };
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
