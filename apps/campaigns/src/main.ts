import 'reflect-metadata';
import { nestLogger, runService } from '@codecsmith/platform';
import { NestFactory } from '@nestjs/core';
import { CampaignManager } from './campaign-manager.ts';
import { CampaignsModule } from './campaigns.module.ts';
import { openParts } from './parts.ts';

await runService('campaigns', async (context) => {
  const parts = await openParts(context);
  const app = await NestFactory.createApplicationContext(CampaignsModule.forRoot(parts), {
    logger: nestLogger(context.logger),
  });
  const manager = app.get(CampaignManager);
  return { close: () => app.close(), readiness: () => manager.trouble };
});
