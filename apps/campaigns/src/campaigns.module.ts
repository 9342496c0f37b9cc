import { Module, type DynamicModule } from '@nestjs/common';
import { CampaignManager } from './campaign-manager.ts';
import { PARTS, type Parts } from './parts.ts';

/** The process of the campaigns: one manager on one connection. */
@Module({})
export class CampaignsModule {
  static forRoot(parts: Parts): DynamicModule {
    return { module: CampaignsModule, providers: [{ provide: PARTS, useValue: parts }, CampaignManager] };
  }
}
