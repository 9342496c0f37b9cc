import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { nestLogger, runService } from '@codecsmith/platform';
import { LedgerModule } from './ledger.module.ts';
import { Health } from './health.ts';
import { openParts } from './open-parts.ts';

await runService('ledger', async (context) => {
  const parts = await openParts(context);
  const app = await NestFactory.createApplicationContext(LedgerModule.forRoot(parts), {
    logger: nestLogger(context.logger),
  });
  const health = app.get(Health);
  return { close: () => app.close(), readiness: () => health.trouble };
});
