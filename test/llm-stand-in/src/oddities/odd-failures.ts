import {
  THOUGHT,
  JSON_TYPE,
  HTML,
  DONE,
  pieces,
  event,
  chunk,
  said,
  streamed,
  ended,
  refused,
  failing,
  type Oddity,
} from './odd-answer.ts';

/** Answers that are none, each by its name. */
export const failures: Readonly<Record<string, Oddity>> = {
  'odd-error-in-answer': failing(
    () => ({ headers: JSON_TYPE, parts: [JSON.stringify({ error: 'the model is not loaded' })] }),
    { cause: 'server_error', words: 'the model is not loaded', charged: 'nothing' },
  ),
  'odd-error-in-stream': failing(
    () =>
      streamed(
        [
          chunk({ content: 'Here is' }),
          event({
            error: { code: 'server_error', message: 'the upstream went away' },
            choices: [{ index: 0, delta: {}, finish_reason: 'error' }],
          }),
          DONE,
        ],
        { output: 1 },
      ),
    { cause: 'broken_stream', words: 'the upstream went away', charged: 'said' },
  ),
  'odd-page-not-found': failing(
    () => ({ status: 404, headers: HTML, parts: ['<!DOCTYPE html><html><body><pre>no such path</pre></body></html>'] }),
    { cause: 'bad_request', words: '404 no such path', charged: 'nothing' },
  ),
  'odd-page-in-answer': failing(
    () => ({ headers: HTML, parts: ['<html><body><p>Please log in</p></body></html>'], output: 0 }),
    { cause: 'broken_stream', words: 'Please log in', charged: 'bound' },
  ),
  'odd-unknown-model': failing(
    () => refused(404, { error: { message: 'model "m" not found, try pulling it first' } }),
    { cause: 'bad_request', words: 'try pulling it first', charged: 'nothing' },
  ),
  'odd-no-credit': failing(() => refused(402, { error: { message: 'Insufficient credits', code: 402 } }), {
    cause: 'quota_exhausted',
    words: 'Insufficient credits',
    charged: 'nothing',
  }),
  'odd-quota': failing(
    () =>
      refused(429, {
        error: { message: 'You exceeded your quota', type: 'insufficient_quota', code: 'insufficient_quota' },
      }),
    { cause: 'quota_exhausted', words: 'You exceeded your quota', charged: 'nothing' },
  ),
  'odd-nothing': failing(() => streamed([], { output: 0 }), {
    cause: 'empty_reply',
    words: 'without an answer',
    charged: 'bound',
  }),
  'odd-only-done': failing(() => streamed([DONE], { output: 0 }), {
    cause: 'empty_reply',
    words: 'before it began',
    charged: 'bound',
  }),
  'odd-broken-event': failing(
    (request) =>
      streamed([...said().slice(0, 2), 'data: {"choices": [{"del\n\n', ...said().slice(3), ...ended(request)]),
    { cause: 'broken_stream', words: 'is no JSON', charged: 'count' },
  ),
  'odd-cut': failing(() => streamed(said().slice(0, 2), { cut: true, output: 2 }), {
    cause: 'broken_stream',
    words: 'in the middle of the answer',
    charged: 'bound',
  }),
  'odd-filtered': failing((request) => streamed([...said().slice(0, 1), ...ended(request, 'SAFETY')]), {
    cause: 'refused',
    words: 'safety',
    charged: 'count',
  }),
};

/** They are told their fault and asked once more, in the same conversation, and repeat it. */
export const stubborn: Readonly<Record<string, Oddity>> = {
  'odd-only-thoughts': failing(
    (request) =>
      streamed([...pieces(THOUGHT).map((reasoning) => chunk({ content: null, reasoning })), ...ended(request)]),
    { cause: 'only_thoughts', words: 'only thoughts came', charged: 'count', requests: 2 },
  ),
  'odd-tool-call': failing(
    (request) =>
      streamed([
        chunk({ content: null, tool_calls: [{ index: 0, function: { name: 'submit', arguments: '{}' } }] }),
        ...ended(request, 'tool_calls'),
      ]),
    { cause: 'tool_call', words: 'submit', charged: 'count', requests: 2 },
  ),
  'odd-length-max-tokens': failing((request) => streamed([...said().slice(0, 2), ...ended(request, 'max_tokens')]), {
    cause: 'length_stop',
    charged: 'count',
    requests: 2,
  }),
  'odd-length-caps': failing((request) => streamed([...said().slice(0, 2), ...ended(request, 'MAX_TOKENS')]), {
    cause: 'length_stop',
    charged: 'count',
    requests: 2,
  }),
};
