import { startSmallLab, addSmallClip, type SmallLab } from './small-lab.testing.ts';

describe('what a request may hold', () => {
  let lab: SmallLab;

  beforeAll(async () => {
    lab = await startSmallLab();
    await addSmallClip(lab);
  });
  afterAll(() => lab.stop());

  const get = (path: string, init: RequestInit = {}) =>
    fetch(lab.url + path, {
      ...init,
      headers: { authorization: `Bearer ${lab.tokenOf('operator')}`, ...init.headers },
    });
  const post = (path: string, body: string) =>
    get(path, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
  const refusal = async (response: Promise<Response>) => {
    const { status, detail, field, allowed } = (await (await response).json()) as Record<string, unknown>;
    return { status, detail, field, allowed };
  };

  it.each([
    ['/api/v1/facts?from=1', 'from', '"1"', ['after', 'limit']],
    ['/api/events?from=1', 'from', '"1"', ['after', 'aggregateId']],
    ['/api/v1/experiments/exp-1?until=2', 'until', '"2"', ['at']],
    ['/api/v1/campaigns?after=3', 'after', '"3"', ['cursor', 'limit']],
    ['/api/v1/clips?limit=3', 'limit', '"3"', []],
    ['/api/v1/status?verbose', 'verbose', '""', []],
    ['/health/ready?x=1', 'x', '"1"', []],
  ])(
    'refuses the unknown parameter of %s with its name, its value and what is allowed',
    async (path, name, value, allowed) => {
      const { detail, ...rest } = await refusal(get(path));
      expect(rest).toEqual({ status: 400, field: name, allowed });
      expect(detail).toMatch(`${name}: ${value} is not allowed: `);
    },
  );

  const request = { source: { kind: 'generated', seed: '1' }, clips: ['small'] };
  it.each([
    ['/api/v1/experiments', { ...request, qualites: [20] }, 400, 'qualites', '[20]'],
    ['/api/v1/experiments', { ...request, source: { ...request.source, sed: 1 } }, 422, 'source.sed', '1'],
    ['/api/v1/campaigns', { clips: ['small'], budget: { evaluation: 3 } }, 422, 'budget.evaluation', '3'],
    ['/api/v1/campaigns/none/pause', { why: 'lunch' }, 400, 'why', '"lunch"'],
    ['/api/v1/tokens', { name: 'x', role: 'viewer', until: 'noon' }, 400, 'until', '"noon"'],
    ['/api/v1/quarantine/1/redrive', { force: true }, 400, 'force', 'true'],
  ])('refuses the unknown field of a body of %s with its name and value', async (path, body, status, field, value) => {
    const { detail, ...rest } = await refusal(post(path, JSON.stringify(body)));
    expect(rest).toMatchObject({ status, field });
    expect(detail).toMatch(`${field}: ${value} is not allowed: `);
  });

  it.each([
    ['/api/v1/facts?after=1e400', 'after', '"1e400"', ['number']],
    ['/api/v1/facts?after=-1', 'after', '"-1"', ['at least 0']],
    ['/api/v1/facts?after=', 'after', '""', ['number']],
    ['/api/v1/facts?after=0x10', 'after', '"0x10"', ['number']],
    ['/api/events?after=1e400', 'after', '"1e400"', ['number']],
    ['/api/v1/experiments/exp-1?at=0', 'at', '"0"', ['at least 1']],
    ['/api/v1/quarantine?after=-1', 'after', '"-1"', ['at least 0']],
    ['/api/v1/facts?after=1&after=2', 'after', '["1","2"]', ['number']],
    ['/api/v1/experiments?campaign=%00', 'campaign', '"\\\\u0000"', ['/^[^\\0]*$/']],
  ])('refuses %s with the field', async (path, field, value, allowed) => {
    const { detail, ...rest } = await refusal(get(path));
    expect(rest).toEqual({ status: 400, field, allowed });
    expect(detail).toContain(`${field}: ${value.replaceAll('\\\\', '\\')} is not allowed: `);
  });

  it.each([
    '/api/v1/experiments/%00',
    '/api/v1/experiments/exp%00/facts',
    '/api/v1/experiments/%00/frames/0?clip=a&quality=1',
    '/api/v1/campaigns/%00',
    '/api/v1/campaigns/a%00b/facts',
    '/api/v1/experiments/%FF',
  ])('finds nothing at %s', async (path) => {
    expect([404, 400]).toContain((await get(path)).status);
    if (path.includes('%00')) expect((await get(path)).status).toBe(404);
  });

  it('refuses a body that nests without end, with the field', async () => {
    const deep = `{"source":${'['.repeat(200_000)}${']'.repeat(200_000)},"clips":["small"]}`;
    const answer = await refusal(post('/api/v1/experiments', deep));
    expect(answer).toMatchObject({ status: 400, field: 'source.0.0.0', allowed: ['at most 32 levels'] });
  });

  it('refuses an id with control characters', async () => {
    const answer = await refusal(post('/api/v1/experiments', JSON.stringify({ ...request, id: 'a\0' })));
    expect(answer).toMatchObject({ status: 400, field: 'id' });
  });

  it('ends the answer to HEAD of the event stream', async () => {
    const response = await get('/api/events', { method: 'HEAD' });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toMatch('text/event-stream');
    expect(await response.text()).toBe('');
  });
});
