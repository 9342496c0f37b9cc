import type { TierChoice } from '../policy/tier.ts';
import { chooseTier, type MachineReport, TierUnavailable } from './machine.ts';

const choice = (tier: TierChoice['tier']): TierChoice => ({ tier, proc: true, cgroup: true });
const report = (offered: readonly TierChoice['tier'][], reasons: readonly string[] = []): MachineReport => ({
  ...{ arch: 'x64', owner: '0123456789', uids: null, rooms: '/lab/rooms' },
  capabilities: {
    namespacesWithProc: null,
    namespaces: null,
    sandbox: null,
    privateRoot: null,
    cgroup: 1,
    landlock: 7,
    ownUid: false,
  },
  ...{ offered: offered.map(choice), reasons },
});

describe('the tier of an executor', () => {
  it('is the strongest that the machine offers, gVisor aside', () => {
    expect(chooseTier(report(['strict', 'A', 'B', 'C']), {})).toEqual(choice('A'));
    expect(chooseTier(report(['strict', 'C']), {})).toEqual(choice('C'));
  });

  it('is the one that is insisted on', () => {
    expect(chooseTier(report(['strict', 'A']), { tier: 'strict' })).toEqual(choice('strict'));
    expect(chooseTier(report(['strict', 'A', 'B', 'C']), { tier: 'C' })).toEqual(choice('C'));
  });

  it('is refused where it cannot be had, with what was tried', () => {
    const machine = report(['B', 'C'], ['gVisor: No such file or directory', 'control groups: read-only']);
    const wanted =
      'tier strict is not to be had here (offered: B, C): gVisor: No such file or directory; control groups: read-only';
    expect(() => chooseTier(machine, { tier: 'strict' })).toThrow(new TierUnavailable(wanted));
    expect(() => chooseTier(machine, { tier: 'strict', allowUnsafe: true })).toThrow(TierUnavailable);
  });

  it('may be below C only where that was allowed', () => {
    expect(() => chooseTier(report([]), {})).toThrow('tier C or stronger is not to be had here (offered: none)');
    expect(chooseTier(report([]), { allowUnsafe: true })).toEqual({ tier: 'unsafe', proc: true, cgroup: true });
  });
});
