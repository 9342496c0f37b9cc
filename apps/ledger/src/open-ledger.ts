import { FileArtifactStore } from '@codecsmith/artifacts';
import {
  anchorAggregate,
  campaignAggregate,
  clipAggregate,
  experimentAggregateOf,
  legacyAggregate,
  openLedger,
  PostgresStorage,
  type Ledger,
} from '@codecsmith/ledger';
import { DiskFloor, labFolders, readConfig, type Logger, type ServiceContext } from '@codecsmith/platform';
import { measuredStorage } from './log/measured-storage.ts';
import { coreViews } from '@codecsmith/views';

/** The log, a `Ledger`. */
export const LEDGER = Symbol('LEDGER');

/** Where the log is. */
export const databaseUrl = (): string => readConfig(['LAB_LEDGER_DATABASE_URL']).LAB_LEDGER_DATABASE_URL;

/** Opens the log, waiting while another ledger is its writer; only then are commands taken. */
export async function openPostgresLedger(logger: Logger, stop: ServiceContext['stop']): Promise<Ledger> {
  const config = readConfig([
    'LAB_LEDGER_READER_PASSWORD',
    'LAB_ARTIFACTS_DIR',
    'LAB_HOME',
    'LAB_JANITOR_DISK_FLOOR_BYTES',
    'LAB_EXECUTOR_SPLIT',
  ]);
  const folders = [...labFolders(config.LAB_HOME), config.LAB_ARTIFACTS_DIR];
  const disk = new DiskFloor(folders, config.LAB_JANITOR_DISK_FLOOR_BYTES);
  await disk.look();
  const storage = new PostgresStorage({
    url: databaseUrl(),
    readerPassword: config.LAB_LEDGER_READER_PASSWORD,
    views: [coreViews],
    onStandby: () => logger.info('another ledger writes the log; standing by'),
    onLost: (error) => stop(`the database session is gone: ${error.message}`, 1),
  });
  const experiments = experimentAggregateOf({ splitsExecution: config.LAB_EXECUTOR_SPLIT });
  return openLedger(measuredStorage(storage), {
    aggregates: [experiments, clipAggregate, campaignAggregate, anchorAggregate, legacyAggregate],
    artifacts: new FileArtifactStore(config.LAB_ARTIFACTS_DIR),
    diskFullReason: () => disk.unhealthyReason,
    onFault: (err, commandId) => logger.error({ err, commandId }, 'a command could not be decided or stored'),
    onStopped: (error) => stop(`the log cannot be written: ${String(error)}`, 1),
  });
}
