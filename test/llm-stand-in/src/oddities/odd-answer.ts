import { replyText } from '../scripts.ts';

/** What a model of the stand-in is asked, as far as an oddity looks at it. */
export interface OddRequest {
  readonly body: Readonly<Record<string, unknown>>;
  /** 1 for the first request to this model. */
  readonly turn: number;
  /** Tokens of the request, by the stand-in's count. */
  readonly input: number;
}

/** An answer as it goes over the wire. */
export interface OddAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly parts: readonly string[];
  /** The connection breaks after the last part. */
  readonly cut?: boolean;
  /** Tokens of output that go on the bill; undefined: nothing was generated, nothing is charged. */
  readonly output?: number;
}

/** What must become of it. */
export interface OddEnding {
  /** Undefined: the codec of the reply. */
  readonly cause?: string;
  /** A part of the cause's words. */
  readonly words?: string;
  /** How the call is settled: with the server's count, with the bound, with what was said, or with nothing. */
  readonly charged: 'count' | 'bound' | 'said' | 'nothing';
  /** Requests that reach the server for one call; 1 unless told. */
  readonly requests?: number;
}

export interface Oddity {
  readonly play: (request: OddRequest) => OddAnswer;
  readonly ending: OddEnding;
}

export const TEXT = replyText('fenced-python');
export const THOUGHT = 'Blocks of eight, or wavelets? Blocks.';
const SSE = { 'content-type': 'text/event-stream' };
export const JSON_TYPE = { 'content-type': 'application/json' };
export const HTML = { 'content-type': 'text/html' };
export const DONE = 'data: [DONE]\n\n';
/** The stand-in counts a token for each piece. */
export const PIECES = 5;
export const pieces = (text: string): string[] => {
  const length = Math.ceil(text.length / PIECES);
  return Array.from({ length: PIECES }, (_, at) => text.slice(at * length, (at + 1) * length));
};

export type Fields = Readonly<Record<string, unknown>>;
export const event = (value: unknown): string => `data: ${JSON.stringify(value)}\n\n`;
export const chunk = (delta: unknown, finish: string | null = null, more: Fields = {}): string =>
  event({ id: 'odd', object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason: finish }], ...more });
export const usageOf = ({ input }: OddRequest) => ({
  prompt_tokens: input,
  completion_tokens: PIECES,
  total_tokens: input + PIECES,
});
export const said = (text = TEXT): string[] => pieces(text).map((content) => chunk({ content }));

export const streamed = (parts: readonly string[], more: Partial<OddAnswer> = {}): OddAnswer => ({
  headers: SSE,
  parts,
  output: PIECES,
  ...more,
});
export const ended = (request: OddRequest, finish: string | null = 'stop'): string[] => [
  chunk({}, finish, { usage: usageOf(request) }),
  DONE,
];
export const refused = (status: number, body: unknown, headers: Readonly<Record<string, string>> = {}): OddAnswer => ({
  status,
  headers: { ...JSON_TYPE, ...headers },
  parts: [JSON.stringify(body)],
});

export const spoken = (play: (request: OddRequest) => readonly string[]): Oddity => ({
  play: (request) => streamed(play(request)),
  ending: { charged: 'count' },
});
export const whole = (told: (request: OddRequest) => unknown): Oddity => ({
  play: (request) => ({ headers: JSON_TYPE, parts: [JSON.stringify(told(request))], output: PIECES }),
  ending: { charged: 'count' },
});
export const uncounted = (usage: (request: OddRequest) => unknown): Oddity => ({
  play: (request) => streamed([...said(), chunk({}, 'stop', { usage: usage(request) }), DONE]),
  ending: { charged: 'bound' },
});
export const failing = (play: (request: OddRequest) => OddAnswer, ending: OddEnding): Oddity => ({ play, ending });
/** Turns requests away that hold what it does not take. */
export const picky = (
  refusal: (request: OddRequest) => OddAnswer | undefined,
  requests: number,
  charged: OddEnding['charged'] = 'count',
): Oddity => ({
  play: (request) =>
    refusal(request) ?? streamed([...said(), ...(charged === 'count' ? ended(request) : [chunk({}, 'stop'), DONE])]),
  ending: { charged, requests },
});
export const late = (times: number, answer: () => OddAnswer): Oddity =>
  picky(({ turn }) => (turn <= times ? answer() : undefined), times + 1);
