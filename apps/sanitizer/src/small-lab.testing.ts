import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { jetstreamManager } from '@nats-io/jetstream';
import { ask, factSubject } from '@codecsmith/bus';
import { fromFactEvent } from '@codecsmith/kernel';
import { TestGround } from '@codecsmith/bus/testing';
import { TestService } from '@codecsmith/test-servers';

const POLL_MS = 50;
const mainOf = (service: string) => fileURLToPath(new URL(`../../${service}/bundle/main.js`, import.meta.url));

/** Real servers, and the services from request to queue as the processes that they are. */
export class SmallLab {
  private readonly services: TestService[] = [];
  private requests = 0;

  private constructor(private readonly ground: TestGround) {}

  static async start(): Promise<SmallLab> {
    const lab = new SmallLab(await TestGround.start());
    for (const service of ['ledger', 'generator', 'sanitizer']) lab.spawn(service);
    await lab.addClip();
    return lab;
  }

  get artifacts() {
    return this.ground.artifacts;
  }

  get connection() {
    return this.ground.connection;
  }

  /** Requests an experiment from this source; resolves with its id. */
  async request(source: object, more: object = {}): Promise<string> {
    const id = `request-${(this.requests += 1)}`;
    return this.send({ id, aggregate: 'experiment', verb: 'request', data: { source, clips: ['still'], ...more } });
  }

  /** Data of an experiment's fact, as soon as it is published. */
  async fact(aggregateId: string, type: string): Promise<unknown> {
    const manager = await jetstreamManager(this.connection);
    const subject = factSubject({ aggregate: 'experiment', type, aggregateId, data: { lane: 'cpu' } });
    for (;;) {
      const stored = await manager.streams.getMessage('FACTS', { last_by_subj: subject });
      if (stored !== null) return fromFactEvent(stored.json()).data;
      await sleep(POLL_MS);
    }
  }

  async stop(): Promise<void> {
    await Promise.all(this.services.map((service) => service.end('SIGTERM')));
    await this.ground.stop();
  }

  private spawn(name: string): void {
    const service = new TestService(mainOf(name));
    this.services.push(service);
    service.spawn(this.ground.variables);
  }

  private async send(command: Omit<Parameters<typeof ask>[1], 'actor'>): Promise<string> {
    const answer = await ask(this.connection, { actor: 'user:spec', ...command });
    if (!answer.accepted) throw new Error(answer.refusal.message);
    return answer.aggregateId;
  }

  private async addClip(): Promise<void> {
    const { digest } = await this.artifacts.put(Buffer.alloc(6, 128));
    const layout = { width: 2, height: 2, fps: { num: 25, den: 1 }, frames: 1, pixelFormat: 'yuv420p' };
    const origin = { matrix: null, range: null, sourceBytes: 6, sourceCompressed: false };
    await this.send({
      id: 'clip',
      aggregate: 'clip',
      verb: 'add',
      data: { digest, name: 'still', ...layout, ...origin },
    });
  }
}
