import { hostname } from 'node:os';
import type { ExperimentDocument, Fact } from '@codecsmith/client';
import { exampleCodec, until } from '@codecsmith/test-journeys';
import { canMakeHosts, Network, type Host, type RunningCommand } from './hosts.ts';

const describeWithHosts = (await canMakeHosts()) ? describe : describe.skip;
if (describeWithHosts === describe.skip) console.warn('SKIPPED: no network namespaces can be made here (root and ip)');

describeWithHosts('a second machine', () => {
  let network: Network;
  let control: Host;
  let attic: Host;
  let joined: RunningCommand | undefined;

  beforeAll(async () => {
    network = await Network.make({ LAB_EXECUTOR_SPLIT: 'true' });
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

  const submit = async (): Promise<string> => {
    const options = ['--clip', 'square', '--quality', '50', '--name', `run ${++submitted}`];
    return (await control.json<{ aggregateId: string }>('submit', exampleCodec('lossless.py'), ...options)).aggregateId;
  };
  const show = (id: string) => control.json<ExperimentDocument>('experiment', 'show', id);
  const waitOf = (id: string) =>
    until(async () => {
      const { waitsFor } = await show(id);
      return waitsFor?.startsWith('a second') === true ? waitsFor : undefined;
    });
  let submitted = 0;
  let first: string;

  it('is waited for, and the wait is shown, where the lab has one executor and splits executions', async () => {
    first = await submit();

    expect(await waitOf(first)).toBe('a second executor: service:executor encoded, another one decodes');
    expect((await control.cli('experiment', 'show', first)).stdout).toContain('waiting   for a second executor');
    expect((await show(first)).phase).toBe('queued');
  });

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

    expect(executor).toMatchObject({ name: 'attic', lanes: ['cpu'], slots: 1, silent: false });
    expect(executor.tier).toMatch(/^(A|B|C)$/);
    expect((await control.cli('status')).stdout).toMatch(/^attic\s/m);
  });

  it('decodes what the own executor of the lab encoded, and the result says so', async () => {
    const document = await until(async () => {
      const shown = await show(first);
      return shown.phase === 'concluded' ? shown : undefined;
    });

    expect(document).toMatchObject({ outcome: 'completed', jail: { split: 'executors', encoding: { unsafe: false } } });
    expect(document.waitsFor).toBeNull();
    const { facts } = await control.json<{ facts: Fact[] }>('history', first);
    const started = facts.filter(({ type }) => type === 'ExecutionStarted').map(({ data }) => data as object);
    expect(started).toMatchObject([
      { attempt: 1 },
      { attempt: 2, executor: expect.stringMatching(/^attic-/) as unknown },
    ]);
    expect(facts.find(({ type }) => type === 'BitstreamsEncoded')?.data).toMatchObject({ by: 'service:executor' });
    expect(await found('attic')).toMatchObject({ done: 1, failed: 0 });
    expect(await found(hostname())).toMatchObject({ done: 1, failed: 0 });
  });

  it('runs what the lab gives it while the own executor of the lab drains', async () => {
    await control.json('executor', 'drain', hostname());
    await until(async () => ((await found(hostname()))?.state === 'drains' ? true : undefined));

    const second = await submit();

    expect(await waitOf(second)).toBe('a second executor: service:attic encoded, another one decodes');
    const done = await until(async () => ((await found('attic'))?.done === 2 ? found('attic') : undefined));
    expect(done).toMatchObject({ doing: [], failed: 0 });
    expect(await found(hostname())).toMatchObject({ state: 'drains', done: 1 });
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
