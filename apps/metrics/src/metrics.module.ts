import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileArtifactStore } from '@codecsmith/artifacts';
import { FileAnchorCache } from '@codecsmith/media';
import { labLayout, readConfig } from '@codecsmith/platform';
import { Module } from '@nestjs/common';
import { MeasureAnchor } from './anchor/measure-anchor.reactor.ts';
import { MeasurementResources } from './measurement-resources.ts';
import { MeasureCandidate } from './measure-candidate.reactor.ts';
import { VerifyCandidate } from './verify/verify-candidate.reactor.ts';

async function openResources(): Promise<MeasurementResources> {
  const config = readConfig(['LAB_HOME', 'LAB_ARTIFACTS_DIR', 'LAB_MEDIA_FFMPEG']);
  return new MeasurementResources(
    new FileArtifactStore(config.LAB_ARTIFACTS_DIR),
    new FileAnchorCache(join(config.LAB_HOME, 'anchors')),
    await mkdtemp(join(tmpdir(), 'codecsmith-metrics-')),
    { ffmpeg: config.LAB_MEDIA_FFMPEG, vmaf: labLayout(config.LAB_HOME).vmaf },
  );
}

/** The service that turns executed candidates into numbers. */
@Module({
  controllers: [MeasureCandidate, VerifyCandidate, MeasureAnchor],
  providers: [{ provide: MeasurementResources, useFactory: openResources }],
})
export class MetricsModule {}
