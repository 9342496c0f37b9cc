import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CHECKOUT } from '@codecsmith/platform';
import { DEPLOY } from './prometheus.ts';

const run = promisify(execFile);
const analyze = (...args: string[]) => run('systemd-analyze', args);
const hasSystemd = await analyze('--version').then(
  () => true,
  () => false,
);
const describeWithSystemd = hasSystemd ? describe : describe.skip;
if (!hasSystemd) console.warn('SKIPPED: systemd-analyze is not installed');

const UNITS = join(DEPLOY, 'systemd');
const units = (await readdir(UNITS)).filter((name) => name.endsWith('.service'));

describeWithSystemd.each(units)('the unit %s', (unit) => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'codecsmith-units-'));
    const text = await readFile(join(UNITS, unit), 'utf8');
    await writeFile(join(folder, unit), text.replaceAll('/opt/codecsmith', CHECKOUT));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('is what systemd understands, and starts programs that are there', async () => {
    const { stdout, stderr } = await analyze('verify', join(folder, unit));
    expect(stdout + stderr).toBe('');
  });

  it('is as exposed as its page says', async () => {
    const { stdout } = await analyze('security', '--offline=true', '--no-pager', join(folder, unit));
    const level = /Overall exposure level for \S+: ([\d.]+)/.exec(stdout)?.[1];
    expect(await readFile(join(UNITS, 'README.md'), 'utf8')).toContain(`| \`${unit}\` | ${level} |`);
  });
});
