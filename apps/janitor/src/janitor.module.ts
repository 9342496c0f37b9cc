import { closedAtShutdown, ServiceHealth } from '@codecsmith/bus';
import { readConfig } from '@codecsmith/platform';
import { LabViews } from '@codecsmith/views';
import { Module } from '@nestjs/common';
import { DiskWatch } from './disk/disk-watch.ts';
import { ArtifactSweep } from './growth/artifact-sweep.ts';
import { UsageWatch } from './growth/usage-watch.ts';
import { JanitorSettings } from './janitor-settings.ts';
import { LegacyCatcher } from './quarantine/legacy-catcher.ts';
import { QuarantineWatch } from './quarantine/quarantine-watch.ts';
import { DurableWatch } from './sweep/durable-watch.ts';
import { Sweeper } from './sweep/sweeper.ts';

const CONNECTIONS = 2;

/** The service that ends what nobody ends: lost attempts, overdue phases. */
@Module({
  controllers: [LegacyCatcher],
  providers: [
    { provide: JanitorSettings, useFactory: () => JanitorSettings.read() },
    {
      provide: LabViews,
      useFactory: async () =>
        closedAtShutdown(await LabViews.open(readConfig(['LAB_API_DATABASE_URL']).LAB_API_DATABASE_URL, CONNECTIONS)),
    },
    DiskWatch,
    ArtifactSweep,
    UsageWatch,
    QuarantineWatch,
    DurableWatch,
    Sweeper,
    { provide: ServiceHealth, useExisting: Sweeper },
  ],
  exports: [ServiceHealth],
})
export class JanitorModule {}
