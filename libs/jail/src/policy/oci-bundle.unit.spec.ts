import type { Closure } from './closure.ts';
import { guestEnvironment } from './environment.ts';
import { MIB } from './limits.ts';
import { ociBundle, sandboxArguments } from './oci-bundle.ts';

const CLOSURE: Closure = {
  interpreter: '/usr/bin/python3.11',
  folders: ['/usr/lib/python3.11', '/usr/lib/python3.11/site-packages/numpy'],
  hidden: ['/usr/lib/python3.11/site-packages'],
  entries: [],
  path: ['/usr/lib/python3.11/site-packages'],
  files: [{ target: '/lib/libc.so.6', source: '/usr/lib/libc.so.6' }],
  missing: {},
};

describe('the bundle of a sandbox', () => {
  const bundle = ociBundle({
    closure: CLOSURE,
    mounts: [{ source: '/home/lab/guests', target: '/lab/guests' }],
    environment: guestEnvironment([]),
    command: ['/usr/bin/python3.11', 'guest.py'],
    tmpBytes: 16 * MIB,
  });

  it('shows the closure and nothing else of the host, read-only', () => {
    const shown = bundle.mounts.filter(({ type }) => type === 'bind');
    expect(shown.map(({ source, destination }) => [source, destination])).toEqual([
      ['/usr/lib/python3.11', '/usr/lib/python3.11'],
      ['/usr/lib/python3.11/site-packages/numpy', '/usr/lib/python3.11/site-packages/numpy'],
      ['/usr/lib/libc.so.6', '/lib/libc.so.6'],
      ['/home/lab/guests', '/lab/guests'],
    ]);
    expect(shown.every(({ options }) => options.includes('ro'))).toBe(true);
    expect(bundle.root).toEqual({ path: 'root', readonly: true });
  });

  it('covers folders full of other packages before it shows one of them', () => {
    const places = bundle.mounts.map(({ destination }) => destination);
    const at = (place: string): number => places.indexOf(place);
    expect(at('/usr/lib/python3.11')).toBeLessThan(at('/usr/lib/python3.11/site-packages'));
    expect(at('/usr/lib/python3.11/site-packages')).toBeLessThan(at('/usr/lib/python3.11/site-packages/numpy'));
  });

  it('gives memory of a size for /tmp, never without a limit', () => {
    const sizes = bundle.mounts.filter(({ type }) => type === 'tmpfs').map(({ options }) => options.at(-1));
    expect(sizes).toEqual(['size=4096', 'size=4096', 'size=4096', `size=${16 * MIB}`]);
  });

  it('runs as nobody, without capabilities, in namespaces of its own, with a constant environment', () => {
    expect(bundle.process).toMatchObject({
      user: { uid: 65534, gid: 65534 },
      args: ['/usr/bin/python3.11', 'guest.py'],
      capabilities: { bounding: [], effective: [], inheritable: [], permitted: [] },
      noNewPrivileges: true,
      env: expect.arrayContaining(['PYTHONHASHSEED=0', 'OMP_NUM_THREADS=1']) as string[],
    });
    expect(bundle.linux).toEqual({
      namespaces: [{ type: 'pid' }, { type: 'network' }, { type: 'ipc' }, { type: 'uts' }, { type: 'mount' }],
    });
  });

  it('is run without root and without a network', () => {
    expect(sandboxArguments('/usr/bin/runsc')).toEqual([
      '/usr/bin/runsc',
      '--rootless',
      '--ignore-cgroups',
      '--network=none',
    ]);
  });
});
