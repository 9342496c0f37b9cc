import { z } from 'zod';
import type { LegacyRecord } from './legacy.ts';

/** A line of an export that is no record. */
export class UnreadableRecord extends Error {
  override readonly name = 'UnreadableRecord';
}

const ID_FIELDS = ['experiment_id', 'experimentId', 'job_id', 'jobId', 'id'] as const;
const STATUS_FIELDS = ['status', 'state', 'job_status'] as const;
const TIME_FIELDS = ['started_at', 'created_at', 'timestamp', 'startedAt', 'createdAt'] as const;
/** What the two workers wrote before they began; whatever still says so was never finished. */
const UNFINISHED = ['running', 'in_progress'];

const plainObject = z.record(z.string(), z.unknown());

/**
 * Reads one line of an export: a record as plain JSON, or as DynamoDB writes it (`{"Item": {"id": {"S": "…"}}}`).
 *
 * @throws UnreadableRecord naming the field
 */
export function readLegacyRecord(line: string): Omit<LegacyRecord, 'placeholders'> {
  const record = plainRecord(line);
  const legacyId = firstOf(record, ID_FIELDS);
  if (legacyId === null) throw new UnreadableRecord(`it has no id: one of ${ID_FIELDS.join(', ')} is needed`);
  const status = firstOf(record, STATUS_FIELDS);
  const stuck = status !== null && UNFINISHED.includes(status.toLowerCase());
  return {
    legacyId,
    shape: shapeOf(legacyId),
    status,
    stuck,
    cause: stuck ? `closed at import: the record still said "${status}"` : null,
    startedAt: firstOf(record, TIME_FIELDS),
    figures: Object.fromEntries(figuresOf(record)),
    record,
  };
}

function plainRecord(line: string): Record<string, unknown> {
  const parsed = plainObject.safeParse(jsonOf(line));
  if (!parsed.success) throw new UnreadableRecord('it is no JSON object');
  const item = plainObject.safeParse(parsed.data['Item']);
  const record = item.success ? item.data : parsed.data;
  return isTyped(record) ? (untyped({ M: record }) as Record<string, unknown>) : record;
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw new UnreadableRecord(`it is no JSON: ${(error as Error).message}`);
  }
}

const TYPES = ['S', 'N', 'BOOL', 'NULL', 'M', 'L', 'SS', 'NS', 'B', 'BS'];

/** Whether every value is one of DynamoDB's: an object with its type as the only key. */
function isTyped(record: Readonly<Record<string, unknown>>): boolean {
  const values = Object.values(record);
  return values.length > 0 && values.every((value) => typeOf(value) !== undefined);
}

function typeOf(value: unknown): string | undefined {
  const keys = typeof value === 'object' && value !== null ? Object.keys(value) : [];
  return keys.length === 1 && TYPES.includes(keys[0] ?? '') ? keys[0] : undefined;
}

function untyped(value: unknown): unknown {
  const type = typeOf(value);
  if (type === undefined) throw new UnreadableRecord(`${JSON.stringify(value)} is no value of DynamoDB`);
  const inner = (value as Record<string, unknown>)[type];
  switch (type) {
    case 'N':
      return numberOf(inner);
    case 'NULL':
      return null;
    case 'M':
      return Object.fromEntries(Object.entries(plainObject.parse(inner)).map(([key, each]) => [key, untyped(each)]));
    case 'L':
      return z.array(z.unknown()).parse(inner).map(untyped);
    case 'NS':
      return z.array(z.unknown()).parse(inner).map(numberOf);
    default:
      return inner;
  }
}

function numberOf(digits: unknown): number {
  const number = typeof digits === 'string' && digits.trim() !== '' ? Number(digits) : NaN;
  if (Number.isFinite(number)) return number;
  throw new UnreadableRecord(`N: ${JSON.stringify(digits)} is no number`);
}

function firstOf(record: Readonly<Record<string, unknown>>, fields: readonly string[]): string | null {
  for (const field of fields) {
    const value = record[field];
    if (typeof value === 'string' && value !== '') return value;
    if (typeof value === 'number') return String(value);
  }
  return null;
}

function shapeOf(legacyId: string): LegacyRecord['shape'] {
  if (legacyId.startsWith('proc_exp')) return 'process';
  return legacyId.startsWith('gpu_exp') ? 'gpu' : 'unknown';
}

/** Every number, by its path; texts that are numbers count too, since plain exports write decimals as text. */
function figuresOf(value: unknown, path = ''): [string, number][] {
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).flatMap(([key, inner]) => figuresOf(inner, path === '' ? key : `${path}.${key}`));
  }
  if (typeof value === 'number') return [[path, value]];
  return typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? [[path, Number(value)]] : [];
}
