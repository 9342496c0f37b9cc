import { arrivedMessage, askSubject, FOLLOW, makeFollower, readCommand, readFollow } from '@codecsmith/bus';
import { summarize, SearchHistory, type CampaignCommandInput, type CampaignSummary } from '@codecsmith/campaign';
import type { Answer, Fact } from '@codecsmith/kernel';
import {
  busTopology,
  campaignAggregate,
  clipAggregate,
  experimentAggregate,
  openLedger,
  PostgresStorage,
  Relay,
  type Ledger,
} from '@codecsmith/ledger';
import { createLogger } from '@codecsmith/platform';
import { TestGround } from '@codecsmith/bus/testing';
import { TestService } from '@codecsmith/test-servers';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { lifeOf, type Task } from './experiment-life.testing.ts';

const MAIN = fileURLToPath(new URL('../bundle/main.js', import.meta.url));
const POLL_MS = 20;

/**
 * Postgres, NATS and a ledger for real, and the built campaigns service as a process of its own. Generator, sanitizer,
 * executor and metrics are played by the spec: it sends the very commands that they would send.
 */
export class SmallLab {
  private readonly service = new TestService(MAIN);
  private position = 0;

  private constructor(
    private readonly ground: TestGround,
    private readonly ledger: Ledger,
    private readonly relay: Relay,
  ) {}

  static async start(): Promise<SmallLab> {
    const ground = await TestGround.start();
    const { artifacts, connection, postgres } = ground;
    const storage = new PostgresStorage({ url: postgres.url, readerPassword: 'reader' });
    const ledger = await openLedger(storage, {
      aggregates: [experimentAggregate, clipAggregate, campaignAggregate],
      artifacts,
    });
    const log = createLogger({ name: 'spec', level: 'silent' });
    const topology = busTopology(connection);
    const relay = new Relay({
      connection,
      databaseUrl: postgres.url,
      log,
      topology,
      oldestOpenPosition: () => Promise.resolve(1),
    });
    ledger.onAppended(() => relay.wake());
    connection.subscribe('lab.v1.ask.>', {
      callback: (_, message) => {
        if (message.subject.startsWith(askSubject(FOLLOW))) {
          void makeFollower(connection, readFollow(arrivedMessage(message))).then((following) =>
            message.respond(JSON.stringify(following)),
          );
          return;
        }
        void ledger
          .submit(readCommand(message.subject, message.data))
          .then((answer) => message.respond(JSON.stringify(answer)));
      },
    });
    return new SmallLab(ground, ledger, relay);
  }

  get artifacts() {
    return this.ground.artifacts;
  }

  /** Starts the campaigns service. */
  spawn(): void {
    this.service.spawn(this.ground.variables);
  }

  /** Ends the service with a signal; resolves with its exit code, null after a kill. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
    return this.service.end(signal);
  }

  submit(
    aggregate: string,
    type: string,
    aggregateId: string | undefined,
    data: unknown,
    id = crypto.randomUUID(),
  ): Promise<Answer> {
    return this.ledger.submit({ id, aggregate, type, aggregateId, data });
  }

  async addClip(name: string, frames: number): Promise<void> {
    const planes = Buffer.from(Array.from({ length: frames * 96 * 64 }, (_, at) => (at * 7 + name.length) % 251));
    const { digest } = await this.artifacts.put(planes);
    const size = { width: 64, height: 64, fps: { num: 25, den: 1 }, frames, pixelFormat: 'yuv420p' };
    const source = { matrix: null, range: null, sourceBytes: planes.length, sourceCompressed: false };
    await this.accepted(this.submit('clip', 'add', digest, { digest, name, ...size, ...source }));
  }

  async startCampaign(id: string, change: Partial<CampaignCommandInput<'start'>> = {}): Promise<void> {
    const data = { seed: 11, clips: ['pan'], sealed: ['hidden'], budget: { evaluations: 14 }, ...change };
    await this.accepted(this.submit('campaign', 'start', id, data));
  }

  /**
   * Plays the other services until the campaign has stopped: each experiment that was requested is drafted at once and
   * ends with the result that its request deserves.
   *
   * @param meanwhile called after each experiment; restarts belong here
   */
  async play(campaign: string, meanwhile: (ended: number) => Promise<void> = () => Promise.resolve()): Promise<void> {
    let ended = 0;
    for (;;) {
      const facts = await this.readNewFacts();
      if (facts.some((fact) => fact.type === 'CampaignStopped' && fact.aggregateId === campaign)) return;
      for (const fact of facts) {
        if (fact.type !== 'ExperimentRequested' || fact.correlationId !== campaign) continue;
        await this.live({ id: fact.aggregateId, request: fact.data as Task['request'] });
        ended += 1;
        await meanwhile(ended);
      }
      if (facts.length === 0) await sleep(POLL_MS);
    }
  }

  /** All facts of a campaign and its experiments. */
  async factsOf(campaign: string): Promise<Fact[]> {
    // Not as far as the writer's head: it moves after the commit that lets `readNewFacts` read a fact.
    const facts = await this.ledger.readFrom(1, Number.MAX_SAFE_INTEGER);
    return facts.filter((fact) => fact.correlationId === campaign);
  }

  async summary(campaign: string): Promise<CampaignSummary> {
    const history = new SearchHistory(campaign);
    for (const fact of await this.factsOf(campaign)) history.take(fact);
    return summarize(history);
  }

  async stop(): Promise<void> {
    await this.end('SIGKILL');
    await this.relay.close();
    await this.ledger.close();
    await this.ground.stop();
  }

  private async readNewFacts(): Promise<Fact[]> {
    const facts = await this.ledger.readFrom(this.position + 1, 1000);
    this.position = facts.at(-1)?.position ?? this.position;
    return facts;
  }

  private async live(task: Task): Promise<void> {
    let token = '';
    for (const { verb, data } of lifeOf(task)) {
      await this.storeNamed(data);
      const withToken = verb === 'record-executed' ? { ...data, token } : data;
      const answer = await this.submit('experiment', verb, task.id, withToken);
      if (!answer.accepted && answer.refusal.code === 'already_concluded') return;
      if (!answer.accepted) throw new Error(`${task.id} ${verb}: ${answer.refusal.message}`);
      token = answer.lease?.token ?? token;
    }
  }

  /** The ledger refuses digests of bytes that nobody stored; these are their own names. */
  private async storeNamed(data: Readonly<Record<string, unknown>>): Promise<void> {
    const { bytes } = data as { bytes?: readonly string[] };
    for (const text of bytes ?? []) await this.artifacts.put(Buffer.from(text));
  }

  private async accepted(answer: Promise<Answer>): Promise<void> {
    const given = await answer;
    if (!given.accepted) throw new Error(given.refusal.message);
  }
}
