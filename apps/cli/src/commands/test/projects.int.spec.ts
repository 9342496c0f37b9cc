import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { CommandError, EXIT } from '../../exit-code.ts';
import { readJestReport } from './jest-report.ts';
import { findProjects, removeReports, reportPath, selectProjects } from './projects.ts';

const JAIL = { name: '@codecsmith/jail', folder: 'libs/jail', hasJourneys: false };
const LEDGER = { name: '@codecsmith/ledger', folder: 'libs/ledger', hasJourneys: false };
const LEDGER_APP = { name: '@codecsmith/ledger-app', folder: 'apps/ledger', hasJourneys: false };

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

  it('finds projects with sources and a test script, and sees which have journeys', async () => {
    const manifest = (name: string) => JSON.stringify({ name, scripts: { test: 'jest' } });
    await put('libs/jail/package.json', manifest('@codecsmith/jail'));
    await put('libs/jail/src/index.ts', '');
    await put('test/journeys/package.json', manifest('@codecsmith/test-journeys'));
    await put('test/journeys/src/submit.e2e.spec.ts', '');
    await put('libs/empty/package.json', manifest('@codecsmith/empty'));
    await put('libs/untested/package.json', JSON.stringify({ name: 'untested' }));
    await put('libs/untested/src/index.ts', '');

    expect(await findProjects(root)).toEqual([
      JAIL,
      { name: '@codecsmith/test-journeys', folder: 'test/journeys', hasJourneys: true },
    ]);
  });

  it('takes a short name, a folder or a package name; a short name may mean an app and a library', () => {
    const all = [LEDGER_APP, JAIL, LEDGER];
    expect(selectProjects(all, [])).toEqual(all);
    expect(selectProjects(all, ['ledger'])).toEqual([LEDGER_APP, LEDGER]);
    expect(selectProjects(all, ['libs/ledger', '@codecsmith/jail'])).toEqual([JAIL, LEDGER]);
  });

  it('refuses a name that no project has and says which there are', () => {
    const allowed = ['libs/jail', 'libs/ledger'];
    expect(() => selectProjects([JAIL, LEDGER], ['jial'])).toThrow(
      new CommandError(EXIT.usage, 'no project is called "jial". There are: libs/jail, libs/ledger', { allowed }),
    );
  });

  it('leaves no report of an earlier run behind', async () => {
    const path = reportPath(root, JAIL, 'test');
    await put('libs/jail/test-results/test.json', '{"testResults":[]}');
    expect(await readJestReport(path)).toEqual({ testResults: [] });

    await removeReports(root, [JAIL]);

    expect(await readJestReport(path)).toBeUndefined();
  });

  it('reports a file that is not a report as an error, never as zero tests', async () => {
    await put('libs/jail/test-results/test.json', '{"testResults":');
    await expect(readJestReport(reportPath(root, JAIL, 'test'))).rejects.toThrow(SyntaxError);
    await put('libs/jail/test-results/test.json', '{}');
    await expect(readJestReport(reportPath(root, JAIL, 'test'))).rejects.toThrow('testResults');
  });
});
