import { z } from 'zod';

/** OpenAI-compatible doors that vendors document, by the name that they may have in a lab without saying where they are. */
export const KNOWN_DOORS: Readonly<Record<string, string>> = {
  anthropic: 'https://api.anthropic.com/v1',
  deepseek: 'https://api.deepseek.com/v1',
  gemini: 'https://generativelanguage.googleapis.com/v1beta/openai',
  mistral: 'https://api.mistral.ai/v1',
  ollama: 'http://127.0.0.1:11434/v1',
  openai: 'https://api.openai.com/v1',
  openrouter: 'https://openrouter.ai/api/v1',
  vllm: 'http://127.0.0.1:8000/v1',
};

const limitMs = z.int().min(1000).max(86_400_000);

/** How one model is asked. */
const modelSettings = z.strictObject({
  /** US dollars for a million tokens. */
  price: z
    .strictObject({ inputUsdPerMillion: z.number().nonnegative(), outputUsdPerMillion: z.number().nonnegative() })
    .exactOptional(),
  maxOutputTokens: z.int().min(256).exactOptional(),
  temperature: z.number().min(0).max(2).exactOptional(),
  /** Such as `low`, where a model has it. */
  reasoningEffort: z.string().max(50).exactOptional(),
  /** Further fields of every request. */
  extraBody: z.record(z.string(), z.unknown()).exactOptional(),
});
export type ModelSettings = z.infer<typeof modelSettings>;

const limits = z.strictObject({
  firstTokenMs: limitMs.exactOptional(),
  idleMs: limitMs.exactOptional(),
  totalMs: limitMs.exactOptional(),
});

const endpoint = z.strictObject({
  /** May be left out for the names of `KNOWN_DOORS`. */
  baseUrl: z.url({ protocol: /^https?$/u }).optional(),
  /** File that holds the key; without it, no key is sent. */
  keyFile: z.string().min(1).optional(),
  headers: z.record(z.string(), z.string()).default({}),
  limits: limits.default({}),
  models: z.record(z.string(), modelSettings).default({}),
});

/** Endpoints of a lab, by the name before the colon of `--model vendor:name`. */
const endpointsFile = z.record(z.string().regex(/^[a-z][a-z0-9-]{0,49}$/u), endpoint);

export type Endpoint = z.infer<typeof endpoint> & { readonly baseUrl: string };
export type Endpoints = ReadonlyMap<string, Endpoint>;

/**
 * Reads the text of an endpoints file.
 *
 * @throws RangeError naming the field that does not fit
 */
export function parseEndpoints(text: string): Endpoints {
  const parsed = endpointsFile.safeParse(json(text));
  if (!parsed.success) throw new RangeError(`endpoints: ${z.prettifyError(parsed.error)}`);
  return new Map(
    Object.entries(parsed.data).map(([name, one]) => {
      const baseUrl = one.baseUrl ?? KNOWN_DOORS[name];
      if (baseUrl !== undefined) return [name, { ...one, baseUrl }];
      throw new RangeError(
        `endpoints: ${name}.baseUrl is missing; only ${Object.keys(KNOWN_DOORS).join(', ')} are known without it`,
      );
    }),
  );
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new RangeError(`endpoints: ${String(error)}`, { cause: error });
  }
}

/** `vendor:name`, where the lab knows the vendor; other names may hold colons of their own. */
export function endpointOf(
  model: string,
  endpoints: Endpoints,
): { readonly vendor: string; readonly name: string } | null {
  const [vendor = '', ...rest] = model.split(':');
  return endpoints.has(vendor) && rest.length > 0 ? { vendor, name: rest.join(':') } : null;
}

/** How a model is asked, as its endpoint says. */
export function settingsOf(model: string, endpoints: Endpoints): ModelSettings {
  const found = endpointOf(model, endpoints);
  return found === null ? {} : (endpoints.get(found.vendor)?.models[found.name] ?? {});
}
