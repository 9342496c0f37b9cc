import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { connect } from '@nats-io/transport-node';
import { exampleCodec, Lab } from './lab.ts';
import { natsByLibrary } from './nats-by-library.ts';
import { printedPattern, printedSessions, wordsOf, type PrintedStep } from './printed-session.ts';

const run = promisify(execFile);
const PAGE = new URL('../../../docs/bus.md', import.meta.url);
const EXAMPLE = fileURLToPath(new URL('../../../examples/request/request.mjs', import.meta.url));
const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const END_OF_STEP = '---- end of a printed step ----';
const PATIENCE_MS = 600_000;

const isInstalled = (program: string): boolean =>
  (process.env['PATH'] ?? '').split(delimiter).some((folder) => existsSync(join(folder, program)));

describe('docs/bus.md', () => {
  let lab: Lab;
  let curl: readonly PrintedStep[];
  let nats: readonly PrintedStep[];

  beforeAll(async () => {
    const [first, second, ...more] = printedSessions(await readFile(PAGE, 'utf8'));
    expect(more).toEqual([]);
    [curl, nats] = [first ?? [], second ?? []];
    lab = await Lab.up();
  });
  afterAll(() => lab?.down());

  const inShell = async (steps: readonly PrintedStep[]): Promise<string[]> => {
    const script = ['set -e', ...steps.map(({ command }) => `${command}\necho '${END_OF_STEP}'`)].join('\n');
    const env = { PATH: process.env['PATH'], HOME: lab.home, LAB_HOME: lab.home };
    const { stdout } = await run('bash', ['-c', script], { cwd: ROOT, env, timeout: PATIENCE_MS });
    return stdout.split(`${END_OF_STEP}\n`).slice(0, -1);
  };
  const expectPrinted = (steps: readonly PrintedStep[], outputs: readonly string[]): void => {
    expect(outputs.length).toBe(steps.length);
    for (const [index, { command, output }] of steps.entries()) {
      expect({ command, output: outputs[index]?.trimEnd() }).toEqual({
        command,
        output: expect.stringMatching(printedPattern(output)) as string,
      });
    }
  };

  (isInstalled('curl') ? it : it.skip)(
    'prints a curl session that works as printed (skipped without curl)',
    async () => {
      expect(curl.length).toBeGreaterThan(5);
      expectPrinted(curl, await inShell(curl));
    },
  );

  (isInstalled('nats') ? it : it.skip)(
    'prints a nats session that works as printed (skipped without nats)',
    async () => {
      expectPrinted(nats, await inShell(nats));
    },
  );

  (isInstalled('nats') ? it.skip : it)(
    'prints a nats session whose commands do, by the library, what is printed',
    async () => {
      const nc = await connect(await lab.natsOptions());
      const outputs: string[] = [];
      for (const { command } of nats) {
        const [program, ...words] = wordsOf(command);
        if (program === 'nats') outputs.push(await natsByLibrary(nc, words));
        else if (program === './codecsmith') outputs.push((await lab.cli(...words.slice(0, 4))).stdout);
        else outputs.push('');
      }
      await nc.close();
      expect(nats.filter(({ command }) => command.startsWith('nats ')).length).toBeGreaterThan(3);
      expectPrinted(nats, outputs);
    },
  );

  it('has an example that asks for an experiment once, and tells its life as often as it is run', async () => {
    const env = { PATH: process.env['PATH'], LAB_NATS_URL: await lab.natsUrl() };
    const example = async (): Promise<string[]> => {
      const args = [EXAMPLE, 'by-example', exampleCodec('intra_dct.py'), 'harbour'];
      return (await run(process.execPath, args, { env, timeout: PATIENCE_MS })).stdout.trimEnd().split('\n');
    };
    const [asked, ...life] = await example();
    expect(asked).toMatch(/^exp-[0-9a-f]{20} is requested$/);
    expect(life).toEqual([
      ...['ExperimentRequested', 'CandidateDrafted', 'CandidateCleared', 'ExecutionStarted', 'CandidateExecuted'],
      ...['CandidateMeasured', 'ExperimentConcluded', 'completed'],
    ]);
    expect(await example()).toEqual([asked?.replace('is requested', 'was requested before'), ...life]);
  });
});
