import type { CallCause } from '../port/model.ts';
import type { Body } from './read-body.ts';
import type { Heard, ToldError } from './heard.ts';

/** What a body comes to. */
export type Verdict =
  | { readonly ok: true; readonly text: string }
  | { readonly ok: false; readonly cause: CallCause; readonly message: string };

const LENGTH: ReadonlySet<string> = new Set([
  'length',
  'max_tokens',
  'max_output_tokens',
  'max_completion_tokens',
  'model_length',
  'max_length',
  'token_limit',
  'incomplete',
]);
const FILTER = /filter|safety|recitation|blocklist|prohibited|refusal|spii|language|moderat/u;
const BROKEN: ReadonlySet<string> = new Set([
  'error',
  'abort',
  'aborted',
  'cancelled',
  'insufficient_system_resource',
  'network_error',
  'other',
  'malformed_function_call',
]);

/** Names what an answer is, by what its server said of it. */
export function verdictOf({ heard, problem }: Body): Verdict {
  const { text, refusal, error } = heard;
  const finish = (heard.finish ?? '').toLowerCase().replaceAll(/[\s-]+/gu, '_');
  if (error !== null) return failed(causeOfError(error, heard), error.message);
  if (problem !== null) return failed('broken_stream', problem);
  if (refusal !== '') return failed('refused', refusal.slice(0, 500));
  if (LENGTH.has(finish)) return failed('length_stop', 'the answer was cut at the output limit');
  if (FILTER.test(finish)) return failed('refused', `the provider's filter stopped the answer: ${finish}`);
  if (BROKEN.has(finish)) return failed('broken_stream', `the server ended the answer with ${finish}`);
  if (heard.pieces === 0)
    return failed(
      'empty_reply',
      heard.done ? 'the server ended the answer before it began' : 'the server closed the connection without an answer',
    );
  if (finish === '' && !heard.done && heard.usage === null)
    return failed('broken_stream', 'the stream ended without a finish reason');
  return text.trim() === '' ? withoutText(heard) : { ok: true, text };
}

/** Some servers put a whole answer among the thoughts, when the model never says where those end. */
function withoutText({ reasoning, tools }: Heard): Verdict {
  if (tools.length > 0)
    return failed('tool_call', `the model called ${tools.join(', ')} instead of answering in words`);
  if (/^ {0,3}(?:```|~~~|<{5,} SEARCH)/mu.test(reasoning)) return { ok: true, text: reasoning };
  if (reasoning.trim() !== '')
    return failed('only_thoughts', `only thoughts came, ${reasoning.length} characters, and no answer`);
  return failed('empty_reply', 'the answer holds no text');
}

const failed = (cause: CallCause, message: string): Verdict => ({ ok: false, cause, message });

function causeOfError({ status, kind }: ToldError, { text, reasoning }: Heard): CallCause {
  if (text !== '' || reasoning !== '') return 'broken_stream';
  return status === null ? (/rate_?limit/iu.test(kind) ? 'rate_limited' : 'server_error') : causeOfStatus(status, kind);
}

/** Codes and types by which servers say that the account is empty, as against a limit that passes. */
const USED_UP = /insufficient_(?:quota|balance|credit|funds)|billing|credit|quota_exceeded|payment/iu;

/** The cause that a status stands for. */
export function causeOfStatus(status: number, kind: string): CallCause {
  if (status === 402 || (status === 429 && USED_UP.test(kind))) return 'quota_exhausted';
  if (status === 401 || status === 403) return 'invalid_key';
  if (status === 429) return 'rate_limited';
  if (status === 408 || status === 409 || status === 425 || status >= 500) return 'server_error';
  return 'bad_request';
}
