import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import { FileArtifactStore } from '@codecsmith/artifacts';
import { connectBus, ReactorHost } from '@codecsmith/bus';
import { FileAnchorCache } from '@codecsmith/media';
import { nestLogger, readConfig, runService } from '@codecsmith/platform';
import { MetricsModule } from './metrics.module.ts';

const SETTINGS = [
  ...(['LAB_HOME', 'LAB_NATS_URL', 'LAB_NATS_USER', 'LAB_NATS_PASSWORD', 'LAB_ARTIFACTS_DIR'] as const),
  'LAB_MEDIA_FFMPEG',
] as const;

await runService('metrics', async ({ logger }) => {
  const config = readConfig(SETTINGS);
  const workFolder = await mkdtemp(join(tmpdir(), 'codecsmith-metrics-'));
  const nc = await connectBus({
    url: config.LAB_NATS_URL,
    name: 'metrics',
    user: config.LAB_NATS_USER,
    password: config.LAB_NATS_PASSWORD,
  });
  const module = MetricsModule.forRoot({
    nc,
    log: logger,
    store: new FileArtifactStore(config.LAB_ARTIFACTS_DIR),
    cache: new FileAnchorCache(join(config.LAB_HOME, 'anchors')),
    workFolder,
    tools: { ffmpeg: config.LAB_MEDIA_FFMPEG },
  });
  const app = await NestFactory.createApplicationContext(module, { logger: nestLogger(logger) });
  return {
    readiness: () => app.get(ReactorHost).trouble,
    close: async () => {
      await app.close();
      await rm(workFolder, { recursive: true, force: true });
    },
  };
});
