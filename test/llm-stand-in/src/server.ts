import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Behaviour, Script } from './behaviour.ts';
import { ODDITIES, type OddAnswer } from './oddities/index.ts';
import { replyText, SCRIPTS } from './scripts.ts';
import { Speaker, type Counted } from './speaker.ts';
import { WRITERS, type Writer } from './writers/writers.ts';

/** The only key that the stand-in takes. */
export const STAND_IN_KEY = 'sk-stand-in-0123456789abcdef';

/** What the stand-in would put on the bill. */
export interface Bill {
  readonly requests: number;
  readonly input: number;
  readonly output: number;
}

export interface LlmStandIn {
  /** For `baseURL`: `http://127.0.0.1:<port>/v1`. */
  readonly baseUrl: string;
  /** Models that it plays from scripts; `ODDITIES` and `WRITERS` are further ones. */
  readonly models: readonly string[];
  /** Its own count, of one model or of all. */
  bill(model?: string): Bill;
  /** Bodies of all requests, as they came. */
  readonly received: readonly unknown[];
  stop(): Promise<void>;
}

interface ChatRequest {
  readonly model: string;
  readonly max_tokens?: number;
  readonly messages: readonly { readonly role?: string; readonly content: string }[];
}

/**
 * Starts a STAND-IN for a language model: a loopback server that speaks the OpenAI chat-completions protocol (streaming)
 * and answers from scripts. The requested model's name chooses the script. There is no model behind it.
 *
 * @param extra scripts beside its own
 * @param ownPort 0: any that is free
 * @param writers further ones
 */
export async function startLlmStandIn(
  extra: ReadonlyMap<string, Script> = new Map(),
  ownPort = 0,
  writers: ReadonlyMap<string, Writer> = new Map(),
): Promise<LlmStandIn> {
  const stage = new Stage(new Map([...SCRIPTS, ...extra]), new Map([...WRITERS, ...writers]));
  const server = createServer((request, response) => void stage.serve(request, response));
  await new Promise<void>((resolve) => server.listen(ownPort, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    models: stage.models,
    bill: (model) => stage.bill(model),
    received: stage.received,
    stop: () => close(server),
  };
}

function close(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve, reject) => server.close((error) => (error ? reject(error) : resolve())));
}

/** Plays the scripts and keeps the bill. */
class Stage {
  readonly received: unknown[] = [];
  readonly #scripts: ReadonlyMap<string, Script>;
  readonly #writers: ReadonlyMap<string, Writer>;
  readonly #turns = new Map<string, number>();
  readonly #bill: (Counted & { readonly model: string })[] = [];

  constructor(scripts: ReadonlyMap<string, Script>, writers: ReadonlyMap<string, Writer>) {
    this.#scripts = scripts;
    this.#writers = writers;
  }

  get models(): string[] {
    return [...this.#scripts.keys()];
  }

  bill(model?: string): Bill {
    const lines = this.#bill.filter((line) => model === undefined || line.model === model);
    const sum = (of: (line: Counted) => number) => lines.reduce((total, line) => total + of(line), 0);
    return { requests: lines.length, input: sum((line) => line.input), output: sum((line) => line.output) };
  }

  async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const told = request.headers.authorization ?? '';
    if (told !== `Bearer ${STAND_IN_KEY}`) return fail(response, 401, `Incorrect API key provided: ${told.slice(7)}`);
    if (request.url === '/v1/models')
      return list(response, [...this.models, ...ODDITIES.keys(), ...this.#writers.keys()]);
    if (request.url !== '/v1/chat/completions') return fail(response, 404, `no such path: ${request.url ?? ''}`);
    const body = JSON.parse(await textOf(request)) as ChatRequest;
    this.received.push(body);
    const odd = ODDITIES.get(body.model);
    if (odd !== undefined) {
      const request = { body: { ...body }, turn: this.#nextTurn(body.model) + 1, input: tokensOf(body) };
      return this.#playOdd(odd.play(request), body, response);
    }
    const writer = this.#writers.get(body.model);
    if (writer !== undefined) return this.#write(writer, body, response);
    const script = this.#scripts.get(body.model);
    if (script === undefined) return fail(response, 404, `the stand-in plays no model ${body.model}`);
    const turn = this.#nextTurn(body.model);
    this.#play(script[Math.min(turn, script.length - 1)] ?? script[0], body, response);
  }

  #nextTurn(model: string): number {
    const turn = this.#turns.get(model) ?? 0;
    this.#turns.set(model, turn + 1);
    return turn;
  }

  #write(writer: Writer, body: ChatRequest, response: ServerResponse): void {
    const begins = !body.messages.some(({ role }) => role === 'assistant');
    const begun = begins ? this.#nextTurn(body.model) : (this.#turns.get(body.model) ?? 1) - 1;
    const line: Counted & { model: string } = { model: body.model, input: tokensOf(body), output: 0 };
    this.#bill.push(line);
    new Speaker(response, body.model, line).say(writer({ messages: body.messages, begun }), 'stop');
  }

  #playOdd(
    { status = 200, headers = {}, parts, cut, output }: OddAnswer,
    body: ChatRequest,
    response: ServerResponse,
  ): void {
    if (output !== undefined) this.#bill.push({ model: body.model, input: tokensOf(body), output });
    if (parts.length === 0 && cut === true) return void response.destroy();
    response.writeHead(status, headers);
    for (const part of parts) response.write(part);
    if (cut === true) setTimeout(() => response.destroy(), 20);
    else response.end();
  }

  #play(behaviour: Behaviour, body: ChatRequest, response: ServerResponse): void {
    if (behaviour.kind === 'status') return fail(response, behaviour.status, behaviour.message, behaviour.headers);
    if (behaviour.kind === 'say-to-newer' && body.max_tokens !== undefined) return fail(response, 400, RENAMED);
    const line: Counted & { model: string } = { model: body.model, input: tokensOf(body), output: 0 };
    this.#bill.push(line);
    const speaker = new Speaker(response, body.model, line);
    switch (behaviour.kind) {
      case 'say':
        return speaker.say(replyText(behaviour.reply), behaviour.finish ?? 'stop');
      case 'say-to-newer':
        return speaker.say(replyText(behaviour.reply), 'stop');
      case 'say-uncounted':
        return speaker.say(replyText(behaviour.reply), 'stop', false);
      case 'refuse':
        return speaker.refuse(behaviour.text);
      case 'nothing':
        return speaker.say('', 'stop');
      case 'silence':
        return speaker.open();
      case 'stall':
        return speaker.begin(replyText(behaviour.reply).slice(0, behaviour.after));
      case 'drop':
        speaker.begin(replyText(behaviour.reply).slice(0, behaviour.after));
        setTimeout(() => response.destroy(), 20);
        return;
      case 'trickle':
        return speaker.trickle(behaviour.everyMs);
    }
  }
}

const RENAMED =
  "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.";

/** Four characters a token, as a rule of thumb has it; the point is that both sides can count it. */
const tokensOf = ({ messages }: ChatRequest): number =>
  messages.reduce((sum, { content }) => sum + Math.ceil(content.length / 4), 0);

async function textOf(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}

function fail(
  response: ServerResponse,
  status: number,
  message: string,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify({ error: { message, type: 'stand_in', code: null, param: null } }));
}

function list(response: ServerResponse, models: readonly string[]): void {
  response.writeHead(200, { 'content-type': 'application/json' });
  const data = models.map((id) => ({ id, object: 'model', created: 0, owned_by: 'stand-in' }));
  response.end(JSON.stringify({ object: 'list', data }));
}
