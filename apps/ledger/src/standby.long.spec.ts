import { setTimeout as sleep } from 'node:timers/promises';
import { ask } from '@codecsmith/bus';
import type { Answer } from '@codecsmith/kernel';
import { LedgerProcess, until } from './ledger-process.testing.ts';

/** Submissions a second, all through. */
const RATE = 20;

let lab: LedgerProcess;

beforeAll(async () => {
  lab = await LedgerProcess.start();
});
afterAll(() => lab?.stop());

const CLIP = {
  ...{ name: 'pan', width: 16, height: 16, fps: { num: 25, den: 1 }, frames: 3, pixelFormat: 'yuv420p' },
  ...{ matrix: null, range: null, sourceBytes: 100, sourceCompressed: false },
};
const CODE = 'def compress_video_frame(f, i, c):\n    return bytes(f)\n';

const send = (id: string, aggregate: string, verb: string, data: object) =>
  ask(lab.connection, { id, aggregate, verb, data, actor: 'user:spec' });

interface Outcome {
  readonly answer: Answer;
  readonly tookMs: number;
}

/** Sends requests at a steady pace until told to stop. */
class Load {
  readonly outcomes: Promise<Outcome>[] = [];
  private running = true;
  private readonly done: Promise<void>;

  constructor(private readonly name: string) {
    this.done = this.run();
  }

  async end(): Promise<Outcome[]> {
    this.running = false;
    await this.done;
    return Promise.all(this.outcomes);
  }

  private async run(): Promise<void> {
    for (let index = 0; this.running; index += 1) {
      this.outcomes.push(this.one(index));
      await sleep(1_000 / RATE);
    }
  }

  private async one(index: number): Promise<Outcome> {
    const sentMs = Date.now();
    const data = { source: { kind: 'submitted', code: `${CODE}# ${this.name} ${index}\n` }, clips: ['pan'] };
    const answer = await send(`${this.name}-${index}`, 'experiment', 'request', data);
    return { answer, tookMs: Date.now() - sentMs };
  }
}

describe('a ledger that is replaced under load', () => {
  it.each([
    ['in order', 'SIGTERM'],
    ['by a crash', 'SIGKILL'],
  ] as const)('%s: its standby takes over, and every request is accepted once', async (_, signal) => {
    const { digest } = await lab.artifacts.put(Buffer.from('planes'));
    await send(`clip-${signal}`, 'clip', 'add', { ...CLIP, digest });
    const standby = await lab.standby();
    expect(await standby.isWriter()).toBe(false);
    const load = new Load(signal);
    await until(() => load.outcomes.length > RATE);

    const endedMs = Date.now();
    await lab.end(signal);
    await until(() => standby.isWriter());
    const tookMs = Date.now() - endedMs;
    await until(() => load.outcomes.length > 3 * RATE);

    const outcomes = await load.end();
    const positions = outcomes.map(({ answer }) => (answer.accepted ? answer.position : undefined));
    expect(positions).not.toContain(undefined);
    expect(new Set(positions).size).toBe(positions.length);
    const repeated = outcomes.filter(({ answer }) => answer.accepted && answer.repeated);
    console.info(
      `${signal}: ${outcomes.length} requests accepted, ${repeated.length} of them known before; standby took over in ${tookMs} ms; ` +
        `longest answer ${Math.max(...outcomes.map((outcome) => outcome.tookMs))} ms`,
    );
    await standby.service.end('SIGTERM');
    await lab.spawn();
  });
});
