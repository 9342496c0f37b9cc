import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileArtifactStore } from '@codecsmith/artifacts';
import { LabClient } from '@codecsmith/client';
import type { Answer, RawCommand } from '@codecsmith/kernel';
import {
  campaignAggregate,
  clipAggregate,
  experimentAggregate,
  legacyAggregate,
  openLedger,
  PostgresStorage,
  READER_ROLE,
  type Ledger,
} from '@codecsmith/ledger';
import { startTestPostgres } from '@codecsmith/test-servers';
import { coreViews } from '@codecsmith/views';
import { ROLES, type Role } from './access/role.ts';
import { TokenStore } from './access/token-store.ts';
import { CommandSender } from './commands/command-sender.ts';
import { createApi, type ApiParts } from './create-api.ts';

/** The ledger in this process instead of at the other end of the bus. */
class LocalCommandSender extends CommandSender {
  constructor(private readonly ledger: Ledger) {
    super();
  }

  ask(command: RawCommand): Promise<Answer> {
    return this.ledger.submit(command);
  }
}

/** An api on a real Postgres with a real ledger: everything but the reactors. */
export interface SmallLab {
  readonly url: string;
  /** Of the role that reads. */
  readonly databaseUrl: string;
  readonly ledger: Ledger;
  readonly artifacts: FileArtifactStore;
  /** A client with a token of this role. */
  client(role: Role): LabClient;
  tokenOf(role: Role): string;
  stop(): Promise<void>;
}

const PASSWORD = 'reads-only';

export async function startSmallLab(
  more: Pick<
    ApiParts,
    'bus' | 'machine' | 'rate' | 'tls' | 'followersPerToken' | 'uploadBytesPerDay' | 'clipBytes'
  > = {},
): Promise<SmallLab> {
  const folder = await mkdtemp(join(tmpdir(), 'codecsmith-api-'));
  const postgres = await startTestPostgres();
  const artifacts = new FileArtifactStore(join(folder, 'artifacts'));
  const storage = new PostgresStorage({ url: postgres.url, views: [coreViews], readerPassword: PASSWORD });
  const ledger = await openLedger(storage, {
    aggregates: [experimentAggregate, clipAggregate, campaignAggregate, legacyAggregate],
    artifacts,
  });
  const tokens = new TokenStore(join(folder, 'tokens.json'));
  for (const role of ROLES) await tokens.admit(role, role, tokenOf(role));
  const databaseUrl = Object.assign(new URL(postgres.url), { username: READER_ROLE, password: PASSWORD }).href;
  const api = await createApi({ databaseUrl, tokens, artifacts, sender: new LocalCommandSender(ledger), ...more });
  await api.app.listen(0, '127.0.0.1');
  const url = await api.app.getUrl();
  return {
    url,
    databaseUrl,
    ledger,
    artifacts,
    client: (role) => new LabClient({ baseUrl: url, token: tokenOf(role) }),
    tokenOf,
    stop: async () => {
      await api.close();
      await ledger.close();
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const tokenOf = (role: Role): string => `token-of-the-${role}`;

/** A clip of one 2x2 frame: enough for experiments to name. */
export async function addSmallClip(lab: SmallLab): Promise<string> {
  const { digest } = await lab.artifacts.put(Buffer.from([16, 17, 18, 19, 128, 128]));
  const layout = { width: 2, height: 2, fps: { num: 25, den: 1 }, frames: 1, pixelFormat: 'yuv420p' as const };
  const source = { matrix: null, range: null, sourceBytes: 6, sourceCompressed: false };
  await lab.client('submitter').addClip({ digest, name: 'small', ...layout, ...source });
  return digest;
}
