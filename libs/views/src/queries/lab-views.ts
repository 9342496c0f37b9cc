import type { CandidateCurve, ExperimentSummary, LegacyExperiment, Page, Progress } from '@codecsmith/client';
import { legacyFacts, type Clip, type Phase } from '@codecsmith/experiment';
import {
  factTexts,
  headOf,
  historiesBetween,
  historyOf,
  legacyFactsAfter,
  livingLeases,
  positionsOf,
  queryOf,
  type FactText,
  type Head,
  type LivingLease,
  type Query,
} from '@codecsmith/ledger';
import type { Fact } from '@codecsmith/kernel';
import { DataSource } from 'typeorm';
import { trimmableExperiments } from '../artifacts/trimmable.ts';
import { clipTable, type ClipRow } from '../tables/clip.table.ts';
import { experimentTable, type ExperimentRow } from '../tables/experiment.table.ts';
import { measurementTable } from '../tables/measurement.table.ts';
import { listCampaigns, partsOfCampaign, sealOpenings, type ListedCampaign } from './campaigns.ts';
import { curvesOnClip, type CurveFilter } from './clip-curves.ts';
import { listExperiments, type ExperimentFilter, type ListOrder, type PageRequest } from './experiment-list.ts';
import { labStatus, type StoredStatus, type StuckLimits } from './lab-status.ts';
import type { RunPlace } from './listed-runs.ts';
import { progressOf } from './progress.ts';

/** More experiments than any lab has under way. */
const MOST_OPEN = 10_000;

/** An experiment that has not ended, in its phase. */
export interface OpenPhase extends Pick<ExperimentRow, 'id' | 'phaseVersion' | 'lane'> {
  readonly phase: Phase;
  /** Of the fact that opened the phase. */
  readonly position: number;
}

/** What services read, with the role `lab_reader`: facts, views and leases, nothing else. */
export class LabViews {
  private readonly query: Query;

  private constructor(private readonly source: DataSource) {
    this.query = queryOf(source);
  }

  /** @param url `postgres://lab_reader:password@host:port/database` */
  static async open(url: string, connections = 4): Promise<LabViews> {
    const source = new DataSource({
      type: 'postgres',
      url,
      applicationName: 'codecsmith-views',
      entities: [experimentTable, clipTable, measurementTable],
      poolSize: connections,
    });
    return new LabViews(await source.initialize());
  }

  /** Newest first unless ordered otherwise, each with one of its runs. */
  experiments(
    filter: ExperimentFilter = {},
    page: PageRequest = {},
    order: ListOrder = {},
    place: Partial<RunPlace> = {},
  ): Promise<Page<ExperimentSummary>> {
    return listExperiments(this.source.manager, filter, page, order, place);
  }

  /** Rate-distortion curves on one clip, best score first. */
  curves(filter: CurveFilter): Promise<CandidateCurve[]> {
    return curvesOnClip(this.source.manager, filter);
  }

  /** Best so far, throughput and causes of failures: of all experiments, or of one campaign's. */
  progress(campaign?: string): Promise<Progress> {
    return progressOf(this.source.manager, campaign);
  }

  async experiment(id: string): Promise<ExperimentRow | undefined> {
    return (await this.source.manager.findOneBy(experimentTable, { id })) ?? undefined;
  }

  /** Experiments that have not ended, those first that are longest in their phase. */
  open(limit = 1000): Promise<ExperimentRow[]> {
    return this.source.manager
      .createQueryBuilder(experimentTable, 'experiment')
      .where(`experiment.phase <> 'concluded'`)
      .orderBy('experiment.phaseSince')
      .limit(limit)
      .getMany();
  }

  /** Experiments that have not ended, with the position of the fact that opened their phase. */
  async openPhases(): Promise<OpenPhase[]> {
    const rows = await this.open(MOST_OPEN);
    const places = rows.map(({ id, phaseVersion }) => ({ aggregateId: id, version: phaseVersion }));
    const positions = await positionsOf(this.query, places);
    return rows.map(({ id, phase, phaseVersion, lane }) => {
      return { id, phase, phaseVersion, lane, position: positions.get(id) ?? Infinity };
    });
  }

  /** Leases that have not ended. */
  leases(): Promise<LivingLease[]> {
    return livingLeases(this.query);
  }

  /** By name. */
  async clips(): Promise<Clip[]> {
    return (await this.source.manager.find(clipTable, { order: { name: 'ASC' } })).map(clipOf);
  }

  /** By digest or name. */
  async clip(reference: string): Promise<Clip | undefined> {
    const row = await this.source.manager.findOneBy(clipTable, [{ digest: reference }, { name: reference }]);
    return row === null ? undefined : clipOf(row);
  }

  /** All facts of an aggregate, in order; empty when there is none. */
  facts(aggregateId: string): Promise<Fact[]> {
    return historyOf(this.query, aggregateId);
  }

  /** Facts as texts, of the whole log or of one aggregate. */
  factTexts(range: Parameters<typeof factTexts>[1]): Promise<FactText[]> {
    return factTexts(this.query, range);
  }

  /** Records of the earlier system behind a position of the log. */
  async legacy(page: { after: number; limit: number }): Promise<LegacyExperiment[]> {
    return (await legacyFactsAfter(this.query, page)).map(({ aggregateId: id, position, occurredAt, data }) => ({
      ...legacyFacts.LegacyExperimentImported.parse(data),
      ...{ id, position, importedAt: occurredAt },
    }));
  }

  /** Completed experiments whose reconstructions may be deleted. */
  trimmable(unchangedSince: Date): Promise<string[]> {
    return trimmableExperiments(this.query, unchangedSince);
  }

  /** Campaigns, newest first; `before` is the first position of the last one seen. */
  campaigns(page: { before?: number | undefined; limit: number }): Promise<ListedCampaign[]> {
    return listCampaigns(this.source.manager, page);
  }

  async campaign(id: string): Promise<ListedCampaign | undefined> {
    return (await listCampaigns(this.source.manager, { id, limit: 1 }))[0];
  }

  /** How often each sealed clip, by digest, was shown to the champion of a campaign. */
  sealOpenings(): Promise<ReadonlyMap<string, number>> {
    return sealOpenings(this.source.manager);
  }

  /** Facts of a campaign and of its experiments behind a position and up to another, in the order of the log. */
  async campaignFacts(id: string, range: { after: number; last: number }): Promise<Fact[]> {
    return historiesBetween(this.query, await partsOfCampaign(this.source.manager, id), range);
  }

  head(): Promise<Head> {
    return headOf(this.query);
  }

  /** First position of the oldest experiment that has not ended; one past the end of the log when all have. */
  async oldestOpenPosition(): Promise<number> {
    const [row] = await this.query<{ position: string | null }>(
      `SELECT min(first_position) AS position FROM experiments WHERE phase <> 'concluded'`,
    );
    return row?.position == null ? (await this.head()).position + 1 : Number(row.position);
  }

  /** What the database takes on the disk of its server. */
  async databaseBytes(): Promise<number> {
    const [row] = await this.query<{ bytes: string }>('SELECT pg_database_size(current_database()) AS bytes');
    return Number(row?.bytes ?? 0);
  }

  status(limits: StuckLimits): Promise<StoredStatus> {
    return labStatus(this.source, limits);
  }

  close(): Promise<void> {
    return this.source.destroy();
  }
}

const clipOf = ({ fpsNum, fpsDen, addedAt: _addedAt, position: _position, ...row }: ClipRow): Clip => ({
  ...row,
  ...{
    variantOf: row.variantOf ?? undefined,
    source: row.source ?? undefined,
    assumptions: row.assumptions ?? undefined,
  },
  pixelFormat: row.pixelFormat as Clip['pixelFormat'],
  fps: { num: fpsNum, den: fpsDen },
});
