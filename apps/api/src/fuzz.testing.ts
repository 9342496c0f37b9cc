import fc from 'fast-check';
import { RateLimit } from './access/rate-limit.guard.ts';
import { startSmallLab, type SmallLab } from './small-lab.testing.ts';

const NO_LIMIT = new RateLimit(1_000_000, 1_000_000);

const PATHS = [
  ...['health/live', 'health/ready', 'api/v1/status', 'api/v1/experiments', 'api/v1/experiments/x', 'api/v1/facts'],
  ...['api/v1/campaigns', 'api/v1/clips', 'api/v1/curves', 'api/v1/legacy', 'api/v1/tokens', 'api/v1/quarantine'],
  ...['api/v1/anchors', 'api/v1/experiments/x/cancel', 'api/v1/experiments/x/verify', 'api/v1/experiments/x/frames/0'],
  ...['api/v1/artifacts/x', `api/v1/artifacts/${'0'.repeat(64)}`, 'api/v1/campaigns/x/stop', 'api/v1/clips/x/rename'],
];
const FIELDS = [
  'id',
  'data',
  'source',
  'clips',
  'qualities',
  'name',
  'role',
  'after',
  'limit',
  'cursor',
  'clip',
  'sort',
];
/** A command that is understood would change the lab: these are left out of bodies. */
const ODD = ['\0', '\ud800', '../../etc/passwd', '%', "' OR 1=1 --", '9'.repeat(400), '-1', '1e999', '🎞', '\r\nx: y'];

const word = fc.oneof(
  fc.constantFrom(...ODD),
  fc.string({ maxLength: 40 }),
  fc.string({ unit: 'binary', maxLength: 20 }),
);
const body = fc.oneof(
  fc.json(),
  fc.dictionary(fc.constantFrom(...FIELDS), fc.oneof(word, fc.jsonValue())).map((fields) => JSON.stringify(fields)),
  fc.string({ unit: 'binary', maxLength: 200 }),
);

/** One request that nobody meant: any route, method, query, header and body. */
const request = fc.record({
  path: fc.oneof(
    fc.constantFrom(...PATHS),
    fc.array(word, { minLength: 1, maxLength: 4 }).map((parts) => parts.map(encoded).join('/')),
  ),
  method: fc.constantFrom('GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'),
  query: fc.dictionary(fc.oneof(fc.constantFrom(...FIELDS), word), word, { maxKeys: 3 }),
  type: fc.constantFrom('application/json', 'application/octet-stream', 'text/plain', ''),
  body,
});

/** A lone surrogate has no encoding. */
const encoded = (text: string): string => encodeURIComponent(text.toWellFormed());

/** What a round of requests came to; `faults` should be empty. */
interface FuzzReport {
  readonly sent: number;
  readonly byStatus: Readonly<Record<number, number>>;
  readonly faults: readonly string[];
}

/** Sends so many requests as an operator; the same seed sends the same ones. */
async function fuzz(lab: SmallLab, count: number, seed: number): Promise<FuzzReport> {
  const byStatus: Record<number, number> = {};
  const faults: string[] = [];
  for (const { path, method, query, type, body: text } of fc.sample(request, { numRuns: count, seed })) {
    const words = Object.entries(query).map(([name, value]) => `${encoded(name)}=${encoded(value)}`);
    const url = `${lab.url}/${path}?${words.join('&')}`;
    const headers = {
      authorization: `Bearer ${lab.tokenOf('operator')}`,
      ...(type !== '' && { 'content-type': type }),
    };
    const hasBody = !['GET', 'HEAD'].includes(method);
    const response = await fetch(url, { method, headers, ...(hasBody && { body: text.toWellFormed() }) });
    await response.arrayBuffer();
    byStatus[response.status] = (byStatus[response.status] ?? 0) + 1;
    if (response.status >= 500) faults.push(`${response.status}: ${method} ${url} ${text.slice(0, 200)}`);
  }
  return { sent: count, byStatus, faults };
}

/** A spec of its own lab: so many requests never meet a fault of the lab, and change nothing. */
export const describeFuzz = (title: string, count: number, seed: number): void =>
  describe(title, () => {
    let lab: SmallLab;
    beforeAll(async () => {
      lab = await startSmallLab({ rate: NO_LIMIT });
    });
    afterAll(() => lab.stop());

    it('never meet a fault of the lab, and change nothing', async () => {
      const before = await lab.ledger.head();
      const report = await fuzz(lab, count, seed);
      process.stdout.write(`${JSON.stringify(report.byStatus)}\n`);
      expect(report.faults).toEqual([]);
      expect(await lab.ledger.head()).toEqual(before);
      expect((await fetch(`${lab.url}/health/ready`)).status).toBe(200);
    });
  });
