import type { Fact, LabClient } from '@codecsmith/client';
import { anchorFacts, type anchorEffort, type anchorEncoder, type anchorMode } from '@codecsmith/experiment';
import { printNote } from '../output/print.ts';
import { readAnchorPoints, type AnchorPoints } from '../reports/load-measured.ts';

/** One encoder in one mode with one effort on one clip. */
export interface WhichCurve {
  /** Digest of the clip. */
  readonly clip: string;
  readonly encoder: (typeof anchorEncoder.options)[number];
  readonly mode: (typeof anchorMode.options)[number];
  readonly effort: (typeof anchorEffort.options)[number];
}

export interface MeasuredCurve extends WhichCurve {
  readonly encoderVersion: string | null;
  readonly points: AnchorPoints;
  /** Why there are none. */
  readonly reason: string | null;
}

/** Lets the lab measure a curve; what the same encoder has coded before comes from its cache. */
export async function measureCurve(client: LabClient, request: WhichCurve): Promise<MeasuredCurve> {
  const { aggregateId, position } = await client.measureAnchor(request);
  printNote(aggregateId);
  const fact = await ending(client, aggregateId, position);
  if (fact.type === 'AnchorFailed') {
    const { reason } = anchorFacts.AnchorFailed.parse(fact.data);
    return { ...request, encoderVersion: null, points: [], reason };
  }
  const { curve, encoderVersion } = anchorFacts.AnchorMeasured.parse(fact.data);
  return { ...request, encoderVersion, points: await readAnchorPoints(client, curve), reason: null };
}

async function ending(client: LabClient, aggregateId: string, position: number): Promise<Fact> {
  for await (const fact of client.followFacts({ after: position - 1 })) {
    if (fact.aggregateId === aggregateId && ['AnchorMeasured', 'AnchorFailed'].includes(fact.type)) return fact;
  }
  throw new Error(`the lab ended before ${aggregateId} was measured`);
}
