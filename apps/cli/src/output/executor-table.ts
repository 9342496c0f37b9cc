import type { KnownExecutor, LabStatus } from '@codecsmith/client';
import { renderTable, type Column } from './table.ts';

const right = (title: string): Column => ({ title, align: 'right' });
const COLUMNS: readonly Column[] = [
  ...[{ title: 'executor' }, { title: 'host' }, { title: 'version' }, { title: 'lanes' }, right('slots')],
  ...[{ title: 'tier' }, { title: 'gpu' }, { title: 'state' }, { title: 'does' }, right('done'), right('failed')],
  right('last heard'),
];

/** Executors as a table: what each is, what it does, and when it was last heard. */
export const executorTable = (executors: readonly KnownExecutor[], nowMs = Date.now()): string =>
  renderTable(
    COLUMNS,
    executors.map((each) => [
      ...[each.name, each.host, each.version, each.lanes.join(','), String(each.slots), each.tier, each.gpu ?? ''],
      ...[stateOf(each), doingOf(each), String(each.done), String(each.failed)],
      `${Math.max(0, Math.round((nowMs - Date.parse(each.lastBeatAt)) / 1000))} s ago`,
    ]),
  );

/** A sentence for each lane in which experiments wait and that no executor serves: nothing waits in silence. */
export const unservedLanes = (
  queues: LabStatus['queues'],
  executors: readonly Pick<KnownExecutor, 'lanes' | 'silent'>[],
): string[] =>
  queues
    .filter(({ phase }) => phase === 'queued')
    .filter(({ lane }) => !executors.some(({ lanes, silent }) => !silent && lanes.some((served) => served === lane)))
    .map(({ lane, count }) => `${count} waiting for a ${lane} executor, and none is there`);

/** What the lab told it counts more than what it said before it heard that. */
function stateOf({ silent, state, verdict }: KnownExecutor): string {
  if (silent) return 'silent';
  return verdict.reason ?? (verdict.order === 'work' ? state : `${verdict.order}s`);
}

const doingOf = ({ doing }: KnownExecutor): string =>
  doing.map(({ experiment, attempt }) => (attempt === 1 ? experiment : `${experiment} #${attempt}`)).join(' ');
