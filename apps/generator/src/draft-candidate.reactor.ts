import { OnFact, type FactContext, type FactData, type ReactorCommand } from '@codecsmith/bus';
import type { ExperimentCommandInput } from '@codecsmith/experiment';
import { Controller, Inject } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { isFailure, type CandidateProvider, type DraftContext } from './providers/candidate-provider.ts';

type Request = FactData<'ExperimentRequested'>;

/** Everything that candidates can come from, a list of `CandidateProvider`. */
export const PROVIDERS = Symbol('PROVIDERS');

/** ExperimentRequested → a candidate, or the cause why there is none. */
@Controller()
export class DraftCandidate {
  constructor(@Inject(PROVIDERS) private readonly providers: readonly CandidateProvider[]) {}

  @OnFact('ExperimentRequested', { durable: 'generator', concurrency: 4 })
  handle(@Payload() request: Request, @Ctx() { fact, ask, signal }: FactContext): Promise<ReactorCommand> {
    const name = providerName(request);
    const provider = this.providers.find((known) => known.name === name);
    if (provider === undefined) return Promise.resolve(missing(name, this.providers));
    return draft(provider, request, { ask, signal, experimentId: fact.aggregateId });
  }
}

/** A sweep changes a number of code that there is, whatever wrote it. */
const providerName = ({ source, operator }: Request): string =>
  source.kind === 'submitted' ? 'submit' : operator === 'sweep' ? 'sweep' : source.provider;

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
