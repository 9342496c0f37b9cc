import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface, type Interface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../supervisor/main.py', import.meta.url));

export type SupervisorMode = 'image' | 'jail' | 'probe' | 'reclaim';

/** The lab's own failure: nothing can be said about a candidate. */
export class JailFault extends Error {
  override readonly name = 'JailFault';
}

type Answer = Record<string, unknown> & { readonly event: string };

function parseAnswer(line: string): Answer {
  const value: unknown = JSON.parse(line);
  if (typeof value !== 'object' || value === null || !('event' in value) || typeof value.event !== 'string') {
    throw new JailFault(`the supervisor said something unreadable: ${line.slice(0, 200)}`);
  }
  return value as Answer;
}

/** Said by a supervisor that gives a guest more time, never more at once than the wall limit of its job. */
const EXTENDED = 'extended';

/** How long a supervisor may take to end its guest and itself before it is ended by force. */
const CLOSE_LIMIT_MS = 15_000;

/** How a supervisor ended: having cleared up behind it, or not, be it by a signal or because its guest did not end. */
export type SupervisorEnd = 'cleanly' | 'uncleanly';

/**
 * One supervisor process: one JSON line in, one JSON line out, in turn; before that, a line each time that it gives its
 * guest more time. It ends when its stdin closes.
 */
export class Supervisor {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #reader: Interface;
  readonly #lines: AsyncIterator<string, undefined>;
  /** Settles once, however it ended. */
  readonly closed: Promise<SupervisorEnd>;
  #complaints = '';

  constructor(python: string, mode: SupervisorMode) {
    // An empty environment: what a supervisor does not have, its guests cannot find. Its modules are compiled once.
    this.#child = spawn(python, ['-I', '-S', MAIN, mode], { env: {}, cwd: '/', stdio: 'pipe' });
    this.closed = new Promise((resolve) => {
      this.#child.once('close', (code) => resolve(code === 0 ? 'cleanly' : 'uncleanly'));
      this.#child.once('error', (error) => {
        this.#complaints += error.message;
        resolve('cleanly');
      });
    });
    this.#child.stdin.on('error', () => undefined); // a dead supervisor shows as the end of its answers
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#complaints = (this.#complaints + text).slice(-4000);
    });
    this.#reader = createInterface({ input: this.#child.stdout });
    this.#lines = this.#reader[Symbol.asyncIterator]() as AsyncIterator<string, undefined>;
  }

  /** Sends one message and waits for the answer to it; a supervisor that says nothing for `limitMs` is killed. */
  async ask(message: object, expected: string, limitMs: number): Promise<Answer> {
    this.#child.stdin.write(`${JSON.stringify(message)}\n`);
    let answer = await this.#next(limitMs);
    while (answer.event === EXTENDED) answer = await this.#next(limitMs);
    if (answer.event === 'fault') throw new JailFault(String(answer['message']));
    if (answer.event !== expected) throw new JailFault(`the supervisor said ${answer.event}, expected ${expected}`);
    return answer;
  }

  async #next(limitMs: number): Promise<Answer> {
    const late = setTimeout(() => this.#kill(`it did not answer within ${limitMs} ms`), limitMs);
    const { value } = await this.#lines.next().finally(() => clearTimeout(late));
    if (value !== undefined) return parseAnswer(value);
    await this.close();
    throw new JailFault(`the supervisor ended: ${this.#complaints.trim() || 'it said nothing'}`);
  }

  /** Ends the guest and the supervisor, by force after `limitMs`; resolves when they are gone. */
  async close(limitMs = CLOSE_LIMIT_MS): Promise<void> {
    this.#child.stdin.end();
    const force = setTimeout(() => this.#kill(`it did not end within ${limitMs} ms`), limitMs);
    await this.closed;
    clearTimeout(force);
  }

  /** Waits for nobody who might hold the other end of its streams. */
  #kill(reason: string): void {
    this.#complaints += reason;
    this.#child.kill('SIGKILL');
    this.#reader.close();
    for (const stream of [this.#child.stdin, this.#child.stdout, this.#child.stderr]) stream.destroy();
  }
}
