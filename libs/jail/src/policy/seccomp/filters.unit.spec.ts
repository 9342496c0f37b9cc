import { stageJavaScript, stageOne, stageTwo } from './filters.ts';
import { auditArch, syscallNumber, type Machine, type SyscallName } from './syscall-table.ts';

/** Runs a filter as the kernel does (classic BPF: load, compare, return) and names its answer. */
function answer(filter: Uint8Array, arch: number, number: number, ...values: number[]): string {
  const view = new DataView(filter.buffer, filter.byteOffset, filter.length);
  const data = (offset: number): number => {
    if (offset === 0) return number;
    return offset === 4 ? arch : (values[(offset - 16) / 8] ?? 0) >>> 0;
  };
  let loaded = 0;
  for (let at = 0; at < filter.length / 8; at += 1) {
    const code = view.getUint16(at * 8, true);
    const operand = view.getUint32(at * 8 + 4, true);
    const jump = (isTrue: boolean): number => view.getUint8(at * 8 + (isTrue ? 2 : 3));
    if (code === 0x20) loaded = data(operand) >>> 0;
    else if (code === 0x15) at += jump(loaded === operand);
    else if (code === 0x35) at += jump(loaded >= operand);
    else if (code === 0x45) at += jump((loaded & operand) !== 0);
    else if (code !== 0x06) throw new Error(`unknown instruction ${code}`);
    else if (operand === 0x7fff0000) return 'allow';
    else return operand === 0x80000000 ? 'kill' : `errno ${operand & 0xffff}`;
  }
  throw new Error('the filter has no end');
}

const THREAD = 0x3d0f00;
const NEW_USER = 0x10000000;
const O_RDWR = 2;
const O_CREAT = 0x40;

describe.each(['x64', 'arm64'] as const)('filters on %s', (machine: Machine) => {
  const ask =
    (filter: Uint8Array) =>
    (call: SyscallName, ...values: number[]) =>
      answer(filter, auditArch(machine), syscallNumber(machine, call) ?? -1, ...values);

  it('stage 1 lets an interpreter start, and kills what no codec needs', () => {
    const one = ask(stageOne(machine));
    expect([one('execve'), one('openat'), one('clone', THREAD)]).toEqual(['allow', 'allow', 'allow']);
    expect([one('ptrace'), one('mount'), one('bpf'), one('unshare'), one('io_uring_setup')]).toEqual(
      Array(5).fill('kill'),
    );
    expect([one('clone', NEW_USER), one('ioctl', 0, 0x5412)]).toEqual(['kill', 'kill']);
    expect([one('clone3'), one('socket'), one('socketpair')]).toEqual(['errno 38', 'errno 1', 'errno 1']);
  });

  it('stage 2 allows threads and files, and refuses processes, sockets, memory files and other people’s limits', () => {
    const two = ask(stageTwo(machine, { signals: true, writes: true }));
    expect([two('read'), two('mmap'), two('futex'), two('clone', THREAD), two('openat', 0, 0, O_CREAT)]).toEqual(
      Array(5).fill('allow'),
    );
    expect([
      two('execve'),
      two('execveat'),
      two('clone', 17),
      two('memfd_create'),
      two('socket'),
      two('setsid'),
    ]).toEqual(Array(6).fill('errno 1'));
    expect([two('prlimit64', 0), two('prlimit64', 1), two('fcntl', 3, 1), two('fcntl', 3, 8)]).toEqual([
      'allow',
      'errno 1',
      'allow',
      'errno 1',
    ]);
    expect([two('ptrace'), two('process_vm_writev'), two('keyctl')]).toEqual(['kill', 'kill', 'kill']);
    expect([two('kill', 1, 9), two('ioctl', 0, 0x5401), two('ioctl', 0, 0x5412)]).toEqual([
      'allow',
      'allow',
      'errno 25',
    ]);
  });

  it('stage 2 without a pid namespace and without a writable place takes signals and writing away too', () => {
    const two = ask(stageTwo(machine, { signals: false, writes: false }));
    expect([two('kill', 1, 9), two('tgkill', 1, 1, 9)]).toEqual(['errno 1', 'errno 1']);
    expect([two('openat', 0, 0, 0), two('openat', 0, 0, O_RDWR), two('openat', 0, 0, O_CREAT)]).toEqual([
      'allow',
      'errno 13',
      'errno 13',
    ]);
  });

  it('the JavaScript filter lets Node start, threads included, and no more', () => {
    const script = ask(stageJavaScript(machine, { signals: true, writes: true }));
    expect([script('execve'), script('epoll_ctl'), script('clone', THREAD)]).toEqual(['allow', 'allow', 'allow']);
    expect([script('clone', 17), script('socket'), script('memfd_create')]).toEqual(Array(3).fill('errno 1'));
    expect([script('io_uring_setup'), script('ptrace')]).toEqual(['errno 38', 'kill']);
  });

  it('kills every call in a foreign convention', () => {
    const filter = stageTwo(machine, { signals: true, writes: true });
    expect(answer(filter, 0x40000003, 20)).toBe('kill');
    if (machine === 'x64') expect(answer(filter, auditArch('x64'), 0x40000000 + 1)).toBe('kill');
  });
});

it('knows the numbers of both machines', () => {
  expect([syscallNumber('x64', 'execve'), syscallNumber('arm64', 'execve')]).toEqual([59, 221]);
  expect([syscallNumber('x64', 'open'), syscallNumber('arm64', 'open')]).toEqual([2, undefined]);
  expect([syscallNumber('x64', 'seccomp'), syscallNumber('arm64', 'seccomp')]).toEqual([317, 277]);
});
