import { fileURLToPath } from 'node:url';
import { runQuietly, type Ended } from './processes.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const MAIN = fileURLToPath(new URL('main.ts', import.meta.url));

const test = (...words: string[]): Promise<Ended> => runQuietly(ROOT, [MAIN, ...words]);

describe('the command line of the test runner', () => {
  it('has help with examples, --long and --json', async () => {
    const { exitCode, output } = await test('--help');
    expect(exitCode).toBe(0);
    for (const part of ['Examples:\n  ./codecsmith test ', '--long', '--json']) expect(output).toContain(part);
  });

  it('says 2 to what it does not understand, and what there is', async () => {
    const unknown = await test('jial');
    expect(unknown.exitCode).toBe(2);
    expect(unknown.output).toContain('no project is called "jial". There are: apps/api, ');
    expect((await test('--fast')).exitCode).toBe(2);
  });
});
