import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileArtifactStore } from '@codecsmith/artifacts';
import { startTestNats, startTestPostgres, type TestNats, type TestPostgres } from '@codecsmith/test-servers';
import type { NatsConnection } from '@nats-io/transport-node';
import { connectBus } from '../connection/connect-bus.ts';

/** Password of the role that only reads. */
const READER_PASSWORD = 'reader';

/** What the services of one test file stand on: Postgres, NATS with a connection of the spec, and a folder. */
export class TestGround {
  readonly artifacts: FileArtifactStore;

  private constructor(
    readonly postgres: TestPostgres,
    readonly nats: TestNats,
    readonly connection: NatsConnection,
    readonly folder: string,
  ) {
    this.artifacts = new FileArtifactStore(join(folder, 'artifacts'));
  }

  static async start(): Promise<TestGround> {
    const [postgres, nats] = await Promise.all([startTestPostgres(), startTestNats()]);
    const connection = await connectBus({ url: nats.url, name: 'spec' });
    return new TestGround(postgres, nats, connection, await mkdtemp(join(tmpdir(), 'codecsmith-ground-')));
  }

  /** Settings of a service, whichever it is. */
  get variables(): Readonly<Record<string, string>> {
    return {
      LAB_NATS_URL: this.nats.url,
      LAB_LEDGER_DATABASE_URL: this.postgres.url,
      LAB_LEDGER_READER_PASSWORD: READER_PASSWORD,
      LAB_ARTIFACTS_DIR: this.artifacts.root,
    };
  }

  /** Ends the servers and deletes what they kept. End the services first. */
  async stop(): Promise<void> {
    await this.connection.close();
    await Promise.all([this.postgres.stop(), this.nats.stop()]);
    await rm(this.folder, { recursive: true, force: true });
  }
}
