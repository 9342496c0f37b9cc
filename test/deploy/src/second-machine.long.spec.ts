import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { exampleCodec, until, type ExperimentDocument, type HistoryEntry } from '@codecsmith/test-journeys';
import { canMakeHosts, Network, type Host, type RunningCommand } from './hosts.ts';

const EXPERIMENTS = 12;
const HOSTS = ['cut', 'killed', 'drained'] as const;

const describeWithHosts = (await canMakeHosts()) ? describe : describe.skip;
if (describeWithHosts === describe.skip) console.warn('SKIPPED: no network namespaces can be made here (root and ip)');

describeWithHosts('three executor hosts, of which one is cut off and healed, one is killed, one is drained', () => {
  let network: Network;
  let control: Host;
  let folder: string;
  const hosts = new Map<string, Host>();
  const joined = new Map<string, RunningCommand>();

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'codecsmith-hosts-'));
    network = await Network.make();
    control = network.control;
    await control.json('up');
    await control.json('clip', 'add', '--builtin');
    for (const name of HOSTS) {
      const host = await network.addHost();
      const options = ['--address', control.address, '--slots', '1'];
      const { invitation } = await control.json<{ invitation: string }>('executor', 'invite', name, ...options);
      hosts.set(name, host);
      joined.set(name, host.start('executor', 'join', invitation));
    }
    for (const name of HOSTS) await until(async () => ((await found(name))?.state === 'works' ? true : undefined));
  });
  afterAll(async () => {
    for (const running of joined.values()) await running.signal('SIGKILL');
    await network?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const found = async (name: string) => (await control.executors()).find((each) => each.name === name);
  const works = (name: string) =>
    until(async () => ((await found(name))?.doing.length === 1 ? found(name) : undefined));

  /** A codec of its own for each experiment, which takes its time over every frame. */
  async function slowCodec(index: number): Promise<string> {
    const path = join(folder, `slow_${index}.py`);
    const code = await readFile(exampleCodec('lossless.py'), 'utf8');
    const place = 'def to_differences(image):\n';
    if (!code.includes(place)) throw new Error(`the example has no ${place}`);
    await writeFile(path, code.replace(place, `${place}    __import__("time").sleep(0.4 + ${index} / 10000)\n`));
    return path;
  }

  async function submit(index: number): Promise<string> {
    const options = ['--clip', 'square', '--quality', '50', '--limit', 'wallMs=120000'];
    return (await control.json<{ aggregateId: string }>('submit', await slowCodec(index), ...options)).aggregateId;
  }

  it('run every experiment once', async () => {
    const ids: string[] = [];
    for (let index = 0; index < EXPERIMENTS; index += 1) ids.push(await submit(index));

    await works('cut');
    await network.setLink(hosts.get('cut') as Host, 'down');
    await works('killed');
    await joined.get('killed')?.signal('SIGKILL');
    const before = await works('drained');
    await control.json('executor', 'drain', 'drained');
    await until(async () => ((await found('cut'))?.silent === true ? true : undefined));
    const drained = await until(async () => {
      const now = await found('drained');
      return now?.state === 'drains' && now.doing.length === 0 ? now : undefined;
    });
    expect(drained.done + drained.failed).toBeGreaterThan((before?.done ?? 0) + (before?.failed ?? 0));
    await network.setLink(hosts.get('cut') as Host, 'up');
    await until(async () => ((await found('cut'))?.silent === false ? true : undefined));

    for (const id of ids) {
      const ended = await until(async () => {
        const document = await control.json<ExperimentDocument>('experiment', 'show', id);
        return document.phase === 'concluded' ? document : undefined;
      });
      expect([id, ended.outcome]).toEqual([id, 'completed']);
      const { facts } = await control.json<{ facts: HistoryEntry[] }>('history', id);
      const types = facts.map(({ type }) => type);
      expect(types.filter((type) => type === 'CandidateExecuted')).toHaveLength(1);
      expect(types.filter((type) => type === 'ExperimentConcluded')).toHaveLength(1);
    }
    const own = await found(hostname());
    expect((await found('drained'))?.done).toBe(drained.done);
    expect((own?.done ?? 0) + (await found('cut').then((each) => each?.done ?? 0))).toBeGreaterThan(0);
  });
});
