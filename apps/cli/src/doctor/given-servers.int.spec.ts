import { execFile } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startTestNats, startTestPostgres, type TestNats, type TestPostgres } from '@codecsmith/test-servers';
import { freePort } from '@codecsmith/platform';
import { Client } from 'pg';
import { checkGivenNats } from './given-nats.ts';
import { checkGivenPostgres } from './given-postgres.ts';
import { serverLines } from './given-servers.ts';
import { skewProblem } from './server-check.ts';

describe('a Postgres that is not the lab’s own', () => {
  let postgres: TestPostgres;
  beforeAll(async () => {
    postgres = await startTestPostgres();
  });
  afterAll(() => postgres?.stop());

  it('is measured by what the ledger needs', async () => {
    const found = await checkGivenPostgres(postgres.url);
    expect(found.version).toMatch(/^18/);
    // Tests run without fsync.
    expect(found.problems).toEqual(['fsync: off; allowed: on, or an accepted fact can be lost']);
  });

  it('must let its role make tables, and the role of readers', async () => {
    const owner = new Client({ connectionString: postgres.url });
    await owner.connect();
    await owner.query("CREATE ROLE weak LOGIN PASSWORD 'weak'");
    await owner.end();
    const url = new URL(postgres.url);
    url.username = 'weak';
    url.password = 'weak';

    expect((await checkGivenPostgres(url.href)).problems.slice(0, 2)).toEqual([
      'rights: its role may not CREATE in schema public; the ledger makes its tables there',
      'rights: there is no role lab_reader, and this role may not make one: CREATE ROLE lab_reader NOLOGIN',
    ]);
  });

  it('that does not answer is said so, without its password', async () => {
    const found = await checkGivenPostgres(`postgres://u:hunter22@127.0.0.1:${await freePort()}/d`);
    expect(found).toMatchObject({ name: 'postgres', version: null });
    expect(serverLines([found])).toEqual([expect.stringMatching(/^your postgres: does not answer: .*ECONNREFUSED/)]);
    expect(JSON.stringify(found)).not.toContain('hunter22');
  });
});

describe('a NATS that is not the lab’s own', () => {
  let nats: TestNats | undefined;
  afterEach(() => nats?.stop());

  it('fits when it has JetStream', async () => {
    nats = await startTestNats();
    const found = await checkGivenNats({ url: nats.url });
    expect(found.problems).toEqual([]);
    expect(serverLines([found])).toEqual([`your nats ${found.version} fits`]);
  });

  it('learns what it lacks: JetStream, room in a message', async () => {
    const port = await freePort();
    const folder = await mkdtemp(join(tmpdir(), 'codecsmith-nats-'));
    await writeFile(join(folder, 'nats.conf'), `listen: "127.0.0.1:${port}"\nmax_payload: 65536\n`);
    const server = execFile('nats-server', ['--config', join(folder, 'nats.conf')]);
    try {
      const url = `nats://127.0.0.1:${port}`;
      let found = await checkGivenNats({ url });
      while (found.version === null) found = await checkGivenNats({ url });
      expect(found.problems).toEqual([
        'max_payload: 65536; allowed: 1048576 or more',
        expect.stringMatching(/^jetstream: .*; it must be enabled for this account$/),
      ]);
    } finally {
      server.kill();
    }
  });
});

describe('the clock of a server', () => {
  it.each([
    [1_000, null],
    [3_500, null],
    [900, null],
    [5_001, "clock: 3.0 s ahead of this machine's; allowed: 2 s"],
    [-2_000, "clock: 3.0 s behind this machine's; allowed: 2 s"],
  ])('that shows %s ms between 1,000 and 2,000: %s', (atMs, problem) => {
    expect(skewProblem(atMs, 1_000, 2_000)).toBe(problem);
  });
});
