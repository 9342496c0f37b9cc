import { hostname } from 'node:os';
import { exampleCodec, until, type ExperimentDocument } from '@codecsmith/test-journeys';
import { canMakeHosts, Network, type Host, type RunningCommand } from './hosts.ts';

const describeWithHosts = (await canMakeHosts()) ? describe : describe.skip;
if (describeWithHosts === describe.skip) console.warn('SKIPPED: no network namespaces can be made here (root and ip)');

describeWithHosts('a second machine', () => {
  let network: Network;
  let control: Host;
  let attic: Host;
  let joined: RunningCommand | undefined;

  beforeAll(async () => {
    network = await Network.make();
    control = network.control;
    await control.json('up');
    await control.json('clip', 'add', '--builtin');
    attic = await network.addHost();
  });
  afterAll(async () => {
    await joined?.signal('SIGKILL');
    await network?.close();
  });

  const invite = async (...options: string[]): Promise<string> =>
    (await control.json<{ invitation: string }>('executor', 'invite', 'attic', ...options)).invitation;
  const found = async (name: string) => (await control.executors()).find((each) => each.name === name);

  it('is invited with the address that it reaches, which only the operator knows', async () => {
    const said = await control.cli('executor', 'invite', 'attic');
    expect(said.code).toBe(4);
    expect(said.stderr).toContain('LAB_API_HOST is 0.0.0.0');
  });

  it('joins by one line, and is shown with all that it is', async () => {
    const invitation = await invite('--address', control.address, '--slots', '1');
    joined = attic.start('executor', 'join', invitation);

    const executor = await until(async () => {
      const known = await found('attic');
      return known?.state === 'works' ? known : undefined;
    });

    expect(executor).toMatchObject({ name: 'attic', lanes: ['cpu'], slots: 1, doing: [], done: 0, silent: false });
    expect(executor.tier).toMatch(/^(A|B|C)$/);
    expect((await control.cli('status')).stdout).toMatch(/^attic\s/m);
  });

  it('runs what the lab gives it while the own executor of the lab drains', async () => {
    await control.json('executor', 'drain', hostname());
    await until(async () => ((await found(hostname()))?.state === 'drains' ? true : undefined));

    const options = ['--clip', 'square', '--quality', '50', '--wait'];
    const document = await control.json<ExperimentDocument>('submit', exampleCodec('lossless.py'), ...options);

    expect(document.outcome).toBe('completed');
    const done = await until(async () => ((await found('attic'))?.done === 1 ? found('attic') : undefined));
    expect(done).toMatchObject({ doing: [], failed: 0 });
    expect(await found(hostname())).toMatchObject({ state: 'drains', done: 0 });
  });

  it('ends when it is removed, and its credentials are worth nothing then', async () => {
    const removed = await control.json('executor', 'remove', 'attic');
    expect(removed).toEqual({ removed: 'attic', ended: 1 });
    expect(await joined?.exit).toBe(0);
    expect((await control.json<{ tokens: { name: string }[] }>('token', 'list')).tokens).not.toContainEqual(
      expect.objectContaining({ name: 'attic' }),
    );
  });
});
