import { canonicalJson } from '@codecsmith/kernel';
import { damage, type Finding } from './audit-report.ts';

/** What of a view's rows differs from those that the log gives, by id. */
export function compareRows<Row extends object>(
  view: string,
  expected: ReadonlyMap<string, Row>,
  stored: ReadonlyMap<string, Row>,
): Finding[] {
  const findings: Finding[] = [];
  for (const [id, row] of expected) {
    const found = stored.get(id);
    if (found === undefined) findings.push(damage('view', null, `${view}: ${id} is in the log but not in the view`));
    else
      for (const message of differences(row, found)) findings.push(damage('view', null, `${view}: ${id}: ${message}`));
  }
  for (const id of stored.keys()) {
    if (!expected.has(id)) findings.push(damage('view', null, `${view}: ${id} is in the view but not in the log`));
  }
  return findings;
}

function differences(expected: object, stored: object): string[] {
  const found = new Map(Object.entries(stored));
  return Object.entries(expected).flatMap(([field, value]) => {
    const [wanted, there] = [text(value), text(found.get(field))];
    return wanted === there ? [] : [`${field} is ${there}, the log gives ${wanted}`];
  });
}

/** Any value that a damaged table may hold, dates and numbers that are none among them. */
function text(value: unknown): string {
  if (value === undefined) return 'nothing';
  try {
    return canonicalJson(value instanceof Date ? value.toISOString() : value);
  } catch {
    return typeof value === 'number' ? String(value) : 'no value that can be shown';
  }
}
