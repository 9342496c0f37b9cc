import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { readJestReport } from './jest-report.ts';
import { findProjects, selectProjects, UsageError } from './projects.ts';
import { findSuites } from './suites.ts';

const JAIL = { name: '@codecsmith/jail', folder: 'libs/jail' };
const LEDGER = { name: '@codecsmith/ledger', folder: 'libs/ledger' };
const LEDGER_APP = { name: '@codecsmith/ledger-app', folder: 'apps/ledger' };

describe('the projects that a test run covers', () => {
  let root: string;

  const put = async (path: string, text: string): Promise<void> => {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  };
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'projects-'));
  });
  afterEach(() => rm(root, { recursive: true }));

  it('finds projects with sources, and their suites by kind', async () => {
    const manifest = (name: string) => JSON.stringify({ name });
    await put('libs/jail/package.json', manifest(JAIL.name));
    await put('libs/jail/src/limits.unit.spec.ts', '');
    await put('libs/jail/src/host/pool.int.spec.ts', '');
    await put('libs/jail/src/host/many.long.spec.ts', '');
    await put('test/journeys/package.json', manifest('@codecsmith/test-journeys'));
    await put('test/journeys/src/submit.e2e.spec.ts', '');
    await put('libs/empty/package.json', manifest('@codecsmith/empty'));

    const projects = await findProjects(root);

    expect(projects).toEqual([JAIL, { name: '@codecsmith/test-journeys', folder: 'test/journeys' }]);
    const below = async (kinds: string[]) =>
      (await findSuites(root, projects, kinds)).map((path) => path.slice(root.length + 1));
    expect(await below(['unit', 'int'])).toEqual([
      'libs/jail/src/host/pool.int.spec.ts',
      'libs/jail/src/limits.unit.spec.ts',
    ]);
    expect(await below(['e2e'])).toEqual(['test/journeys/src/submit.e2e.spec.ts']);
    expect(await below(['long'])).toEqual(['libs/jail/src/host/many.long.spec.ts']);
  });

  it('takes a short name, a folder or a package name; a short name may mean an app and a library', () => {
    const all = [LEDGER_APP, JAIL, LEDGER];
    expect(selectProjects(all, [])).toEqual(all);
    expect(selectProjects(all, ['ledger'])).toEqual([LEDGER_APP, LEDGER]);
    expect(selectProjects(all, ['libs/ledger', '@codecsmith/jail'])).toEqual([JAIL, LEDGER]);
  });

  it('refuses a name that no project has and says which there are', () => {
    expect(() => selectProjects([JAIL, LEDGER], ['jial'])).toThrow(
      new UsageError('no project is called "jial". There are: libs/jail, libs/ledger'),
    );
  });

  it('reports a file that is not a report as an error, never as zero tests', async () => {
    const path = join(root, 'report.json');
    expect(await readJestReport(path)).toBeUndefined();
    await put('report.json', '{"testResults":');
    await expect(readJestReport(path)).rejects.toThrow(SyntaxError);
    await put('report.json', '{}');
    await expect(readJestReport(path)).rejects.toThrow('testResults');
  });
});
