import type { LabStatus } from '@codecsmith/client';
import { bytes, time } from '../../data/format.ts';
import { DataTable, type TableColumn } from '../../parts/data-table.tsx';
import { Empty } from '../../parts/states.tsx';

interface StatusProps {
  readonly status: LabStatus;
}

/** Free space, and what follows when there is too little. */
export function diskTile(usage: LabStatus['usage']) {
  if (usage === null) return { name: 'Disk', value: '–', note: 'not measured' };
  const isLow = usage.freeBytes < usage.floorBytes;
  const note = isLow
    ? `less than ${bytes(usage.floorBytes)}: new work is refused until there is room`
    : `free; below ${bytes(usage.floorBytes)} new work is refused`;
  return { name: 'Disk', value: bytes(usage.freeBytes), note };
}

const PARTS: readonly TableColumn<NonNullable<LabStatus['parts']>[number]>[] = [
  { name: 'Process', show: ({ name }) => name, heads: true },
  { name: 'State', show: ({ state }) => state },
  { name: 'Restarts', show: ({ ended }) => ended, number: true },
  { name: 'Last end', show: ({ lastExit }) => lastExit ?? '–' },
];

/** The processes of the lab: which are ready, and what the others wait for. */
export function Parts({ status: { parts } }: StatusProps) {
  return (
    <section className="card" aria-labelledby="processes">
      <h2 id="processes">Processes</h2>
      {parts === null ? (
        <Empty>They are on other machines than the api.</Empty>
      ) : (
        <DataTable label="Processes" columns={PARTS} rows={parts} keyOf={({ name }) => name} />
      )}
    </section>
  );
}

const USAGE: readonly TableColumn<NonNullable<LabStatus['usage']>['parts'][number]>[] = [
  { name: 'Part', show: ({ name }) => name, heads: true },
  { name: 'Takes', show: (part) => bytes(part.bytes), number: true },
  { name: 'Growth a day', show: ({ bytesPerHour }) => growth(bytesPerHour), number: true },
];

const growth = (bytesPerHour: number | null): string =>
  bytesPerHour === null ? '–' : `${bytesPerHour < 0 ? '−' : '+'}${bytes(Math.abs(bytesPerHour) * 24)}`;

/** What each part takes on the disk, and how fast it grows. */
export function Usage({ status: { usage } }: StatusProps) {
  return (
    <section className="card" aria-labelledby="disk">
      <h2 id="disk">On the disk</h2>
      {usage === null ? (
        <Empty>Not measured yet. The janitor measures every few minutes.</Empty>
      ) : (
        <>
          <DataTable label="On the disk" columns={USAGE} rows={usage.parts} keyOf={({ name }) => name} />
          <p>Measured {time(usage.at)}.</p>
        </>
      )}
    </section>
  );
}
