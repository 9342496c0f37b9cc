import {
  startTestNats,
  startTestPostgres,
  TestService,
  type TestNats,
  type TestPostgres,
} from '@codecsmith/test-servers';
import { connectBus, type NatsConnection } from '@codecsmith/bus';
import { FileArtifactStore } from '@codecsmith/artifacts';
import { freePort } from '@codecsmith/platform';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../dist/main.js', import.meta.url));
const POLL_MS = 50;

/** Real servers and, on them, the built ledger as a process of its own. */
export class LedgerProcess {
  private readonly service = new TestService(MAIN);
  private healthPort = 0;

  private constructor(
    readonly postgres: TestPostgres,
    readonly nats: TestNats,
    readonly artifacts: FileArtifactStore,
    readonly connection: NatsConnection,
    private readonly folder: string,
  ) {}

  static async start(): Promise<LedgerProcess> {
    const [postgres, nats] = await Promise.all([startTestPostgres(), startTestNats()]);
    const folder = await mkdtemp(join(tmpdir(), 'codecsmith-ledger-'));
    const artifacts = new FileArtifactStore(join(folder, 'artifacts'));
    const connection = await connectBus({ url: nats.url, name: 'spec' });
    const ledger = new LedgerProcess(postgres, nats, artifacts, connection, folder);
    await ledger.spawn();
    return ledger;
  }

  /** Starts the process and waits until it is ready. */
  async spawn(): Promise<void> {
    this.healthPort = await freePort();
    this.service.spawn(this.variables(this.healthPort));
    await until(async () => (await this.readiness()) === 200);
  }

  /** Starts another process on the same servers, which stands by; the caller ends it. */
  async standby(): Promise<{ readonly service: TestService; isWriter(): Promise<boolean> }> {
    const port = await freePort();
    const service = new TestService(MAIN);
    service.spawn(this.variables(port));
    const status = (what: string) =>
      fetch(`http://127.0.0.1:${port}/health/${what}`).then(
        (response) => response.status,
        () => undefined,
      );
    await until(async () => (await status('live')) === 200);
    return { service, isWriter: async () => (await status('ready')) === 200 };
  }

  private variables(healthPort: number): Readonly<Record<string, string>> {
    return {
      LAB_NATS_URL: this.nats.url,
      LAB_LEDGER_DATABASE_URL: this.postgres.url,
      LAB_LEDGER_READER_PASSWORD: 'reader',
      LAB_ARTIFACTS_DIR: this.artifacts.root,
      LAB_SERVICE_HEALTH_PORT: String(healthPort),
    };
  }

  /** HTTP status of readiness; undefined when nobody answers. */
  async readiness(): Promise<number | undefined> {
    return fetch(`http://127.0.0.1:${this.healthPort}/health/ready`).then(
      (response) => response.status,
      () => undefined,
    );
  }

  /** Ends the process with a signal; resolves with its exit code, null after a kill. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
    return this.service.end(signal);
  }

  async stop(): Promise<void> {
    await this.end('SIGKILL');
    await this.connection.close();
    await Promise.all([this.postgres.stop(), this.nats.stop()]);
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** Asks again until it is so. */
export async function until(isSo: () => Promise<boolean> | boolean): Promise<void> {
  while (!(await isSo())) await sleep(POLL_MS);
}
