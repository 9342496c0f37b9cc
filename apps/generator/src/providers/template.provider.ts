import type { ArtifactStore } from '@codecsmith/artifacts';
import { Quarantine } from '@codecsmith/bus';
import { drawTemplate } from '@codecsmith/codec';
import { WITHOUT_MODEL, type CandidateProvider, type Draft, type DraftRequest } from './candidate-provider.ts';

/** Draws a real codec from building blocks; it needs nothing but the seed. */
export class TemplateProvider implements CandidateProvider {
  readonly name = 'template';
  private readonly store: ArtifactStore;

  constructor(store: ArtifactStore) {
    this.store = store;
  }

  async draft({ source }: DraftRequest): Promise<Draft> {
    if (source.kind !== 'generated') throw new Quarantine(`a ${source.kind} request came to the provider of templates`);
    const { code, language, hypothesis } = drawTemplate(source.seed);
    const stored = await this.store.put(Buffer.from(code));
    return { ...WITHOUT_MODEL, code: stored, fileName: 'template.py', language, hypothesis, expected: null };
  }
}
