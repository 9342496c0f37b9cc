import { execFile, spawnSync } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { CLI, Lab } from './lab.ts';
import { printedPattern, printedSessions } from './printed-session.ts';

const run = promisify(execFile);
const NOTEBOOK_PAGE = new URL('../../../docs/python.md', import.meta.url);
const FIRST_CODEC_PAGE = new URL('../../../docs/first-codec.md', import.meta.url);
const EXAMPLES = fileURLToPath(new URL('../../../examples', import.meta.url));
const CLIENT = fileURLToPath(new URL('../../../clients/python', import.meta.url));
/** Debian's own interpreter: the one that the package promises to work with. */
const PYTHON = '/usr/bin/python3';

const has = (...args: string[]): boolean => spawnSync(PYTHON, args).status === 0;
const hasPandas = has('-c', 'import pandas');
const canInstall = has('-c', 'import setuptools, wheel, pip');

/** The page's cells as one program: the value of a cell's last line is printed, as a notebook prints it. */
const NOTEBOOK = `
import ast, json, sys
scope = {}
for number, cell in enumerate(json.load(open(sys.argv[1])), 1):
    tree = ast.parse(cell, f"cell {number}")
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, f"cell {number}", "exec"), scope)
    if last is not None:
        value = eval(compile(ast.Expression(last.value), f"cell {number}", "eval"), scope)
        if value is not None:
            print(value)
    print("---- end of a cell ----")
`;

const cellsOf = (page: string): string[] => [...page.matchAll(/^```python\n(.*?)^```$/gms)].map(([, cell]) => cell!);

describe('the pages for newcomers', () => {
  let folder: string;
  let lab: Lab;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'codecsmith-pages-'));
    lab = await Lab.up();
  });
  afterAll(async () => {
    await lab?.down();
    await rm(folder, { recursive: true, force: true });
  });

  it('run as docs/first-codec.md prints them', async () => {
    const page = await readFile(FIRST_CODEC_PAGE, 'utf8');
    await writeFile(join(folder, 'mine.py'), cellsOf(page)[0] ?? '');
    // The checkout's own command, without its look at what is installed.
    const launcher = `#!/bin/sh\nexec ${process.execPath} ${CLI} "$@"\n`;
    await writeFile(join(folder, 'codecsmith'), launcher, { mode: 0o755 });
    await symlink(EXAMPLES, join(folder, 'examples'));
    const steps = printedSessions(page).flat();
    expect(steps.length).toBeGreaterThan(3);
    const env = { PATH: process.env['PATH'], LAB_HOME: lab.home };
    for (const { command, output } of steps) {
      const { stdout } = await run('bash', ['-c', command], { env, cwd: folder });
      expect(stdout.trimEnd()).toMatch(printedPattern(output));
    }
  });

  (hasPandas ? it : it.skip)('runs every cell of docs/python.md (skipped without pandas)', async () => {
    const cells = cellsOf(await readFile(NOTEBOOK_PAGE, 'utf8'));
    expect(cells.length).toBeGreaterThan(10);
    await writeFile(join(folder, 'cells.json'), JSON.stringify(cells));
    const env = { PATH: process.env['PATH'], LAB_HOME: lab.home, PYTHONPATH: join(CLIENT, 'src') };
    const { stdout } = await run(PYTHON, ['-c', NOTEBOOK, join(folder, 'cells.json')], { env });
    const outputs = stdout.split('---- end of a cell ----\n').slice(0, -1);
    expect(outputs).toHaveLength(cells.length);
    expect(outputs[0]).toContain('harbour');
    expect(outputs[2]).toMatch(/harbour +50 +\d/);
    expect(outputs[4]).toMatch(/^crashed .*repeatt/);
    expect(outputs[5]).toMatch(/^4\d\d \w+ clips/);
    expect(outputs.at(-1)).toMatch(/^\('stopped', [1-9]/);
  });

  (canInstall ? it : it.skip)('installs with pip (skipped without pip, setuptools and wheel)', async () => {
    const options = ['--no-build-isolation', '--no-deps', '--no-index', '--quiet', '--target', join(folder, 'site')];
    await cp(CLIENT, join(folder, 'client'), { recursive: true }); // pip builds in the folder that it installs
    await run(PYTHON, ['-m', 'pip', 'install', ...options, join(folder, 'client')]);
    const env = { PATH: process.env['PATH'], PYTHONPATH: join(folder, 'site') };
    const program =
      'import codecsmith, importlib.metadata as m; print(codecsmith.Lab.__name__, m.version("codecsmith"))';
    const { stdout } = await run(PYTHON, ['-c', program], { env, cwd: folder });
    expect(stdout.trim()).toBe('Lab 0.2.0');
  });
});
