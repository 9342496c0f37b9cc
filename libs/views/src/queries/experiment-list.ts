import type { ExperimentSummary, ListedRun, Page, QueryCondition, SortKey } from '@codecsmith/client';
import type { Outcome, Phase } from '@codecsmith/experiment';
import { isMetric } from '@codecsmith/quality';
import type { EntityManager, SelectQueryBuilder } from 'typeorm';
import { experimentTable, type ExperimentRow } from '../tables/experiment.table.ts';
import { measurementTable, metricColumn } from '../tables/measurement.table.ts';
import { BadPageRequest, readCursor, readLimit } from './cursor.ts';
import { sqlOfQuery } from './query-sql.ts';
import { runsOfExperiments, type RunPlace } from './listed-runs.ts';

export interface ExperimentFilter {
  readonly phase?: Phase | undefined;
  readonly outcome?: Outcome | undefined;
  readonly campaign?: string | undefined;
  /** Code of the failure. */
  readonly cause?: string | undefined;
  /** Beginning of the experiment's id or of the candidate's digest. */
  readonly search?: string | undefined;
  /** A condition in words, as `parseQuery` of the client reads it. */
  readonly condition?: QueryCondition | undefined;
}

export interface PageRequest {
  readonly cursor?: string | undefined;
  readonly limit?: number | undefined;
}

export interface ListOrder {
  /** `requestedAt` when left out. Experiments without the measure are left out of a list sorted by it. */
  readonly sort?: SortKey | undefined;
  /** `desc` when left out. */
  readonly order?: 'asc' | 'desc' | undefined;
}

interface Mark {
  readonly value: number;
  readonly id: string;
}

/** Experiments with one run each; every order walks an index, pages begin after the last seen row. */
export async function listExperiments(
  manager: EntityManager,
  filter: ExperimentFilter,
  page: PageRequest,
  { sort = 'requestedAt', order = 'desc' }: ListOrder = {},
  place: Partial<RunPlace> = {},
): Promise<Page<ExperimentSummary>> {
  const limit = readLimit(page.limit);
  const query = filtered(manager.createQueryBuilder(experimentTable, 'e'), filter).limit(limit + 1);
  if (filter.condition !== undefined) {
    const { sql, values } = sqlOfQuery(filter.condition, place);
    query.andWhere(sql, values);
  }
  if (sort === 'requestedAt') byTime(query, order, readCursor(page.cursor));
  else byMeasure(query, { sort, order }, readMark(page.cursor), place);
  const found = await query.getMany();
  const rows = found.slice(0, limit);
  const runs = await runsOfExperiments(manager, rows, place);
  const items = rows.map((row) => summaryOf(row, runs.get(row.id) ?? null));
  return { items, next: found.length > limit ? cursorOf(items.at(-1), sort) : null };
}

function summaryOf(
  { id, version, requestName: _requestName, ...row }: ExperimentRow,
  run: ListedRun | null,
): ExperimentSummary {
  return {
    experimentId: id,
    ...row,
    phaseSince: row.phaseSince.toISOString(),
    requestedAt: row.requestedAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    concludedAt: row.concludedAt?.toISOString() ?? null,
    facts: version,
    run,
  };
}

type Query = SelectQueryBuilder<ExperimentRow>;

function filtered(query: Query, { phase, outcome, campaign, cause, search }: ExperimentFilter): Query {
  if (phase !== undefined) query.andWhere('e.phase = :phase', { phase });
  if (outcome !== undefined) query.andWhere('e.outcome = :outcome', { outcome });
  if (campaign !== undefined) query.andWhere('e.campaign = :campaign', { campaign });
  if (cause !== undefined) query.andWhere('e.causeCode = :cause', { cause });
  if (search === undefined) return query;
  const prefix = `${search.replaceAll(/[\\%_]/g, '\\$&')}%`;
  return query.andWhere('(e.id LIKE :prefix OR e.candidate LIKE :prefix)', { prefix });
}

const DIRECTIONS = { asc: { order: 'ASC', after: '>' }, desc: { order: 'DESC', after: '<' } } as const;

function byTime(query: Query, order: 'asc' | 'desc', after: number | undefined): void {
  const direction = DIRECTIONS[order];
  query.orderBy('e.firstPosition', direction.order);
  if (after !== undefined) query.andWhere(`e.firstPosition ${direction.after} :after`, { after });
}

function byMeasure(
  query: Query,
  { sort, order }: { sort: Exclude<SortKey, 'requestedAt'>; order: 'asc' | 'desc' },
  mark: Mark | undefined,
  place: Partial<RunPlace>,
): void {
  const direction = DIRECTIONS[order];
  const [value, id] = sort === 'score' ? ['e.score', 'e.id'] : [runColumn(sort), 'm.experimentId'];
  if (sort !== 'score') {
    if (place.clip === undefined || place.quality === undefined) {
      throw new BadPageRequest('sort', `sort: "${sort}" needs a clip and a quality: runs at others do not compare`);
    }
    const at = 'm.experimentId = e.id AND m.clip = :clip AND m.quality = :quality';
    query.innerJoin(measurementTable.options.name, 'm', at, place);
  }
  query.andWhere(`${value} IS NOT NULL`).orderBy(value, direction.order).addOrderBy(id, direction.order);
  if (mark !== undefined) query.andWhere(`(${value}, ${id}) ${direction.after} (:value, :id)`, { ...mark });
}

const runColumn = (sort: Exclude<SortKey, 'requestedAt' | 'score'>): string =>
  isMetric(sort) ? metricColumn(sort, 'm') : `m.${sort}`;

/** In a sorted list a cursor is `<value>@<experiment>`. */
function readMark(cursor: string | undefined): Mark | undefined {
  if (cursor === undefined) return undefined;
  const [, value = '', id = ''] = /^(-?\d[\d.e+-]*)@([\w-]{1,100})$/.exec(cursor) ?? [];
  if (id !== '' && Number.isFinite(Number(value))) return { value: Number(value), id };
  throw new BadPageRequest('cursor', `cursor: ${JSON.stringify(cursor)} is not one of ours`);
}

function cursorOf(row: ExperimentSummary | undefined, sort: SortKey): string {
  if (row === undefined) throw new Error('a page that goes on has a last row');
  if (sort === 'requestedAt') return String(row.firstPosition);
  return `${String(sort === 'score' ? row.score : row.run?.[sort])}@${row.experimentId}`;
}
