import {
  groupsOf,
  guestProcesses,
  processesOf,
  signalAll,
  supervisorsOf,
  type UidRange,
} from './containment.testing.ts';
import { encodeJob, makeClip, makeHome, removeClips, until } from './fixture.testing.ts';
import type { JailResult } from './job.ts';
import { openJail, type Jail } from './open-jail.ts';
import { isRoot, testedTiers, type TestedTier } from './use-jail.testing.ts';

/** Whoever is ended or stopped from outside, at whatever moment: the run ends well, and leaves nothing behind. */

type Phase = 'before it is ready' | 'while it waits' | 'at work';
/** The wrapper is what encloses a guest and has no part in its work: bubblewrap's two processes. */
type Victim = 'guest' | 'wrapper' | 'supervisor';

/** Its second thread is seen from outside: then the candidate is at work. */
const atWork = (seconds: number): string => `
import threading, time
threading.Thread(target=time.sleep, args=(${seconds},)).start()
time.sleep(${seconds})
def compress_video_frame(frame, frame_index, config):
    return frame.tobytes()
`;
/** Long enough to be seen and struck. It is then run again, and works for as long. */
const WORK_S = 5;
/** Time enough on a busy machine, and little to wait for where a guest that was stopped runs out of it. */
const WALL_MS = { SIGKILL: 30_000, SIGSTOP: 12_000 } as const;
const PATIENCE_MS = 1500;
const FIRST_UID = { A: 62_060, B: 62_060, C: 62_100, strict: 62_136 } as const;
const UIDS_PER_CASE = 3;

interface Case {
  readonly phase: Phase;
  readonly victim: Victim;
  readonly signal: 'SIGKILL' | 'SIGSTOP';
}

const CASES: readonly Case[] = [
  ...(['before it is ready', 'while it waits', 'at work'] as const).flatMap((phase) =>
    (['guest', 'supervisor'] as const).flatMap((victim) =>
      (['SIGKILL', 'SIGSTOP'] as const).map((signal) => ({ phase, victim, signal })),
    ),
  ),
  // Its death takes the guest's with it, and is no case of its own.
  { phase: 'at work', victim: 'wrapper', signal: 'SIGSTOP' },
];

function victims(victim: Victim, uids: UidRange): number[] {
  if (victim === 'supervisor') return supervisorsOf(uids);
  const guests = guestProcesses(uids);
  const parents = guests.map(({ parent }) => parent);
  return guests.map(({ pid }) => pid).filter((pid) => victim === 'guest' || parents.includes(pid));
}

async function runAndStrike(jail: Jail, one: Case, uids: UidRange): Promise<JailResult> {
  const wallMs = one.victim === 'guest' && one.phase === 'at work' ? WALL_MS[one.signal] : WALL_MS.SIGKILL;
  const job = encodeJob(atWork(WORK_S), await makeClip(), { limits: { wallMs } });
  const running = one.phase === 'at work' ? jail.run(job) : undefined;
  const warming = jail.warm(job).catch(() => undefined); // a guest that is lost on the way is replaced when it is needed
  if (one.phase === 'while it waits') await warming;
  const threads = one.phase === 'at work' ? 2 : 1;
  await until(() => guestProcesses(uids).some((guest) => guest.threads >= threads));
  signalAll(victims(one.victim, uids), one.signal);
  return running ?? jail.run(job);
}

if (!isRoot) process.stdout.write('SKIPPED, needs root to tell guests by their uids: lost guests\n');
afterAll(removeClips);

/** From outside nobody sees when a candidate in gVisor is at work. */
const isSeen = (tier: TestedTier, { phase, signal }: Case): boolean =>
  tier !== 'strict' || (phase !== 'at work' && signal === 'SIGKILL');
const hasVictim = (tier: TestedTier, { victim }: Case): boolean => tier === 'A' || victim !== 'wrapper';

const TIERS = testedTiers('lost guests').filter((tier) => tier !== 'B');
(isRoot ? describe : describe.skip).each(TIERS)('a run in tier %s', (tier) => {
  const cases = CASES.filter((one) => isSeen(tier, one) && hasVictim(tier, one));
  it.concurrent.each(cases)('ends when its $victim gets $signal $phase', async (one) => {
    const home = await makeHome();
    const first = FIRST_UID[tier] + UIDS_PER_CASE * cases.indexOf(one);
    const uids = { first, last: first + UIDS_PER_CASE - 1 };
    const warm = one.phase === 'at work' ? 0 : 1;
    const jail = await openJail({ home: home.path, tier, uids, warm, patienceMs: PATIENCE_MS });
    const { outcome, repeated } = await runAndStrike(jail, one, uids).finally(() => jail.close());
    const left = [...processesOf(uids), ...groupsOf(jail.machine.owner)];
    await home.remove();
    expect({ outcome, left }).toEqual({ outcome: 'ok', left: [] });
    if (one.phase === 'at work' && one.victim === 'guest')
      expect(repeated).toMatch(one.signal === 'SIGKILL' ? /^ended by SIGKILL after/ : /^did not finish within 12 s/);
  });
});
