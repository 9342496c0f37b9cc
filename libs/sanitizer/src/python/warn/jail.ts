import type { PythonModule } from '../analysis/module.ts';
import { at, type PythonRule } from '../finding.ts';
import type { Finding } from '../../rule.ts';

/** A topic that the jail answers for: what names it, and what happens. */
interface Topic {
  readonly id: string;
  readonly title: string;
  readonly why: string;
  /** Modules that are about nothing else. */
  readonly modules: readonly string[];
  /** Functions by their full name, and prefixes that end in a dot. */
  readonly calls: readonly string[];
  readonly advice: string;
  readonly bad: string;
  readonly good: string;
}

const TOPICS: readonly Topic[] = [
  {
    id: 'jail.network',
    title: 'Use of the network.',
    why: 'The jail has no network at all: every connection fails.',
    modules: ['socket', 'socketserver', 'ssl', 'urllib.request', 'http', 'ftplib', 'smtplib', 'xmlrpc', 'telnetlib'],
    calls: ['asyncio.open_connection', 'asyncio.start_server', 'urllib.request.urlopen'],
    advice: 'there is no network in the jail; everything a codec needs is in its arguments',
    bad: 'import socket',
    good: 'NOTE = "import socket"',
  },
  {
    id: 'jail.process',
    title: 'Starting other processes.',
    why: 'The jail refuses to start or fork processes, and ends a run that tries.',
    modules: ['subprocess', 'multiprocessing', 'pty', 'pexpect'],
    calls: [
      'os.system',
      'os.popen',
      'os.fork',
      'os.forkpty',
      'os.exec',
      'os.spawn',
      'os.posix_spawn',
      'concurrent.futures.ProcessPoolExecutor',
    ],
    advice: 'processes cannot be started in the jail; threads can',
    bad: 'import os\n\nos.system("true")',
    good: 'NOTE = "os.system"',
  },
  {
    id: 'jail.files',
    title: 'Reading or writing files.',
    why: 'The jail has an empty scratch folder and nothing else; what is written in encode is gone in decode.',
    modules: ['tempfile', 'shutil', 'sqlite3', 'shelve', 'dbm', 'glob'],
    calls: [
      'open',
      'io.open',
      'os.open',
      'os.remove',
      'os.listdir',
      'os.makedirs',
      'os.walk',
      'pathlib.',
      'numpy.load',
      'numpy.save',
      'numpy.savez',
      'numpy.fromfile',
      'numpy.memmap',
      'torch.load',
      'torch.save',
    ],
    advice: 'files do not cross from encoder to decoder; put everything into the returned bytes',
    bad: 'TABLE = open("table.bin", "rb")',
    good: 'import io\n\nBUFFER = io.BytesIO()',
  },
  {
    id: 'jail.native',
    title: 'Native code by hand.',
    why: 'Libraries outside the closure of the jail are not there, and a crash in native code ends the run.',
    modules: ['ctypes', 'cffi', 'mmap', '_ctypes'],
    calls: [],
    advice: 'numpy does the same work without it',
    bad: 'import ctypes',
    good: 'import struct',
  },
  {
    id: 'jail.dynamic',
    title: 'Code made at run time.',
    why: 'It is allowed and contained, but nothing here can read it: neither names nor imports in it are checked.',
    modules: ['importlib'],
    calls: ['eval', 'exec', 'compile', '__import__'],
    advice: 'write the code out so that it can be checked',
    bad: 'VALUE = eval("1 + 1")',
    good: 'def run(model):\n    return model.eval()',
  },
  {
    id: 'jail.input',
    title: 'Waiting for a person.',
    why: 'Nobody is there: standard input is empty, and `input()` raises EOFError.',
    modules: [],
    calls: ['input', 'breakpoint', 'sys.stdin.read', 'sys.stdin.readline'],
    advice: 'take what is needed from config',
    bad: 'LEVEL = int(input("level? "))',
    good: 'def scale(input):\n    return input * 2',
  },
  {
    id: 'jail.exit',
    title: 'Ending the process.',
    why: 'A process that ends before its result is out counts as a broken run.',
    modules: [],
    calls: ['sys.exit', 'os._exit', 'exit', 'quit', 'os.abort', 'os.kill'],
    advice: 'return the result, or raise an exception that says what went wrong',
    bad: 'def finish():\n    exit(0)\n\n\nDONE = finish',
    good: 'def finish(exit):\n    return exit(0)',
  },
];

/** `os.exec` stands for `os.execv` and its kin, `pathlib.` for everything in the module. */
const FAMILIES_OF_CALLS = ['os.exec', 'os.spawn', 'os.posix_spawn'];

function matches(pattern: string, name: string): boolean {
  if (pattern.endsWith('.') || FAMILIES_OF_CALLS.includes(pattern)) return name.startsWith(pattern);
  return name === pattern;
}

const within = (module: string, name: string): boolean => name === module || name.startsWith(`${module}.`);

function findTopic(module: PythonModule, topic: Topic): Finding[] {
  const imports = module.imports
    .filter((item) => topic.modules.some((name) => within(name, item.module)))
    .map(({ node, module: name }) => at(node, `imports ${name}`, topic.advice));
  const calls = module.calls
    .filter(({ name }) => topic.calls.some((pattern) => matches(pattern, name)))
    .map(({ node, name }) => at(node, `calls ${name}`, topic.advice));
  return [...imports, ...calls];
}

/** Things that the jail stops or makes pointless. The candidate is cleared, the generator is told. */
export const JAIL_WARNINGS: readonly PythonRule[] = TOPICS.map((topic) => ({
  id: topic.id,
  kind: 'warn',
  title: topic.title,
  why: topic.why,
  bad: topic.bad,
  good: topic.good,
  find: ({ module }) => findTopic(module, topic),
}));
