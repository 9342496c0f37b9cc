import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FileArtifactStore } from '@codecsmith/artifacts';
import { connectBus, ReactorHost } from '@codecsmith/bus';
import { offeredModules } from '@codecsmith/jail';
import { nestLogger, readConfig, runService } from '@codecsmith/platform';
import { SanitizerPool } from '@codecsmith/sanitizer-pool';
import { foundOnce } from './found-once.ts';
import { SanitizerModule } from './sanitizer.module.ts';

await runService('sanitizer', async ({ logger }) => {
  const config = readConfig(['LAB_NATS_URL', 'LAB_NATS_USER', 'LAB_NATS_PASSWORD', 'LAB_ARTIFACTS_DIR']);
  const sanitizer = new SanitizerPool();
  await sanitizer.warmUp();
  const nc = await connectBus({
    url: config.LAB_NATS_URL,
    name: 'sanitizer',
    user: config.LAB_NATS_USER,
    password: config.LAB_NATS_PASSWORD,
  });
  const store = new FileArtifactStore(config.LAB_ARTIFACTS_DIR);
  const app = await NestFactory.createApplicationContext(
    SanitizerModule.forRoot({ nc, log: logger, store, sanitizer, modules: foundOnce(offeredModules) }),
    { logger: nestLogger(logger) },
  );
  const close = async () => {
    await app.close();
    await sanitizer.close();
  };
  return { readiness: () => app.get(ReactorHost).trouble, close };
});
