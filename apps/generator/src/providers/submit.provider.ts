import type { ArtifactStore } from '@codecsmith/artifacts';
import { Quarantine } from '@codecsmith/bus';
import { LANGUAGES, tunablesOf } from '@codecsmith/codec';
import { WITHOUT_MODEL, type CandidateProvider, type Draft, type DraftRequest } from './candidate-provider.ts';

/** A person's or another tool's file: the code is in the store already. */
export class SubmitProvider implements CandidateProvider {
  readonly name = 'submit';

  constructor(private readonly store: Pick<ArtifactStore, 'get'>) {}

  async draft({ source, operator }: DraftRequest): Promise<Draft> {
    if (source.kind !== 'submitted') throw new Quarantine(`a ${source.kind} request came to the provider for files`);
    const { code, fileName, language } = source;
    // Only what a search may breed from is read.
    const text = operator === 'import' ? (await this.store.get(code.digest)).toString('utf8') : '';
    const languages = language === null ? LANGUAGES : [language];
    const tunables = languages.map((one) => tunablesOf(text, one)).find(({ length }) => length > 0) ?? [];
    return { ...WITHOUT_MODEL, code, fileName, language, hypothesis: null, expected: null, tunables };
  }
}
