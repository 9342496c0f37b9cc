import { appendFile, mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { limitLog } from './log-files.ts';

describe('a log', () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'codecsmith-logs-'));
    path = join(folder, 'api.log');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('starts anew beyond its size while its writer goes on, and the old lines are kept once', async () => {
    const writer = await open(path, 'a');
    await writer.write('first\n'.repeat(100));
    expect(await limitLog(path, 1_000)).toBe(false);
    expect(await limitLog(path, 500)).toBe(true);
    await writer.write('second\n');
    expect(await readFile(path, 'utf8')).toBe('second\n');
    expect(await readFile(`${path}.1`, 'utf8')).toBe('first\n'.repeat(100));

    await writer.write('third\n'.repeat(100));
    expect(await limitLog(path, 500)).toBe(true);
    await writer.close();
    expect(await readFile(`${path}.1`, 'utf8')).toBe(`second\n${'third\n'.repeat(100)}`);
    expect(await readFile(path, 'utf8')).toBe('');
  });

  it('cuts no line that is written while it is copied', async () => {
    const line = `${'x'.repeat(99)}\n`;
    await appendFile(path, line.repeat(2_000));
    const writing = (async () => {
      for (let count = 0; count < 200; count += 1) await appendFile(path, line);
    })();
    await limitLog(path, 100_000);
    await writing;
    const [old, now] = [await readFile(`${path}.1`, 'utf8'), await readFile(path, 'utf8')];
    for (const text of (old + now).trimEnd().split('\n')) expect(text).toHaveLength(99);
  });
});
