import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LabProblem } from '@codecsmith/client';
import { Lab, until } from '@codecsmith/test-journeys';
import { mayMount, SmallDisk } from '@codecsmith/test-servers';
import { openDoors } from './doors.ts';
import { addSmallClip, Load } from './load.ts';
import { tally, unharmed } from './tally.ts';

const MIB = 2 ** 20;
const SIZES_MIB = { artifacts: 200, postgres: 400, nats: 200, logs: 100 };
const FLOOR_MIB = 50;
/** How long a disk stays full. */
const FULL_MS = 10_000;

type Place = keyof typeof SIZES_MIB;
const PLACES = Object.keys(SIZES_MIB) as Place[];

describe('a lab whose disks run full under load', () => {
  let lab: Lab;
  let disks: Record<Place, SmallDisk>;

  beforeEach(async () => {
    const home = await mkdtemp(join(tmpdir(), 'codecsmith-full-'));
    const mounted = PLACES.map(async (place) => {
      await mkdir(join(home, place), { mode: 0o755 });
      return [place, await SmallDisk.mount(join(home, place), SIZES_MIB[place] * MIB)] as const;
    });
    disks = Object.fromEntries(await Promise.all(mounted)) as typeof disks;
    lab = new Lab(home, { LAB_JANITOR_DISK_FLOOR_BYTES: String(FLOOR_MIB * MIB) });
    await lab.json(0, 'up');
    await addSmallClip(lab, tmpdir());
  });
  afterEach(async () => {
    await lab.cli('down');
    await Promise.all(Object.values(disks).map((disk) => disk.unmount()));
    await rm(lab.home, { recursive: true, force: true });
  });

  /** Why HTTP takes no work now, for want of room; the request could not be accepted otherwise either. */
  const refusal = async (): Promise<string | undefined> => {
    const source = { kind: 'submitted' as const, code: 'x', fileName: 'codec.py' };
    const error: unknown = await (
      await lab.client()
    )
      .requestExperiment({ source, clips: ['nowhere'] })
      .catch((reason: unknown) => reason);
    return error instanceof LabProblem && error.problem.code === 'disk_full' ? error.problem.detail : undefined;
  };

  (mayMount ? it : it.skip).each([
    ...PLACES.map((place) => [place, [place]] as const),
    ['all of them', PLACES] as const,
  ])(
    '%s: new work is refused with the reason, work goes on once there is room, and nothing accepted is lost',
    async (_, full) => {
      const doors = openDoors(lab, tmpdir());
      const load = new Load(doors.through.http, 'full', 500);
      await until(() => Promise.resolve(load.accepted >= 5 || undefined));

      await Promise.all(full.map((place) => disks[place].fill()));
      const disk = await until(refusal);
      await sleep(FULL_MS);
      await Promise.all(full.map((place) => disks[place].free()));
      const [freedAt, before] = [Date.now(), load.accepted];
      await until(() => Promise.resolve(load.accepted > before || undefined));
      const resumedAfterMs = Date.now() - freedAt;

      const ids = await load.end();
      await doors.close();
      const counts = await tally(lab, ids);
      console.log(JSON.stringify({ full, resumedAfterMs, disk, ...counts }));
      expect(counts).toEqual(unharmed(ids.length));
    },
  );
});
