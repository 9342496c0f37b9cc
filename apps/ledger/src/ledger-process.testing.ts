import { TestGround } from '@codecsmith/bus/testing';
import { TestService } from '@codecsmith/test-servers';
import { freePort } from '@codecsmith/platform';
import pg from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../bundle/main.js', import.meta.url));
const POLL_MS = 50;

/** Real servers and, on them, the built ledger as a process of its own. */
export class LedgerProcess {
  private service = new TestService(MAIN);
  private healthPort = 0;

  private constructor(private readonly ground: TestGround) {}

  static async start(): Promise<LedgerProcess> {
    const ledger = new LedgerProcess(await TestGround.start());
    await ledger.spawn();
    return ledger;
  }

  get postgres() {
    return this.ground.postgres;
  }

  get nats() {
    return this.ground.nats;
  }

  get artifacts() {
    return this.ground.artifacts;
  }

  get connection() {
    return this.ground.connection;
  }

  /** Starts the process and waits until it is ready. */
  async spawn(): Promise<void> {
    this.healthPort = await freePort();
    this.service.spawn(this.variables(this.healthPort));
    await until(async () => (await this.readiness()) === 200);
  }

  /** Starts another process on the same servers, which stands by; the caller ends it. */
  async standby(): Promise<Standby> {
    const port = await freePort();
    const service = new TestService(MAIN);
    service.spawn(this.variables(port));
    const status = (what: string) =>
      fetch(`http://127.0.0.1:${port}/health/${what}`).then(
        (response) => response.status,
        () => undefined,
      );
    await until(async () => (await status('live')) === 200);
    return { service, port, isWriter: async () => (await status('ready')) === 200 };
  }

  /** Takes a standby for the ledger from now on, once it writes. */
  async follow(standby: Standby): Promise<void> {
    await until(() => standby.isWriter());
    [this.service, this.healthPort] = [standby.service, standby.port];
  }

  private variables(healthPort: number): Readonly<Record<string, string>> {
    return { ...this.ground.variables, LAB_SERVICE_HEALTH_PORT: String(healthPort) };
  }

  /** HTTP status of readiness; undefined when nobody answers. */
  async readiness(): Promise<number | undefined> {
    return fetch(`http://127.0.0.1:${this.healthPort}/health/ready`).then(
      (response) => response.status,
      () => undefined,
    );
  }

  get hasEnded(): boolean {
    return this.service.hasEnded;
  }

  /** Facts in the log. */
  async facts(): Promise<number> {
    const client = new pg.Client({ connectionString: this.postgres.url });
    await client.connect();
    const { rows } = await client.query<{ count: string }>('SELECT count(*) FROM facts');
    await client.end();
    return Number(rows[0]?.count);
  }

  /** Ends the process with a signal; resolves with its exit code, null after a kill. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
    return this.service.end(signal);
  }

  async stop(): Promise<void> {
    await this.end('SIGKILL');
    await this.ground.stop();
  }
}

/** A ledger that waits until the one before it lets go of the log. */
interface Standby {
  readonly service: TestService;
  readonly port: number;
  isWriter(): Promise<boolean>;
}

/** Asks again until it is so. */
export async function until(isSo: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await isSo())) await sleep(POLL_MS);
}
