import { FileArtifactStore } from '@codecsmith/artifacts';
import { closedAtShutdown } from '@codecsmith/bus';
import { offeredModules } from '@codecsmith/jail';
import { readConfig } from '@codecsmith/platform';
import { SanitizerPool } from '@codecsmith/sanitizer-pool';
import { Module } from '@nestjs/common';
import { foundOnce } from './found-once.ts';
import { OFFERED_MODULES, SanitizeCandidate } from './sanitize-candidate.reactor.ts';

async function openPool(): Promise<SanitizerPool> {
  const pool = new SanitizerPool();
  await pool.warmUp();
  return closedAtShutdown(pool);
}

/** The service that reads candidates before anything runs them. */
@Module({
  controllers: [SanitizeCandidate],
  providers: [
    {
      provide: FileArtifactStore,
      useFactory: () => new FileArtifactStore(readConfig(['LAB_ARTIFACTS_DIR']).LAB_ARTIFACTS_DIR),
    },
    { provide: SanitizerPool, useFactory: openPool },
    {
      provide: OFFERED_MODULES,
      useFactory: () => foundOnce(() => offeredModules(readConfig(['LAB_JAIL_PYTHON']).LAB_JAIL_PYTHON)),
    },
  ],
})
export class SanitizerModule {}
