import { readFile } from 'node:fs/promises';
import { LabProblem, type LabClient } from '@codecsmith/client';
import {
  PLACEHOLDERS,
  placeholdersOf,
  readLegacyRecord,
  UnreadableRecord,
  type LegacyRecord,
  type Placeholder,
} from '@codecsmith/experiment';
import { usageError } from '../exit-code.ts';

/** What an import came to. */
export interface LegacySummary {
  readonly records: number;
  readonly imported: number;
  /** Imported before; nothing was added. */
  readonly known: number;
  readonly refused: readonly { readonly legacyId: string; readonly reason: string }[];
  /** Still said that they run, and are closed. */
  readonly stuck: number;
  /** Records whose figures are no measurements, in all and by rule. */
  readonly flagged: number;
  readonly placeholders: Readonly<Record<Placeholder, number>>;
}

const AT_A_TIME = 8;
const MOST_SHOWN = 10;

/**
 * Reads an export, one record a line.
 *
 * @throws CommandError naming the lines that are no records: nothing of such a file is imported
 */
export async function readExport(path: string): Promise<LegacyRecord[]> {
  const records: Omit<LegacyRecord, 'placeholders'>[] = [];
  const wrong: string[] = [];
  for (const [index, line] of (await readFile(path, 'utf8')).split('\n').entries()) {
    if (line.trim() === '') continue;
    try {
      records.push(readLegacyRecord(line));
    } catch (error) {
      if (!(error instanceof UnreadableRecord)) throw error;
      wrong.push(`line ${index + 1}: ${error.message}`);
    }
  }
  if (wrong.length > 0) {
    const more = wrong.length > MOST_SHOWN ? `\n… and ${wrong.length - MOST_SHOWN} more` : '';
    throw usageError(`${path} has lines that are no records:\n${wrong.slice(0, MOST_SHOWN).join('\n')}${more}`, {
      field: 'file',
      lines: wrong,
    });
  }
  const placeholders = placeholdersOf(records);
  return records.map((record, index) => ({ ...record, placeholders: placeholders[index] ?? [] }));
}

/** Imports records; what was imported before is counted and changes nothing. */
export async function importRecords(
  client: Pick<LabClient, 'importLegacy'>,
  records: readonly LegacyRecord[],
  onProgress: (done: number) => void,
): Promise<LegacySummary> {
  const refused: LegacySummary['refused'][number][] = [];
  let [imported, known, done] = [0, 0, 0];
  const one = async (record: LegacyRecord): Promise<void> => {
    try {
      const { repeated, facts } = await client.importLegacy(record);
      if (repeated || facts.length === 0) known += 1;
      else imported += 1;
    } catch (error) {
      if (!(error instanceof LabProblem) || !error.isRefusal) throw error;
      refused.push({ legacyId: record.legacyId, reason: error.message });
    }
    done += 1;
    onProgress(done);
  };
  for (let from = 0; from < records.length; from += AT_A_TIME) {
    await Promise.all(records.slice(from, from + AT_A_TIME).map(one));
  }
  return { ...summaryOf(records), imported, known, refused };
}

/** What is known of records before they are imported. */
export function summaryOf(records: readonly LegacyRecord[]): LegacySummary {
  const count = (rule: Placeholder) => records.filter(({ placeholders }) => placeholders.includes(rule)).length;
  return {
    records: records.length,
    ...{ imported: 0, known: 0, refused: [] },
    stuck: records.filter(({ stuck }) => stuck).length,
    flagged: records.filter(({ placeholders }) => placeholders.length > 0).length,
    placeholders: Object.fromEntries(PLACEHOLDERS.map((rule) => [rule, count(rule)])) as Record<Placeholder, number>,
  };
}
