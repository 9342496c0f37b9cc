import { OnFact, type FactContext, type FactData, type ReactorCommand } from '@codecsmith/bus';
import { Controller } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { anchorCurve } from '../assess/compare-with-anchors.ts';
import { storeCurve } from '../assess/stored-anchors.ts';
import { MeasurementResources } from '../measurement-resources.ts';

/** AnchorRequested → its curve, from the cache where the same encoder has coded the clip before. */
@Controller()
export class MeasureAnchor {
  constructor(private readonly resources: MeasurementResources) {}

  @OnFact('AnchorRequested', { durable: 'metrics-anchor', concurrency: 1 })
  async handle(
    @Payload() { clip, encoder, mode, effort }: FactData<'AnchorRequested'>,
    @Ctx() { signal }: FactContext,
  ): Promise<ReactorCommand> {
    const { store, cache, workFolder, tools } = this.resources;
    const parts = { store, cache, workFolder, tools, signal };
    const { runs, unavailable } = await anchorCurve(clip, { encoder, mode, effort }, parts);
    const [first] = runs;
    if (first === undefined) {
      return { verb: 'record-failed', data: { reason: unavailable ?? 'the curve has no points' } };
    }
    const curve = await storeCurve(clip, runs, store);
    return { verb: 'record-measured', data: { curve, points: runs.length, encoderVersion: first.encoderVersion } };
  }
}
