import type { ExperimentDocument, Fact, LabClient } from '@codecsmith/client';
import {
  anchorCurvePoints,
  experimentFacts,
  type AnchorCurvePoints,
  type ExperimentFactData,
  type ExperimentFactType,
} from '@codecsmith/experiment';
import { z } from 'zod';
import { CommandError, EXIT } from '../exit-code.ts';

/** Points of one anchor's curve, in the order they were coded. */
export type AnchorPoints = Readonly<AnchorCurvePoints>;

const frame = z.looseObject({ bytes: z.int().nullable(), psnr_y: z.number().nullable() });

export interface LoadedAnchor {
  /** Digest of the clip. */
  readonly clip: string;
  readonly anchor: string;
  readonly mode: string;
  readonly points: AnchorPoints;
}

type Data<Type extends ExperimentFactType> = ExperimentFactData<Type>;

/** A completed experiment with everything that its numbers came from, as far as reports show it. */
export interface MeasuredExperiment {
  readonly id: string;
  readonly document: ExperimentDocument;
  readonly requested: Data<'ExperimentRequested'>;
  readonly started: Data<'ExecutionStarted'>;
  readonly cleared: Data<'CandidateCleared'>;
  readonly executed: Data<'CandidateExecuted'>;
  readonly measured: Data<'CandidateMeasured'>;
  readonly anchors: readonly LoadedAnchor[];
  /** Per-frame series by the digest of their artifact. */
  readonly series: ReadonlyMap<string, readonly z.infer<typeof frame>[]>;
}

/** @throws LabProblem (404) when there is no such experiment; CommandError when it has no numbers */
export async function loadMeasured(client: LabClient, id: string): Promise<MeasuredExperiment> {
  const facts = await client.experimentFacts(id);
  const data = <Type extends ExperimentFactType>(type: Type) => dataOf(facts, type, id);
  const measured = data('CandidateMeasured');
  return {
    id,
    document: await client.experiment(id),
    ...{ requested: data('ExperimentRequested'), started: data('ExecutionStarted'), measured },
    cleared: data('CandidateCleared'),
    executed: data('CandidateExecuted'),
    anchors: await loadAnchors(client, measured),
    series: await loadSeries(client, measured),
  };
}

function dataOf<Type extends ExperimentFactType>(facts: readonly Fact[], type: Type, id: string): Data<Type> {
  const fact = facts.findLast((each) => each.type === type);
  if (fact !== undefined) return experimentFacts[type].parse(fact.data) as Data<Type>;
  throw new CommandError(EXIT.failed, `${id} has no numbers: its history holds no ${type}`, { field: 'ID' });
}

async function loadAnchors(client: LabClient, measured: Data<'CandidateMeasured'>): Promise<LoadedAnchor[]> {
  const loaded: LoadedAnchor[] = [];
  for (const { curve, ...about } of measured.anchors ?? []) {
    loaded.push({ ...about, points: await readAnchorPoints(client, curve) });
  }
  return loaded;
}

/** The points that are stored under this digest. */
export const readAnchorPoints = async (client: LabClient, curve: string): Promise<AnchorPoints> =>
  anchorCurvePoints.parse(await readJson(client, curve));

async function loadSeries(
  client: LabClient,
  measured: Data<'CandidateMeasured'>,
): Promise<MeasuredExperiment['series']> {
  const series = new Map<string, z.infer<typeof frame>[]>();
  for (const { perFrame } of measured.measurements) {
    if (!series.has(perFrame)) series.set(perFrame, z.array(frame).parse(await readJson(client, perFrame)));
  }
  return series;
}

const readJson = async (client: LabClient, digest: string): Promise<unknown> =>
  JSON.parse(new TextDecoder().decode(await client.artifact(digest)));
