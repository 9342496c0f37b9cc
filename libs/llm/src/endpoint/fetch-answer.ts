import type { CallCause } from '../port/model.ts';
import { hintFrom } from '../providers/backoff.ts';
import type { Deadlines } from '../providers/deadlines.ts';
import { NOTHING_HEARD, toldError, wordsOf, type Heard } from './heard.ts';
import { BodyReader, wordsIn } from './read-body.ts';
import type { RequestBody } from './request-body.ts';
import { causeOfStatus, verdictOf, type Verdict } from './verdict.ts';

/** Where and with what a request is sent. */
export interface Target {
  /** Such as `https://api.example.com/v1`. */
  readonly baseUrl: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What one request came to. */
export interface Outcome {
  readonly verdict: Verdict;
  readonly heard: Heard;
  /** The server's hint when to ask again, in milliseconds. */
  readonly hintMs: number | null;
  /** Body of an answer that turned the request away. */
  readonly body: unknown;
  /** The server had begun to answer: the call may have cost something. */
  readonly begun: boolean;
}

/** Sends one request and names whatever becomes of it: it throws for nothing that a server or a network may do. */
export async function fetchAnswer(target: Target, body: RequestBody, deadlines: Deadlines): Promise<Outcome> {
  const reader = new BodyReader();
  const ended = (cause: CallCause, message: string, more: Partial<Outcome> = {}): Outcome => ({
    verdict: { ok: false, cause, message },
    heard: reader.heard,
    hintMs: null,
    body: null,
    begun: false,
    ...more,
  });
  let begun = false;
  try {
    const response = await fetch(`${target.baseUrl.replace(/\/+$/u, '')}/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream, application/json', ...target.headers },
      body: JSON.stringify(body),
      signal: deadlines.signal,
    });
    if (!response.ok) return await turnedAway(response);
    begun = true;
    await readAll(response, reader, deadlines);
  } catch (error) {
    const { cause, message } = deadlines.broken ?? networkCause(error, begun);
    return ended(cause, message, { begun });
  }
  const read = reader.end();
  if (deadlines.broken !== null) return ended(deadlines.broken.cause, deadlines.broken.message, { begun });
  const verdict = verdictOf(read);
  const charged = read.heard.error === null || read.heard.pieces > 0;
  return { verdict, heard: read.heard, hintMs: null, body: null, begun: charged };
}

async function readAll(response: Response, reader: BodyReader, deadlines: Deadlines): Promise<void> {
  const body: AsyncIterable<Uint8Array> | null = response.body;
  if (body === null) return;
  const decoder = new TextDecoder();
  for await (const bytes of body) {
    if (reader.take(decoder.decode(bytes, { stream: true }))) deadlines.progress();
  }
  reader.take(decoder.decode());
}

/** A status that says no: the server's own words, whatever form they have. */
async function turnedAway(response: Response): Promise<Outcome> {
  const text = await response.text();
  const body = parsed(text);
  const told = toldError(body);
  const words = told?.message ?? (wordsOf(body) || wordsIn(text) || response.statusText);
  const kind = told?.kind ?? '';
  return {
    verdict: { ok: false, cause: causeOfStatus(response.status, kind), message: `${response.status} ${words}` },
    heard: NOTHING_HEARD,
    hintMs: hintFrom(response.headers, Date.now()),
    body: body ?? text,
    begun: false,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Before the answer began there was no connection; afterwards it broke. */
function networkCause(error: unknown, begun: boolean): { cause: CallCause; message: string } {
  const inner = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = (inner as { readonly code?: unknown }).code;
  const words = inner instanceof Error && inner.message !== '' ? inner.message : String(code ?? error);
  return begun
    ? { cause: 'broken_stream', message: `the connection broke in the middle of the answer: ${words}` }
    : { cause: 'unreachable', message: `the model server cannot be reached: ${words}` };
}
