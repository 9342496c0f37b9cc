import { RateLimit } from './access/rate-limit.guard.ts';
import { startSmallLab, type SmallLab } from './small-lab.testing.ts';

/** So slow that nothing is given back while the test runs. */
const RATE = new RateLimit(3, 0.001);

describe('the rate of requests', () => {
  let lab: SmallLab;
  beforeAll(async () => {
    lab = await startSmallLab({ rate: RATE });
  });
  afterAll(() => lab.stop());

  const ask = (role: 'viewer' | 'operator') =>
    fetch(`${lab.url}/api/v1/clips`, { headers: { authorization: `Bearer ${lab.tokenOf(role)}` } });

  it('is limited by token: 429 with a problem document that says when to ask again', async () => {
    const answers = [await ask('viewer'), await ask('viewer'), await ask('viewer'), await ask('viewer')];

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429]);
    const refused = answers[3];
    expect(refused?.headers.get('content-type')).toMatch('application/problem+json');
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(900);
    expect(await refused?.json()).toMatchObject({ status: 429, code: 'too_many_requests' });
    expect((await ask('operator')).status).toBe(200);
  });
});
