import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FileArtifactStore } from '@codecsmith/artifacts';
import { connectBus, ReactorHost } from '@codecsmith/bus';
import { nestLogger, readConfig, runService } from '@codecsmith/platform';
import { SanitizerPool } from '@codecsmith/sanitizer-pool';
import { FactReader } from './facts/fact-reader.ts';
import { GeneratorModule } from './generator.module.ts';
import { openProviders } from './providers/open-providers.ts';

await runService('generator', async ({ logger }) => {
  const config = readConfig(['LAB_NATS_URL', 'LAB_NATS_USER', 'LAB_NATS_PASSWORD', 'LAB_ARTIFACTS_DIR']);
  const nc = await connectBus({
    url: config.LAB_NATS_URL,
    name: 'generator',
    user: config.LAB_NATS_USER,
    password: config.LAB_NATS_PASSWORD,
  });
  const store = new FileArtifactStore(config.LAB_ARTIFACTS_DIR);
  const facts = await FactReader.open(nc);
  // Its threads start with the first draft of a model: most labs never need them.
  const sanitizer = new SanitizerPool();
  const providers = await openProviders({ store, facts, sanitizer });
  const app = await NestFactory.createApplicationContext(GeneratorModule.forRoot({ nc, log: logger, providers }), {
    logger: nestLogger(logger),
  });
  const close = async () => {
    await app.close();
    await sanitizer.close();
  };
  return { readiness: () => app.get(ReactorHost).trouble, close };
});
