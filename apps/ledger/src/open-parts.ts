import { FileArtifactStore } from '@codecsmith/artifacts';
import { connectBus, type NatsConnection } from '@codecsmith/bus';
import {
  anchorAggregate,
  campaignAggregate,
  clipAggregate,
  experimentAggregate,
  openLedger,
  PostgresStorage,
  type Ledger,
} from '@codecsmith/ledger';
import { readConfig, type Logger, type ServiceContext } from '@codecsmith/platform';
import { coreViews, LabViews, MeasurementProjector } from '@codecsmith/views';

/** Everything that the service is built from, open and ready. */
export interface Parts {
  readonly ledger: Ledger;
  readonly connection: NatsConnection;
  readonly views: LabViews;
  readonly projector: MeasurementProjector;
  readonly databaseUrl: string;
  readonly logger: Logger;
}

/** Opens the log, waiting while another ledger is its writer; only then are commands taken. */
export async function openParts({ logger, stop }: ServiceContext): Promise<Parts> {
  const config = readConfig([
    'LAB_NATS_URL',
    'LAB_NATS_USER',
    'LAB_NATS_PASSWORD',
    'LAB_LEDGER_DATABASE_URL',
    'LAB_LEDGER_READER_PASSWORD',
    'LAB_ARTIFACTS_DIR',
  ]);
  const databaseUrl = config.LAB_LEDGER_DATABASE_URL;
  const storage = new PostgresStorage({
    url: databaseUrl,
    readerPassword: config.LAB_LEDGER_READER_PASSWORD,
    views: [coreViews],
    onStandby: () => logger.info('another ledger writes the log; standing by'),
    onLost: (error) => stop(`the database session is gone: ${error.message}`, 1),
  });
  const ledger = await openLedger(storage, {
    aggregates: [experimentAggregate, clipAggregate, campaignAggregate, anchorAggregate],
    artifacts: new FileArtifactStore(config.LAB_ARTIFACTS_DIR),
    onFault: (err, commandId) => logger.error({ err, commandId }, 'a command could not be decided or stored'),
    onStopped: (error) => stop(`the log cannot be written: ${String(error)}`, 1),
  });
  return {
    ledger,
    databaseUrl,
    logger,
    views: await LabViews.open(databaseUrl, 2),
    projector: await MeasurementProjector.open(databaseUrl),
    connection: await connectBus({
      url: config.LAB_NATS_URL,
      name: 'ledger',
      user: config.LAB_NATS_USER,
      password: config.LAB_NATS_PASSWORD,
    }),
  };
}
