import { endpointOf, type Endpoints } from '../endpoint/endpoints.ts';
import type { ModelAnswer, ModelCall, ModelProvider } from '../port/model.ts';
import { OpenAiProvider, type OpenAiOptions } from './openai.provider.ts';

export interface RoutedOptions {
  /** Models without a vendor's name go here. */
  readonly standard: OpenAiOptions;
  readonly endpoints: Endpoints;
  /** Keys by vendor. */
  readonly keys: ReadonlyMap<string, string>;
}

/** Several endpoints as one provider: `vendor:name` goes to that vendor, all other models to the standard endpoint. */
export class RoutedProvider implements ModelProvider {
  readonly name = 'openai';
  readonly #standard: OpenAiProvider;
  readonly #endpoints: Endpoints;
  readonly #providers: ReadonlyMap<string, OpenAiProvider>;

  constructor({ standard, endpoints, keys }: RoutedOptions) {
    this.#standard = new OpenAiProvider(standard);
    this.#endpoints = endpoints;
    this.#providers = new Map(
      [...endpoints].map(([vendor, { baseUrl, headers, limits }]) => {
        const apiKey = keys.get(vendor) ?? 'none';
        const own = { baseUrl, headers, apiKey, limits: { ...standard.limits, ...limits } };
        return [vendor, new OpenAiProvider({ ...standard, ...own })];
      }),
    );
  }

  ask(call: ModelCall): Promise<ModelAnswer> {
    const found = endpointOf(call.model, this.#endpoints);
    const provider = this.#providers.get(found?.vendor ?? '');
    if (found === null || provider === undefined) return this.#standard.ask(call);
    return provider.ask({ ...call, model: found.name });
  }
}
