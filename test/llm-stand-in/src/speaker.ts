import type { ServerResponse } from 'node:http';

/** Tokens of one answer so far. */
export interface Counted {
  readonly input: number;
  output: number;
}

/** Characters of one streamed piece: one token by the stand-in's count. */
const PIECE = 4;

/** Streams one answer as server-sent events, counting what it says. */
export class Speaker {
  readonly #response: ServerResponse;
  readonly #model: string;
  readonly #counted: Counted;

  constructor(response: ServerResponse, model: string, counted: Counted) {
    this.#response = response;
    this.#model = model;
    this.#counted = counted;
  }

  open(): void {
    this.#response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
    this.#response.flushHeaders();
  }

  /** Opens and speaks, without an end. */
  begin(text: string): void {
    this.open();
    for (let at = 0; at < text.length; at += PIECE) this.#delta({ content: text.slice(at, at + PIECE) });
  }

  say(text: string, finish: string, withUsage = true): void {
    this.begin(text);
    this.#end(finish, withUsage);
  }

  refuse(text: string): void {
    this.open();
    this.#delta({ refusal: text });
    this.#end('stop', true);
  }

  trickle(everyMs: number): void {
    this.open();
    const timer = setInterval(() => this.#delta({ content: '.' }), everyMs);
    this.#response.on('close', () => clearInterval(timer));
  }

  #delta(delta: Readonly<Record<string, string>>): void {
    this.#counted.output += 1;
    this.#event({ choices: [{ index: 0, delta, finish_reason: null }] });
  }

  #end(finish: string, withUsage: boolean): void {
    this.#event({ choices: [{ index: 0, delta: {}, finish_reason: finish }] });
    const { input, output } = this.#counted;
    const usage = { prompt_tokens: input, completion_tokens: output, total_tokens: input + output };
    if (withUsage) this.#event({ choices: [], usage });
    this.#response.end('data: [DONE]\n\n');
  }

  #event(part: Readonly<Record<string, unknown>>): void {
    const whole = { id: 'stand-in', object: 'chat.completion.chunk', created: 0, model: this.#model, ...part };
    this.#response.write(`data: ${JSON.stringify(whole)}\n\n`);
  }
}
