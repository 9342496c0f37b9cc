import { describeField, type Comparison, type QueryCondition, type QueryField } from '@codecsmith/client';
import { isMetric } from '@codecsmith/quality';
import { metricColumn } from '../tables/measurement.table.ts';
import { BadPageRequest } from './cursor.ts';
import type { RunPlace } from './listed-runs.ts';

/** A condition in SQL, with the values of its parameters; nothing of a query's text is within the SQL. */
export interface SqlCondition {
  readonly sql: string;
  readonly values: Readonly<Record<string, unknown>>;
}

/** Columns of fields that have one value. */
const COLUMNS: Partial<Record<QueryField, string>> = {
  name: 'e.name',
  starred: 'e.starred',
  note: 'e.note',
  score: 'e.score',
  anchor: 'e.scoreAnchor',
  tier: 'e.tierPercent',
  family: 'e.family',
  language: 'e.language',
  outcome: 'e.outcome',
  phase: 'e.phase',
  cause: 'e.causeCode',
  campaign: 'e.campaign',
  source: 'e.source',
  operator: 'e.operator',
  executor: 'e.executor',
  candidate: 'e.candidate',
  id: 'e.id',
  requested: 'e.requestedAt',
  concluded: 'e.concludedAt',
};
/** Columns of fields that have several: one that fits is enough. */
const LISTS: Partial<Record<QueryField, readonly string[]>> = {
  tag: ['e.tags'],
  clip: ['e.clips', 'e.clipDigests'],
  frames: ['e.clipFrames'],
  parent: ['e.parents'],
};

/**
 * A query about rows of the table of experiments, `e`.
 *
 * @throws BadPageRequest where it compares measures of runs and no clip and quality are chosen
 */
export function sqlOfQuery(condition: QueryCondition, place: Partial<RunPlace>): SqlCondition {
  const values: Record<string, unknown> = {};
  const bind = (value: unknown): string => {
    const name = `where${Object.keys(values).length}`;
    values[name] = value;
    return `:${name}`;
  };
  const write = (part: QueryCondition): string => {
    switch (part.kind) {
      case 'and':
      case 'or':
        return `(${part.parts.map(write).join(part.kind === 'and' ? ' AND ' : ' OR ')})`;
      case 'not':
        return `NOT ${write(part.part)}`;
      case 'word': {
        const [within, beginning] = [bind(`%${escaped(part.text)}%`), bind(`${escaped(part.text)}%`)];
        return `COALESCE(e.name ILIKE ${within} OR e.id LIKE ${beginning} OR e.candidate LIKE ${beginning}, false)`;
      }
      case 'is':
        return `COALESCE(${comparison(part, bind, place)}, false)`;
    }
  };
  return { sql: write(condition), values };
}

const escaped = (text: string): string => text.replaceAll(/[\\%_]/g, '\\$&');

type Bind = (value: unknown) => string;

function comparison(part: Comparison, bind: Bind, place: Partial<RunPlace>): string {
  const { field } = part;
  const lists = LISTS[field];
  if (lists !== undefined) return comparisonOfList(part, lists, bind);
  const column = COLUMNS[field];
  return column === undefined ? comparisonOfRun(part, bind, place) : compare(column, part, bind);
}

function compare(column: string, { operator, value }: Comparison, bind: Bind): string {
  if (operator === '~') return `${column} ILIKE ${bind(`%${escaped(String(value))}%`)}`;
  // What is absent is different from every value.
  if (operator === '!=') return `${column} IS DISTINCT FROM ${bind(value)}`;
  return `${column} ${operator} ${bind(value)}`;
}

function comparisonOfList(part: Comparison, columns: readonly string[], bind: Bind): string {
  const { operator, value } = part;
  if (operator === '!=') return `NOT (${comparisonOfList({ ...part, operator: '=' }, columns, bind)})`;
  if (operator === '=' && typeof value === 'string') {
    const bound = bind(value);
    return columns.map((column) => `${column} @> ARRAY[${bound}]::text[]`).join(' OR ');
  }
  return columns
    .map((column) => `EXISTS (SELECT 1 FROM unnest(${column}) one WHERE ${compare('one', part, bind)})`)
    .join(' OR ');
}

function comparisonOfRun(part: Comparison, bind: Bind, { clip, quality }: Partial<RunPlace>): string {
  const { field } = part;
  if (describeField(field).ofRun !== true) throw new Error(`${field} has no column`);
  if (clip === undefined || quality === undefined) {
    throw new BadPageRequest('where', `where: "${field}" needs a clip and a quality: runs at others do not compare`);
  }
  const at = `r.experiment_id = e.id AND r.clip = ${bind(clip)} AND r.quality = ${bind(quality)}`;
  return `EXISTS (SELECT 1 FROM measurements r WHERE ${at} AND ${compare(runColumn(field), part, bind)})`;
}

const TIMES: Partial<Record<QueryField, string>> = { encodeMs: 'r.encode_ms', decodeMs: 'r.decode_ms' };

const runColumn = (field: QueryField): string =>
  isMetric(field) ? metricColumn(field, 'r') : (TIMES[field] ?? 'r.kbps');
