import { FileArtifactStore } from '@codecsmith/artifacts';
import { closedAtShutdown, FactReader } from '@codecsmith/bus';
import { readConfig } from '@codecsmith/platform';
import { SanitizerPool } from '@codecsmith/sanitizer-pool';
import { Module } from '@nestjs/common';
import { DraftCandidate, PROVIDERS } from './draft-candidate.reactor.ts';
import { CampaignFacts } from './facts/campaign-facts.ts';
import { openProviders } from './providers/open-providers.ts';

/** The service that turns a request into a candidate. */
@Module({
  controllers: [DraftCandidate],
  providers: [
    {
      provide: FileArtifactStore,
      useFactory: () => new FileArtifactStore(readConfig(['LAB_ARTIFACTS_DIR']).LAB_ARTIFACTS_DIR),
    },
    CampaignFacts,
    // Its threads start with the first draft of a model: most labs never need them.
    { provide: SanitizerPool, useFactory: () => closedAtShutdown(new SanitizerPool()) },
    {
      provide: PROVIDERS,
      inject: [FileArtifactStore, CampaignFacts, FactReader, SanitizerPool],
      useFactory: (store: FileArtifactStore, facts: CampaignFacts, log: FactReader, sanitizer: SanitizerPool) =>
        openProviders({ store, facts, log, sanitizer }),
    },
  ],
})
export class GeneratorModule {}
