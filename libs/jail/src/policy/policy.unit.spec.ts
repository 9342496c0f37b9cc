import { bubblewrapArguments } from './bubblewrap.ts';
import { codecLibraries, type Closure } from './closure.ts';
import { guestEnvironment } from './environment.ts';
import { defaultLimits, MIB, resolveLimits } from './limits.ts';
import { resourceLimits } from './resource-limits.ts';
import { offeredTiers, type Capabilities } from './tier.ts';

const CLOSURE: Closure = {
  interpreter: '/usr/bin/python3.11',
  folders: ['/usr/lib/python3.11', '/usr/lib/python3.11/site-packages/numpy'],
  hidden: ['/usr/lib/python3.11/site-packages'],
  entries: [],
  path: ['/usr/lib/python3.11/site-packages'],
  files: [{ target: '/lib/libc.so.6', source: '/usr/lib/libc.so.6' }],
  missing: {},
};

describe('limits', () => {
  it('grow with the frames', () => {
    expect(defaultLimits({ pixels: 2e6, torch: false })).toMatchObject({
      wallMs: 108_000,
      cpuMs: 36_000,
      memoryBytes: 1024 * MIB,
    });
    expect(defaultLimits({ pixels: 0, torch: true })).toMatchObject({ cpuMs: 20_000, memoryBytes: 4096 * MIB });
  });

  it('may be moved within the operator’s bounds, and processor time moves with wall time', () => {
    const defaults = defaultLimits({ pixels: 0, torch: false });
    expect(resolveLimits(defaults, { wallMs: 5000 })).toEqual({ ...defaults, wallMs: 5000, cpuMs: 5000 });
    expect(resolveLimits(defaults, { cpuMs: 1000 })).toEqual({ ...defaults, cpuMs: 1000 });
    expect(resolveLimits(defaults, { cpuMs: 60_000 })).toEqual({ ...defaults, cpuMs: 60_000, wallMs: 180_000 });
    expect(resolveLimits(defaults, { cpuMs: 3_000_000 }).wallMs).toBe(3_600_000);
    expect(() => resolveLimits(defaults, { memoryBytes: 1 })).toThrow(
      'limit memoryBytes is 1: allowed are numbers from 67108864 to 17179869184',
    );
    expect(() => resolveLimits(defaults, { wallMs: Number.NaN })).toThrow('limit wallMs is NaN');
    expect(() => resolveLimits(defaults, { wall: 5 } as object)).toThrow('limit wall is unknown');
  });

  it('become resource limits of the process itself', () => {
    const limits = defaultLimits({ pixels: 0, torch: false });
    const context = { cgroup: false, countsThreads: true, language: 'python', inputBytes: 10 } as const;
    expect(resourceLimits(limits, context)).toMatchObject({ DATA: 1024 * MIB + 10, NPROC: 66, NOFILE: 64, CORE: 0 });
    expect(resourceLimits(limits, { ...context, countsThreads: false, cgroup: true })).not.toHaveProperty('NPROC');
  });
});

describe('the root of a jail', () => {
  const args = bubblewrapArguments({
    root: { closure: CLOSURE, mounts: [{ source: '/home/lab/guests', target: '/lab/guests' }] },
    environment: guestEnvironment([]),
    tmpBytes: 16 * MIB,
    proc: true,
  });
  const text = args.join(' ');

  it('holds the closure and nothing of the host’s /usr or /etc', () => {
    const shown = args.flatMap((word, index) => (args[index - 1] === '--ro-bind' ? [word] : []));
    expect(shown).toEqual([
      '/usr/lib/python3.11',
      '/usr/lib/python3.11/site-packages/numpy',
      '/usr/lib/libc.so.6',
      '/home/lab/guests',
    ]);
    expect(text).toContain('--remount-ro / --chdir /tmp');
  });

  it('is one folder of its own where everything was copied for this guest', () => {
    const own = bubblewrapArguments({
      root: { folder: '/home/lab/root' },
      environment: guestEnvironment([]),
      tmpBytes: 16 * MIB,
      proc: true,
    });
    const shown = own.flatMap((word, index) => (own[index - 1] === '--ro-bind' ? [`${word} ${own[index + 1]}`] : []));
    expect(shown).toEqual(['/home/lab/root /']);
    expect(own.join(' ')).toContain('--remount-ro / --chdir /tmp');
  });

  it('covers up packages that lie inside the standard library, before it shows the ones it may', () => {
    const covered = text.indexOf('--tmpfs /usr/lib/python3.11/site-packages');
    expect(covered).toBeGreaterThan(text.indexOf('--ro-bind /usr/lib/python3.11 '));
    expect(covered).toBeLessThan(text.indexOf('--ro-bind /usr/lib/python3.11/site-packages/numpy'));
  });

  it('names every namespace, drops capabilities, clears the environment', () => {
    const wanted = [
      '--unshare-user',
      '--unshare-pid',
      '--unshare-net',
      '--unshare-ipc',
      '--unshare-uts',
      '--disable-userns',
      '--clearenv',
      '--die-with-parent',
    ];
    expect(wanted.filter((flag) => !args.includes(flag))).toEqual([]);
    expect(text).toContain('--cap-drop ALL');
    expect(args).not.toContain('--unshare-all');
  });
});

describe('the pure track', () => {
  it('knows a codec library by its name, whatever its version and folder', () => {
    const files = [
      '/lib/libm.so.6',
      '/usr/lib/x86_64-linux-gnu/libx264.so.164',
      '/opt/lib/libSvtAv1Enc.so.1',
      '/lib/libwebp.so.7',
      '/lib/libz.so.1',
    ];
    const closure = { ...CLOSURE, files: files.map((target) => ({ target, source: target })) };
    expect(codecLibraries(closure)).toEqual([files[1], files[2], files[3]]);
  });
});

describe('tiers', () => {
  const all: Capabilities = {
    namespacesWithProc: null,
    namespaces: null,
    sandbox: null,
    privateRoot: null,
    cgroup: 1,
    landlock: 7,
    ownUid: true,
  };
  const tiers = (change: Partial<Capabilities>) =>
    offeredTiers({ ...all, ...change }).map(({ tier, proc, cgroup }) => `${tier} ${proc} ${cgroup}`);

  it('are what the machine offers, the strongest first', () => {
    expect(tiers({})).toEqual(['strict true true', 'A true true', 'B true false', 'C true true']);
    expect(tiers({ cgroup: null })).toEqual(['B true false', 'C true false']);
    const sandbox = 'not installed';
    expect(tiers({ sandbox })).toEqual(['A true true', 'B true false', 'C true true']);
    expect(tiers({ sandbox, namespacesWithProc: 'masked' })).toEqual(['B false true', 'C true true']);
    expect(tiers({ sandbox, namespacesWithProc: 'no', namespaces: 'no' })).toEqual(['C true true']);
    expect(tiers({ sandbox, namespacesWithProc: 'no', namespaces: 'no', landlock: 0 })).toEqual([]);
  });
});
