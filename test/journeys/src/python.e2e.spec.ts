import { execFile, spawnSync } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Lab } from './lab.ts';

const run = promisify(execFile);
const PAGE = new URL('../../../docs/python.md', import.meta.url);
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

describe('the package for Python', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'codecsmith-python-'));
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  (hasPandas ? it : it.skip)('runs every cell of docs/python.md (skipped without pandas)', async () => {
    const cells = cellsOf(await readFile(PAGE, 'utf8'));
    expect(cells.length).toBeGreaterThan(10);
    await writeFile(join(folder, 'cells.json'), JSON.stringify(cells));
    const lab = await Lab.up();
    try {
      const env = { PATH: process.env['PATH'], LAB_HOME: lab.home, PYTHONPATH: join(CLIENT, 'src') };
      const { stdout } = await run(PYTHON, ['-c', NOTEBOOK, join(folder, 'cells.json')], { env });
      const outputs = stdout.split('---- end of a cell ----\n').slice(0, -1);
      expect(outputs).toHaveLength(cells.length);
      expect(outputs[0]).toContain('harbour');
      expect(outputs[2]).toMatch(/harbour +50 +\d/);
      expect(outputs[4]).toMatch(/^crashed .*repeatt/);
      expect(outputs[5]).toMatch(/^4\d\d \w+ clips/);
      expect(outputs.at(-1)).toMatch(/^\('stopped', [1-9]/);
    } finally {
      await lab.down();
    }
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
