import { FileArtifactStore } from '@codecsmith/artifacts';
import { ServiceHealth } from '@codecsmith/bus';
import { readConfig } from '@codecsmith/platform';
import { Module } from '@nestjs/common';
import { CampaignManager } from './campaign-manager.ts';

/** The process of the campaigns: one manager of all of them. */
@Module({
  providers: [
    {
      provide: FileArtifactStore,
      useFactory: () => new FileArtifactStore(readConfig(['LAB_ARTIFACTS_DIR']).LAB_ARTIFACTS_DIR),
    },
    CampaignManager,
    { provide: ServiceHealth, useExisting: CampaignManager },
  ],
  exports: [ServiceHealth],
})
export class CampaignsModule {}
