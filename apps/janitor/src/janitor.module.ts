import { Module, type DynamicModule } from '@nestjs/common';
import { DiskWatch, type DiskWatchParts } from './disk/disk-watch.ts';
import { PARTS } from './parts.token.ts';
import { LegacyCatcher } from './quarantine/legacy-catcher.ts';
import { QuarantineWatch, type QuarantineWatchParts } from './quarantine/quarantine-watch.ts';
import { DurableWatch, type DurableWatchParts } from './sweep/durable-watch.ts';
import { Sweeper, type SweeperParts } from './sweep/sweeper.ts';

export type JanitorParts = SweeperParts & DurableWatchParts & DiskWatchParts & QuarantineWatchParts;

@Module({})
export class JanitorModule {
  static forRoot(parts: JanitorParts): DynamicModule {
    return {
      module: JanitorModule,
      providers: [
        { provide: PARTS, useValue: parts },
        DiskWatch,
        QuarantineWatch,
        LegacyCatcher,
        DurableWatch,
        Sweeper,
      ],
    };
  }
}
