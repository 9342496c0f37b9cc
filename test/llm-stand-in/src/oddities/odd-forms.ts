import {
  TEXT,
  THOUGHT,
  DONE,
  PIECES,
  pieces,
  event,
  chunk,
  usageOf,
  said,
  streamed,
  ended,
  spoken,
  whole,
  uncounted,
  type Oddity,
} from './odd-answer.ts';

const KEEP_ALIVES = [
  ': waiting\n\n',
  'data: : waiting\n\n',
  'data:\n\n',
  'data: ping\n\n',
  'event: ping\ndata: {"type":"ping"}\n\n',
  'retry: 500\n\n',
  'id: 3\n\n',
];

/** Answers that are whole, in forms that nobody documented. */
export const forms: Readonly<Record<string, Oddity>> = {
  'odd-keep-alives': spoken((request) => [
    ...KEEP_ALIVES,
    ...said().flatMap((part) => [part, ...KEEP_ALIVES]),
    ...ended(request),
  ]),
  'odd-no-blank': spoken((request) => [...said(), ...ended(request)].map((part) => part.replace('data: ', 'data:'))),
  'odd-windows': spoken((request) => [...said(), ...ended(request)].map((part) => part.replaceAll('\n', '\r\n'))),
  'odd-single-line-ends': spoken((request) => [...said(), ...ended(request)].map((part) => part.replace('\n\n', '\n'))),
  'odd-last-event-open': spoken((request) => [
    ...said(),
    event({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }], usage: usageOf(request) }).trimEnd(),
  ]),
  'odd-split-bytes': spoken((request) => [...said(), ...ended(request)].join('').match(/[\s\S]{1,7}/gu) ?? []),
  'odd-untyped': {
    play: (request) => streamed([...said(), ...ended(request)], { headers: {} }),
    ending: { charged: 'count' },
  },
  'odd-empty-finish': spoken((request) => [
    ...pieces(TEXT).map((content) => chunk({ content }, '')),
    ...ended(request),
  ]),
  'odd-no-finish': spoken((request) => [...said(), event({ choices: [], usage: usageOf(request) }), DONE]),
  'odd-finish-end-turn': spoken((request) => [...said(), ...ended(request, 'end_turn')]),
  'odd-finish-caps': spoken((request) => [...said(), ...ended(request, 'STOP')]),
  'odd-null-choices': spoken((request) => [
    event({ choices: null }),
    event({ choices: [] }),
    ...said(),
    ...ended(request),
  ]),
  'odd-null-delta': spoken((request) => [
    chunk(null),
    ...said(),
    chunk(null, 'stop', { usage: usageOf(request) }),
    DONE,
  ]),
  'odd-second-choice': spoken((request) => [
    event({ choices: [{ index: 1, delta: { content: 'noise' } }] }),
    ...said(),
    ...ended(request),
  ]),
  'odd-parts': spoken((request) => [
    chunk({ content: [{ type: 'thinking', thinking: [{ type: 'text', text: THOUGHT }] }] }),
    ...pieces(TEXT).map((text) => chunk({ content: [{ type: 'text', text }] })),
    ...ended(request),
  ]),
  'odd-legacy': spoken((request) => [
    ...pieces(TEXT).map((text) => event({ choices: [{ index: 0, text, finish_reason: null }] })),
    ...ended(request),
  ]),
  'odd-whole-message': spoken((request) => [
    event({ choices: [{ index: 0, message: { content: TEXT }, finish_reason: 'stop' }], usage: usageOf(request) }),
    DONE,
  ]),
  'odd-thoughts-beside': spoken((request) => [
    chunk({ reasoning_content: THOUGHT }),
    chunk({ reasoning: THOUGHT }),
    ...said(),
    ...ended(request),
  ]),
  'odd-answer-as-thought': spoken((request) => [
    ...pieces(TEXT).map((part) => chunk({ content: '', reasoning_content: part })),
    ...ended(request),
  ]),
  'odd-json': whole((request) => ({
    choices: [{ index: 0, message: { content: TEXT }, finish_reason: 'stop' }],
    usage: usageOf(request),
  })),
  'odd-lines-of-json': {
    play: ({ input }) => ({
      headers: { 'content-type': 'application/x-ndjson' },
      parts: [
        ...pieces(TEXT).map((content) => `${JSON.stringify({ message: { content }, done: false })}\n`),
        `${JSON.stringify({ message: { content: '' }, done: true, done_reason: 'stop', prompt_eval_count: input, eval_count: PIECES })}\n`,
      ],
      output: PIECES,
    }),
    ending: { charged: 'count' },
  },
  'odd-counts-by-other-names': spoken(({ input }) => [
    ...said(),
    chunk({}, 'stop', { usage: { input_tokens: input, output_tokens: PIECES } }),
    DONE,
  ]),
  'odd-thoughts-in-total': spoken(({ input }) => [
    ...said(),
    chunk({}, 'stop', { usage: { prompt_tokens: input, completion_tokens: 2, total_tokens: input + PIECES } }),
    DONE,
  ]),
};

/** Counts that are none: the call counts as its bound. */
export const counts: Readonly<Record<string, Oddity>> = {
  'odd-count-missing': { play: () => streamed([...said(), chunk({}, 'stop'), DONE]), ending: { charged: 'bound' } },
  'odd-count-empty': uncounted(() => ({})),
  'odd-count-null': uncounted(() => ({ prompt_tokens: null, completion_tokens: null })),
  'odd-count-half': uncounted(({ input }) => ({ prompt_tokens: input })),
  'odd-count-total': uncounted(({ input }) => ({ total_tokens: input + PIECES })),
  'odd-count-fraction': uncounted(({ input }) => ({ prompt_tokens: input + 0.5, completion_tokens: PIECES })),
  'odd-count-negative': uncounted(({ input }) => ({ prompt_tokens: input, completion_tokens: -1 })),
  'odd-count-text': uncounted(({ input }) => ({ prompt_tokens: String(input), completion_tokens: String(PIECES) })),
};
