import { Quarantine } from '@codecsmith/bus';
import { WITHOUT_MODEL, type CandidateProvider, type Draft, type DraftRequest } from './candidate-provider.ts';

/** A person's or another tool's file: the code is in the store already. */
export class SubmitProvider implements CandidateProvider {
  readonly name = 'submit';

  draft({ source }: DraftRequest): Promise<Draft> {
    if (source.kind !== 'submitted') throw new Quarantine(`a ${source.kind} request came to the provider for files`);
    const { code, fileName, language } = source;
    return Promise.resolve({ ...WITHOUT_MODEL, code, fileName, language, hypothesis: null, expected: null });
  }
}
