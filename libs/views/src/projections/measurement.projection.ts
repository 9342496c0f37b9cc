import { experimentFacts } from '@codecsmith/experiment';
import type { Fact } from '@codecsmith/kernel';
import type { MeasurementRow } from '../tables/measurement.table.ts';

/** The rows that a measurement makes; pure. Wall times stand in another fact, `costs` gives them by clip and quality. */
export function measurementRowsOf(fact: Fact, costs: RunCosts): MeasurementRow[] {
  if (fact.type !== 'CandidateMeasured') return [];
  return experimentFacts.CandidateMeasured.parse(fact.data).measurements.map((run) => {
    const cost = costs.get(`${run.clip} ${run.quality}`);
    if (cost === undefined) throw new Error(`${fact.aggregateId}: ${run.clip} at ${run.quality} was never run`);
    return {
      experimentId: fact.aggregateId,
      clip: run.clip,
      quality: run.quality,
      bytes: run.bytes,
      kbps: run.kbps,
      bpp: run.bpp,
      metrics: run.metrics,
      lossless: run.lossless,
      ...cost,
      position: fact.position,
    };
  });
}

/** Wall times by `<clip digest> <quality>`. */
export type RunCosts = ReadonlyMap<string, Pick<MeasurementRow, 'encodeMs' | 'decodeMs'>>;

/** Wall times of the runs of an execution; empty for any other fact. */
export function runCostsOf(fact: Fact): RunCosts {
  if (fact.type !== 'CandidateExecuted') return new Map();
  const { runs } = experimentFacts.CandidateExecuted.parse(fact.data);
  return new Map(
    runs.map(({ clip, quality, encode, decode }) => [
      `${clip} ${quality}`,
      { encodeMs: encode.wallMs, decodeMs: decode.wallMs },
    ]),
  );
}
