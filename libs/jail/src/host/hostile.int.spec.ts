import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { sharedPath } from '@codecsmith/test-servers';
import { groupsOf, LoopbackListener, processesOf } from './containment.testing.ts';
import { BREACH, hostileCorpus } from './corpus.testing.ts';
import { encodeJob, makeClip, makeHome, removeClips, runBothSides } from './fixture.testing.ts';
import type { JailResult } from './job.ts';
import { openJail, type Jail } from './open-jail.ts';

const SHARED = sharedPath('abuse');
const CORPUS = hostileCorpus(SHARED);
const UIDS = { first: 61_150, last: 61_159 };
const SECRET = `planted-${process.pid}-${Math.random()}`;
const LIMITS = { wallMs: 8000, cpuMs: 1000, memoryBytes: 256 << 20 };

/** The jail's own folder for its runs. */
const EMPTY_FOLDER = /^jail-[-\d]+$/;
const LIMIT_MS = 60_000;
const table: string[] = [];
const worst = (sides: readonly JailResult[]): JailResult | undefined => sides.at(-1);

afterAll(async () => {
  await removeClips();
  process.stdout.write(`\nfile × tier × outcome × contained\n${table.join('\n')}\n`);
  if (SHARED === undefined) process.stdout.write('SKIPPED, shared material is absent: abuse\n');
});

describe.each(['A', 'B', 'C'] as const)('hostile candidates in tier %s', (tier) => {
  let home: Awaited<ReturnType<typeof makeHome>>;
  let jail: Jail;
  let listener: LoopbackListener;

  beforeAll(async () => {
    process.env['CODECSMITH_PLANTED'] = SECRET;
    listener = await LoopbackListener.open(4222);
    home = await makeHome();
    jail = await openJail({ home: home.path, tier, uids: UIDS });
  });
  afterAll(async () => {
    await jail.close();
    await home.remove();
    await listener.close();
    delete process.env['CODECSMITH_PLANTED'];
  });

  it.each(CORPUS)(
    '$name is contained',
    async ({ language, name, code, accepted }) => {
      const { encode, decode } = await runBothSides(jail, code, await makeClip(), { language, limits: LIMITS });
      const sides = [encode, ...(decode === undefined ? [] : [decode])];
      const said = sides.map(({ log }) => log).join('\n');
      const seen = {
        breach: BREACH.exec(said)?.[0],
        secret: said.includes(SECRET),
        connections: listener.connections,
        alive: processesOf(UIDS),
        groups: groupsOf(jail.machine.owner),
        left: (await readdir(join(home.path, 'work'), { recursive: true })).filter((name) => !EMPTY_FOLDER.test(name)),
      };
      const contained = {
        breach: undefined,
        secret: false,
        connections: 0,
        alive: [],
        groups: [],
        left: [],
      };
      const outcomes = sides.map(({ outcome }) => outcome).join(' → ');
      const held = JSON.stringify(seen) === JSON.stringify(contained);
      table.push(`${name.padEnd(28)} ${tier}  ${outcomes.padEnd(28)} ${held ? 'contained' : 'ESCAPED'}`);
      expect(seen).toEqual(contained);
      expect({ outcome: worst(sides)?.outcome, ok: accepted.includes(worst(sides)?.outcome ?? 'lab_fault') }).toEqual({
        outcome: worst(sides)?.outcome,
        ok: true,
      });
    },
    LIMIT_MS,
  );

  it(
    'leaves an honest candidate beside it alone',
    async () => {
      const clip = await makeClip();
      const honest = 'def compress_video_frame(frame, frame_index, config):\n    return frame.tobytes()\n';
      const bomb = 'def compress_video_frame(frame, frame_index, config):\n    while True: pass\n';
      const [bad, good] = await Promise.all([
        jail.run(encodeJob(bomb, clip, { limits: LIMITS })),
        jail.run(encodeJob(honest, clip)),
      ]);
      expect([bad.outcome, good.outcome]).toEqual(['timed_out', 'ok']);
    },
    LIMIT_MS,
  );
});
