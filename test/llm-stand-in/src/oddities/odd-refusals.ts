import {
  TEXT,
  JSON_TYPE,
  HTML,
  PIECES,
  type Fields,
  usageOf,
  refused,
  picky,
  late,
  type Oddity,
} from './odd-answer.ts';

const stream = (words: string) => ({
  error: { message: words, type: 'invalid_request_error', param: null, code: null },
});
const limitOf = (body: Fields): number => Number(body['max_tokens'] ?? body['max_completion_tokens'] ?? 0);

/** Models that do not take everything: what they refuse is left out from then on. */
export const refusals: Readonly<Record<string, Oddity>> = {
  'odd-no-stream-options': picky(
    ({ body }) =>
      'stream_options' in body
        ? refused(422, {
            detail: [
              { type: 'extra_forbidden', loc: ['body', 'stream_options'], msg: 'Extra inputs are not permitted' },
            ],
          })
        : undefined,
    2,
    'bound',
  ),
  'odd-no-temperature': picky(
    ({ body }) =>
      'temperature' in body
        ? refused(400, {
            error: {
              message: "Unsupported value: 'temperature' does not support 0.7 with this model.",
              param: 'temperature',
            },
          })
        : undefined,
    2,
  ),
  'odd-no-effort': picky(
    ({ body }) =>
      'reasoning_effort' in body
        ? refused(400, stream('Unrecognized request argument supplied: reasoning_effort'))
        : undefined,
    2,
  ),
  'odd-no-system': picky(
    ({ body }) =>
      (body['messages'] as { role: string }[]).some(({ role }) => role === 'system')
        ? refused(400, stream('System role not supported'))
        : undefined,
    2,
  ),
  'odd-no-streaming': {
    play: (request) =>
      request.body['stream'] === true
        ? refused(400, { error: { message: 'streaming is not supported for this model', param: 'stream' } })
        : {
            headers: JSON_TYPE,
            parts: [
              JSON.stringify({
                choices: [{ index: 0, message: { content: TEXT }, finish_reason: 'stop' }],
                usage: usageOf(request),
              }),
            ],
            output: PIECES,
          },
    ending: { charged: 'count', requests: 2 },
  },
  'odd-newer-limit': picky(
    ({ body }) =>
      'max_tokens' in body
        ? refused(400, stream("Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."))
        : undefined,
    2,
  ),
  'odd-small-output': picky(
    ({ body }) =>
      limitOf(body) > 2048
        ? refused(
            400,
            stream(`max_tokens: ${limitOf(body)} > 2048, which is the maximum allowed number of output tokens`),
          )
        : undefined,
    2,
  ),
  'odd-small-context': picky(
    ({ body }) =>
      limitOf(body) > 5000
        ? refused(
            400,
            stream(
              `This model's maximum context length is 8000 tokens. However, you requested ${limitOf(body) + 2500} tokens (2500 in the messages, ${limitOf(body)} in the completion).`,
            ),
          )
        : undefined,
    3,
  ),
};

/** Servers that have no answer yet. */
export const waits: Readonly<Record<string, Oddity>> = {
  'odd-loading': late(3, () =>
    refused(503, { error: { code: 503, message: 'Loading model', type: 'unavailable_error' } }),
  ),
  'odd-request-timeout': late(1, () => refused(408, stream('Request Timeout'))),
  'odd-overloaded': late(2, () =>
    refused(529, { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }),
  ),
  'odd-rate-limit': late(2, () => refused(429, stream('slow down'), { 'retry-after-ms': '5' })),
  'odd-rate-limit-inside': late(2, () => ({
    headers: JSON_TYPE,
    parts: [JSON.stringify({ error: { message: 'slow down', code: 429 } })],
  })),
  'odd-reset': late(2, () => ({ parts: [], cut: true })),
  'odd-gateway-page': late(1, () => ({
    status: 502,
    headers: HTML,
    parts: ['<html><head><title>502</title></head><body><h1>Bad gateway</h1></body></html>'],
  })),
};
