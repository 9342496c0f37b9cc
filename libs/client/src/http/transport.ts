import type { z } from 'zod';
import { LabProblem, LabUnreachable, problemSchema, UnexpectedAnswer } from './problem.ts';

export interface TransportOptions {
  /** Where the api listens, such as `http://127.0.0.1:8080`. */
  readonly baseUrl: string;
  /** Bearer token; left out by pages of the lab itself, whose browser has a cookie. */
  readonly token?: string;
  /** For proxies and tests; the global `fetch` when left out. */
  readonly fetch?: typeof fetch;
  /** Limit of one request without a body of bytes. */
  readonly timeoutMs?: number;
}

export interface RequestOptions {
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE';
  readonly query?: Readonly<Record<string, string | number | undefined>>;
  readonly json?: unknown;
  readonly bytes?: Blob;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  /** Of a caller that sees to a broken connection by itself. */
  readonly once?: boolean;
}

const DEFAULT_TIMEOUT_MS = 30_000;

/** Shows that a request comes from a page of the lab: other sites cannot send it. */
const BY_COOKIE = { 'x-codecsmith-session': 'page' } as const;

/** One HTTP exchange with the api: adds the token, turns problem documents into `LabProblem`. */
export class Transport {
  constructor(private readonly options: TransportOptions) {}

  /** @throws LabProblem, LabUnreachable, UnexpectedAnswer */
  async json<T>(path: string, schema: z.ZodType<T>, request: RequestOptions = {}): Promise<T> {
    const signal = request.signal ?? AbortSignal.timeout(this.options.timeoutMs ?? DEFAULT_TIMEOUT_MS);
    const response = await this.send(path, { ...request, signal });
    const parsed = schema.safeParse(await readJson(response));
    if (!parsed.success) throw new UnexpectedAnswer(response.url, parsed.error.message);
    return parsed.data;
  }

  /** The raw response of a request that succeeded; the caller reads or cancels its body. */
  async send(path: string, request: RequestOptions = {}): Promise<Response> {
    const response = await this.exchange(path, request);
    if (response.ok) return response;
    throw await problemOf(response);
  }

  /** The raw response, whatever its status. */
  async exchange(
    path: string,
    { method = 'GET', query = {}, json, bytes, ...rest }: RequestOptions,
  ): Promise<Response> {
    const url = this.urlOf(path, query);
    const headers = {
      ...(this.options.token === undefined ? BY_COOKIE : { authorization: `Bearer ${this.options.token}` }),
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      ...(bytes === undefined ? {} : { 'content-type': 'application/octet-stream' }),
      ...rest.headers,
    };
    const body = json === undefined ? bytes : JSON.stringify(json);
    const send = (): Promise<Response> =>
      (this.options.fetch ?? fetch)(url, {
        method,
        headers,
        redirect: 'error',
        ...(body === undefined ? {} : { body }),
        ...(rest.signal === undefined ? {} : { signal: rest.signal }),
      });
    try {
      // The server may have closed a kept connection just as it was used again.
      return await send().catch((error: unknown) => {
        if (rest.once !== true && isRepeatable(method, json) && isBroken(error)) return send();
        throw error;
      });
    } catch (error) {
      throw new LabUnreachable(this.options.baseUrl, error);
    }
  }

  private urlOf(path: string, query: NonNullable<RequestOptions['query']>): string {
    const base = this.options.baseUrl.endsWith('/') ? this.options.baseUrl : `${this.options.baseUrl}/`;
    const url = new URL(path, base);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, String(value));
    }
    return url.href;
  }
}

/** Whether the lab does nothing twice when it is sent this twice. A command with an id is settled once. */
const isRepeatable = (method: string, json: unknown): boolean =>
  method !== 'POST' || (typeof json === 'object' && json !== null && 'id' in json);

const BROKEN = ['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE'];

/** A connection that had been made and ended before the answer. Browsers try again by themselves. */
const isBroken = (error: unknown): boolean =>
  BROKEN.includes((error as { readonly cause?: { readonly code?: string } }).cause?.code ?? '');

async function problemOf(response: Response): Promise<Error> {
  const parsed = problemSchema.safeParse(await readJson(response).catch(() => undefined));
  if (parsed.success) return new LabProblem(parsed.data);
  return new UnexpectedAnswer(response.url, `status ${response.status} without a problem document`);
}

async function readJson(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new UnexpectedAnswer(response.url, `status ${response.status}, and the body is not JSON`);
  }
}
