import 'reflect-metadata';
import { connectBus } from '@codecsmith/bus';
import { nestLogger, readConfig, runService } from '@codecsmith/platform';
import { LabViews } from '@codecsmith/views';
import { NestFactory } from '@nestjs/core';
import { JanitorModule } from './janitor.module.ts';
import { Sweeper } from './sweep/sweeper.ts';

await runService('janitor', async ({ logger }) => {
  const config = readConfig([
    'LAB_HOME',
    'LAB_NATS_URL',
    'LAB_NATS_USER',
    'LAB_NATS_PASSWORD',
    'LAB_API_DATABASE_URL',
    'LAB_JANITOR_SWEEP_MS',
    'LAB_JANITOR_DRAFTING_LIMIT_MS',
    'LAB_JANITOR_SANITIZING_LIMIT_MS',
    'LAB_JANITOR_QUEUED_LIMIT_MS',
    'LAB_JANITOR_MEASURING_LIMIT_MS',
    'LAB_JANITOR_DISK_FLOOR_BYTES',
  ]);
  const nc = await connectBus({
    url: config.LAB_NATS_URL,
    name: 'janitor',
    user: config.LAB_NATS_USER,
    password: config.LAB_NATS_PASSWORD,
  });
  const views = await LabViews.open(config.LAB_API_DATABASE_URL, 2);
  const module = JanitorModule.forRoot({
    nc,
    views,
    logger,
    home: config.LAB_HOME,
    sweepMs: config.LAB_JANITOR_SWEEP_MS,
    floorBytes: config.LAB_JANITOR_DISK_FLOOR_BYTES,
    limits: {
      drafting: config.LAB_JANITOR_DRAFTING_LIMIT_MS,
      sanitizing: config.LAB_JANITOR_SANITIZING_LIMIT_MS,
      queued: config.LAB_JANITOR_QUEUED_LIMIT_MS,
      measuring: config.LAB_JANITOR_MEASURING_LIMIT_MS,
    },
  });
  const app = await NestFactory.createApplicationContext(module, { logger: nestLogger(logger) });
  const sweeper = app.get(Sweeper);
  return {
    readiness: () => sweeper.trouble,
    close: async () => {
      await app.close();
      await views.close();
      await nc.drain();
    },
  };
});
