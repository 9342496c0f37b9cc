import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../supervisor/main.py', import.meta.url));

export type SupervisorMode = 'jail' | 'probe' | 'reclaim';

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

/** One supervisor process: one JSON line in, one JSON line out, in turn. It ends when its stdin closes. */
export class Supervisor {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string, undefined>;
  readonly #closed: Promise<void>;
  #complaints = '';

  constructor(python: string, mode: SupervisorMode) {
    // An empty environment: what a supervisor does not have, its guests cannot find.
    this.#child = spawn(python, ['-I', '-S', '-B', MAIN, mode], { env: {}, cwd: '/', stdio: 'pipe' });
    this.#closed = new Promise((resolve) => {
      this.#child.once('close', () => resolve());
      this.#child.once('error', (error) => {
        this.#complaints += error.message;
        resolve();
      });
    });
    this.#child.stdin.on('error', () => undefined); // a dead supervisor shows as the end of its answers
    this.#child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.#complaints = (this.#complaints + text).slice(-4000);
    });
    this.#lines = createInterface({ input: this.#child.stdout })[Symbol.asyncIterator]() as AsyncIterator<
      string,
      undefined
    >;
  }

  /** Sends one message and waits for the answer to it. */
  async ask(message: object, expected: string): Promise<Answer> {
    this.#child.stdin.write(`${JSON.stringify(message)}\n`);
    const { value } = await this.#lines.next();
    if (value === undefined) {
      await this.#closed;
      throw new JailFault(`the supervisor ended: ${this.#complaints.trim() || 'it said nothing'}`);
    }
    const answer = parseAnswer(value);
    if (answer.event === 'fault') throw new JailFault(String(answer['message']));
    if (answer.event !== expected) throw new JailFault(`the supervisor said ${answer.event}, expected ${expected}`);
    return answer;
  }

  /** Ends the guest now; a running job is answered as cancelled. */
  stop(): void {
    this.#child.stdin.end();
  }

  /** Resolves when the supervisor is gone, by force after `limitMs`. */
  async close(limitMs = 5000): Promise<void> {
    this.stop();
    const force = setTimeout(() => this.#child.kill('SIGKILL'), limitMs);
    await this.#closed;
    clearTimeout(force);
  }
}
