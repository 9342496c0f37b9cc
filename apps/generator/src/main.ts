import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FileArtifactStore } from '@codecsmith/artifacts';
import { connectBus, ReactorHost } from '@codecsmith/bus';
import { nestLogger, readConfig, runService } from '@codecsmith/platform';
import { GeneratorModule } from './generator.module.ts';
import { SubmitProvider } from './providers/submit.provider.ts';
import { TemplateProvider } from './providers/template.provider.ts';

await runService('generator', async ({ logger }) => {
  const config = readConfig(['LAB_NATS_URL', 'LAB_NATS_USER', 'LAB_NATS_PASSWORD', 'LAB_ARTIFACTS_DIR']);
  const nc = await connectBus({
    url: config.LAB_NATS_URL,
    name: 'generator',
    user: config.LAB_NATS_USER,
    password: config.LAB_NATS_PASSWORD,
  });
  const store = new FileArtifactStore(config.LAB_ARTIFACTS_DIR);
  const providers = [new SubmitProvider(), new TemplateProvider(store)];
  const app = await NestFactory.createApplicationContext(GeneratorModule.forRoot({ nc, log: logger, providers }), {
    logger: nestLogger(logger),
  });
  return { readiness: () => app.get(ReactorHost).trouble, close: () => app.close() };
});
