import { FileArtifactStore, type ArtifactStore } from '@codecsmith/artifacts';
import { connectBus, type NatsConnection } from '@codecsmith/bus';
import { readConfig, type Logger, type ServiceContext } from '@codecsmith/platform';

/** Everything that the service is built from, open and ready. */
export interface Parts {
  readonly connection: NatsConnection;
  readonly artifacts: ArtifactStore;
  readonly logger: Logger;
}

export const PARTS = Symbol('PARTS');

export async function openParts({ logger }: ServiceContext): Promise<Parts> {
  const config = readConfig(['LAB_NATS_URL', 'LAB_NATS_USER', 'LAB_NATS_PASSWORD', 'LAB_ARTIFACTS_DIR']);
  const connection = await connectBus({
    url: config.LAB_NATS_URL,
    name: 'campaigns',
    user: config.LAB_NATS_USER,
    password: config.LAB_NATS_PASSWORD,
  });
  return { connection, artifacts: new FileArtifactStore(config.LAB_ARTIFACTS_DIR), logger };
}
