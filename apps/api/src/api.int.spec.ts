import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import SwaggerParser from '@apidevtools/swagger-parser';
import type { Fact } from '@codecsmith/kernel';
import { isNotFound, LabClient, LabProblem } from '@codecsmith/client';
import { addSmallClip, startSmallLab, type SmallLab } from './small-lab.testing.ts';

const CODE = 'def compress_video_frame(frame, config):\n    return b""\n';
const request = (seed = '1') => ({
  source: { kind: 'generated' as const, seed },
  clips: ['small'],
  qualities: [20, 40],
});
const PHASES = ['drafting', 'sanitizing', 'queued', 'executing', 'measuring', 'concluded'];
interface OpenApi {
  readonly openapi: string;
  /** Path, then method in small letters. */
  readonly paths: Record<string, Record<string, unknown>>;
}
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

async function problemOf(work: Promise<unknown>): Promise<LabProblem['problem']> {
  const error = await work.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (error instanceof LabProblem) return error.problem;
  throw new Error('expected a problem document', { cause: error });
}

describe('the api', () => {
  let lab: SmallLab;
  let digest: string;

  beforeAll(async () => {
    lab = await startSmallLab();
    digest = await addSmallClip(lab);
  });
  afterAll(() => lab.stop());

  const raw = (path: string, init: RequestInit = {}, role: 'viewer' | 'submitter' | 'operator' = 'viewer') =>
    fetch(lab.url + path, { ...init, headers: { authorization: `Bearer ${lab.tokenOf(role)}`, ...init.headers } });

  describe('experiments', () => {
    it('starts one, shows its document, its facts and its line in the list', async () => {
      const client = lab.client('submitter');

      const answer = await client.requestExperiment(request(), { id: 'first' });

      expect(answer).toMatchObject({ accepted: true, id: 'first', version: 1, repeated: false });
      expect(answer.facts).toEqual(['ExperimentRequested']);
      const id = answer.aggregateId;
      expect(await client.experiment(id)).toMatchObject({
        experimentId: id,
        phase: 'drafting',
        outcome: null,
        facts: 1,
      });
      const [fact] = await client.experimentFacts(id);
      expect(fact).toMatchObject({ position: answer.position, actor: 'user:submitter', causationId: 'first' });
      const { items } = await client.experiments();
      expect(items[0]).toMatchObject({ experimentId: id, phase: 'drafting', outcome: null, clips: ['small'] });
    });

    it('names one, and finds it by a condition in words', async () => {
      const client = lab.client('submitter');
      const { aggregateId } = await client.requestExperiment({ ...request('named'), name: 'half pel' });
      await client.annotateExperiment(aggregateId, { tag: ['paper'], starred: true });
      expect((await client.annotateExperiment(aggregateId, { starred: true })).facts).toEqual([]);
      const { items } = await lab.client('viewer').experiments({ where: 'tag:paper and name = "half pel"' });
      expect(items).toMatchObject([{ experimentId: aggregateId, name: 'half pel', tags: ['paper'], starred: true }]);
      const problem = await problemOf(client.experiments({ where: 'score > much' }));
      expect(problem).toMatchObject({ status: 400, code: 'invalid_query', field: 'where' });
      expect(problem.detail).toBe('where: score is compared with a number, not with "much" (character 9)');
      expect(await problemOf(client.annotateExperiment('exp-none', {}))).toMatchObject({ status: 404 });
      expect(await problemOf(lab.client('viewer').annotateExperiment(aggregateId, {}))).toMatchObject({ status: 403 });
    });

    it('starts nothing when the same id comes again', async () => {
      const client = lab.client('submitter');
      const first = await client.requestExperiment(request('2'), { id: 'again' });
      expect(await client.requestExperiment(request('2'), { id: 'again' })).toEqual({ ...first, repeated: true });
    });

    it('keeps inline code as an artifact', async () => {
      const source = { kind: 'submitted' as const, code: CODE, fileName: 'x.py' };
      const { aggregateId } = await lab.client('submitter').requestExperiment({ ...request(), source });
      const [fact] = await lab.client('viewer').experimentFacts(aggregateId);
      const { code } = (fact?.data as { source: { code: { digest: string } } }).source;
      expect(code.digest).toBe(sha256(Buffer.from(CODE)));
      expect(Buffer.from(await lab.client('viewer').artifact(code.digest)).toString()).toBe(CODE);
    });

    it('refuses with the field, the value and what is allowed', async () => {
      const client = lab.client('submitter');
      expect(await problemOf(client.requestExperiment({ ...request(), clips: ['nowhere'] }))).toEqual({
        type: 'about:blank',
        title: 'Unprocessable Entity',
        status: 422,
        code: 'unknown_clip',
        detail: 'clips: no clip "nowhere" here; add it first',
        field: 'clips',
      });
      expect(await problemOf(client.requestExperiment({ ...request(), qualities: [0] }))).toMatchObject({
        status: 422,
        code: 'invalid_data',
        field: 'qualities.0',
        allowed: ['at least 1'],
      });
    });

    it('cancels, once', async () => {
      const client = lab.client('submitter');
      const { aggregateId } = await client.requestExperiment(request('cancel me'));
      const answer = await client.cancelExperiment(aggregateId, 'enough');
      expect(answer.facts).toEqual(['ExperimentCancelled', 'ExperimentConcluded']);
      expect(await client.experiment(aggregateId)).toMatchObject({ phase: 'concluded', outcome: 'cancelled' });
      expect(await client.experiment(aggregateId, { at: answer.position - 2 })).toMatchObject({ phase: 'drafting' });
      expect(await problemOf(client.cancelExperiment(aggregateId))).toMatchObject({ status: 409 });
    });

    it('pages through all of them, newest first, without gap or repeat', async () => {
      const client = lab.client('submitter');
      for (let index = 0; index < 5; index += 1)
        await client.requestExperiment({ ...request(`p${index}`), campaign: 'pages' });
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await client.experiments({
          campaign: 'pages',
          limit: 2,
          ...(cursor === undefined ? {} : { cursor }),
        });
        seen.push(...page.items.map((item) => item.experimentId));
        cursor = page.next ?? undefined;
      } while (cursor !== undefined);
      const newest = await client.experiments({ campaign: 'pages' });
      expect(seen).toEqual(newest.items.map((item) => item.experimentId));
      expect(new Set(seen).size).toBe(5);
    });

    it.each([
      ['phase=dreaming', 'phase', '"dreaming"', PHASES],
      ['limit=1000', 'limit', '"1000"', ['at most 200']],
      ['limit=many', 'limit', '"many"', ['number']],
    ])('refuses the query %s with the field, the value and what is allowed', async (query, field, value, allowed) => {
      const response = await raw(`/api/v1/experiments?${query}`);
      const { detail, ...problem } = (await response.json()) as { detail: string; allowed: string[] };
      expect(problem).toEqual({
        type: 'about:blank',
        title: 'Bad Request',
        status: 400,
        code: 'invalid_request',
        field,
        allowed,
      });
      expect(detail).toMatch(`${field}: ${value} is not allowed: `);
    });

    it('refuses a cursor that it never gave', async () => {
      const response = await raw('/api/v1/experiments?cursor=zzz');
      expect(await response.json()).toMatchObject({ status: 400, field: 'cursor', code: 'invalid_request' });
    });

    it('refuses a body with the field, the value and what is allowed', async () => {
      const client = lab.client('submitter');
      expect(await problemOf(client.requestExperiment(request(), { id: '' }))).toEqual({
        type: 'about:blank',
        title: 'Bad Request',
        status: 400,
        code: 'invalid_request',
        detail: 'id: "" is not allowed: Too small: expected string to have >=1 characters',
        field: 'id',
        allowed: ['at least 1'],
      });
    });

    it('knows nothing of an experiment that is not there', async () => {
      const error: unknown = await lab
        .client('viewer')
        .experiment('exp-none')
        .catch((reason: unknown) => reason);
      expect(isNotFound(error)).toBe(true);
    });

    it('answers a body that is no JSON, or too large, with a problem', async () => {
      const post = (body: string) =>
        raw(
          '/api/v1/experiments',
          { method: 'POST', body, headers: { 'content-type': 'application/json' } },
          'submitter',
        );
      const broken = await post('{"source":');
      expect(broken.status).toBe(400);
      expect(broken.headers.get('content-type')).toMatch(/^application\/problem\+json/);
      expect((await post(JSON.stringify({ pad: 'x'.repeat(3_000_000) }))).status).toBe(413);
    });
  });

  describe('access', () => {
    it('opens no route but health without a token, or with an unknown one', async () => {
      const { paths } = (await (await fetch(`${lab.url}/api/openapi.json`)).json()) as OpenApi;
      const routes = Object.entries(paths).flatMap(([path, methods]) =>
        Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path })),
      );
      const open: string[] = [];
      for (const { method, path } of routes) {
        for (const headers of [{}, { authorization: 'Bearer guess' }]) {
          const url = lab.url + path.replace('{digest}', digest).replaceAll(/\{\w+\}/g, '1');
          const response = await fetch(url, { method, headers });
          if (response.status !== 401) {
            open.push(`${method} ${path}`);
            continue;
          }
          expect(response.headers.get('www-authenticate')).toBe('Bearer');
          if (method !== 'HEAD') expect(await response.json()).toMatchObject({ code: 'no_token', status: 401 });
        }
      }
      const session = ['GET', 'POST', 'DELETE'].map((method) => `${method} /api/v1/session`);
      expect(new Set(open)).toEqual(new Set(['GET /health/live', 'GET /health/ready', ...session]));
      expect(routes.length).toBeGreaterThan(30);
    });

    describe('of a browser', () => {
      const send = (method: string, path: string, headers: Record<string, string> = {}, body?: object) =>
        fetch(lab.url + path, {
          method,
          headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
          ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        });
      const logIn = async (given: object) => {
        const response = await send('POST', '/api/v1/session', {}, given);
        const [set = ''] = response.headers.getSetCookie();
        return { response, set, cookie: set.split(';', 1)[0] ?? '' };
      };
      const FROM_PAGE = { 'x-codecsmith-session': 'page' };

      it('is by a cookie that no script reads and no other site sends, and that is no token', async () => {
        const { response, set, cookie } = await logIn({ token: lab.tokenOf('submitter') });
        expect(await response.json()).toEqual({ holder: { name: 'submitter', role: 'submitter' } });
        expect(set).toMatch(/^codecsmith_[0-9a-f]{8}=.+; Max-Age=2592000; Path=\/; .*HttpOnly; SameSite=Strict$/);
        expect(set).not.toContain(lab.tokenOf('submitter'));
        const seen = await send('GET', '/api/v1/session', { cookie });
        expect(await seen.json()).toEqual({ holder: { name: 'submitter', role: 'submitter' } });
        expect((await send('GET', '/api/v1/experiments', { cookie })).status).toBe(200);
        expect(await (await send('GET', '/api/v1/session')).json()).toEqual({ holder: null });
        expect((await send('GET', '/api/v1/experiments', { cookie: `${cookie}x` })).status).toBe(401);
      });

      it('changes something only from a page of the lab: a form on another site has no such header', async () => {
        const { cookie } = await logIn({ token: lab.tokenOf('submitter') });
        const path = '/api/v1/experiments';
        expect((await send('POST', path, { cookie }, request('csrf'))).status).toBe(401);
        expect((await send('POST', path, { cookie, ...FROM_PAGE }, request('csrf'))).status).toBe(202);
      });

      it('can begin by a link, once', async () => {
        const { path, until } = await lab.client('viewer').loginLink();
        const code = path.replace('/enter#', '');
        expect(Date.parse(until)).toBeLessThanOrEqual(Date.now() + 300_000);
        const { response, cookie } = await logIn({ code });
        expect(await response.json()).toEqual({ holder: { name: 'viewer', role: 'viewer' } });
        expect((await logIn({ code })).response.status).toBe(401);
        expect((await send('GET', '/api/v1/status', { cookie: cookie.replace(/=.*/, `=${code}`) })).status).toBe(401);
        expect((await logIn({ token: lab.tokenOf('executor') })).response.status).toBe(403);
        expect((await logIn({ token: 'guess' })).response.status).toBe(401);
        expect((await logIn({})).response.status).toBe(400);
      });

      it('can look, and no more, by a shared link: any number of times, until the token that made it ends', async () => {
        const operator = lab.client('operator');
        const { token } = await operator.issueToken('sharer', 'operator');
        const sharer = new LabClient({ baseUrl: lab.url, token });
        const { path, until } = await sharer.shareLink({ days: 2, page: '/experiments?where=tag:paper' });
        expect(Date.parse(until)).toBeLessThanOrEqual(Date.now() + 2 * 86_400_000);
        const [page, code = ''] = path.split('#');
        expect(page).toBe('/enter?to=%2Fexperiments%3Fwhere%3Dtag%3Apaper');
        await logIn({ code });
        const { response, set, cookie } = await logIn({ code });
        expect(await response.json()).toEqual({ holder: { name: 'sharer', role: 'viewer' } });
        expect(Number(/Max-Age=(\d+)/.exec(set)?.[1])).toBeLessThanOrEqual(2 * 86_400);
        expect((await send('GET', '/api/v1/status', { cookie })).status).toBe(200);
        const asked = async (way: string, body: object = {}) =>
          (await send('POST', way, { cookie, ...FROM_PAGE }, body)).status;
        expect(await asked('/api/v1/experiments', request('shared'))).toBe(403);
        // Either would be worth more than the share itself.
        expect(await asked('/api/v1/session/link')).toBe(403);
        expect(await asked('/api/v1/session/share', { days: 90 })).toBe(403);
        expect(await problemOf(sharer.shareLink({ page: '//elsewhere.example' }))).toMatchObject({ field: 'page' });
        expect(await problemOf(sharer.shareLink({ days: 91 }))).toMatchObject({ field: 'days' });
        await operator.revokeToken('sharer');
        expect((await send('GET', '/api/v1/status', { cookie })).status).toBe(401);
        expect((await logIn({ code })).response.status).toBe(401);
      });

      it('ends with the token, and when its browser leaves', async () => {
        const operator = lab.client('operator');
        const { token } = await operator.issueToken('guest', 'viewer');
        const { cookie } = await logIn({ token });
        expect((await send('GET', '/api/v1/status', { cookie })).status).toBe(200);
        const left = await send('DELETE', '/api/v1/session', { cookie, ...FROM_PAGE });
        expect(left.headers.getSetCookie()[0]).toContain('Expires=Thu, 01 Jan 1970');
        await operator.revokeToken('guest');
        await operator.issueToken('guest', 'viewer');
        expect((await send('GET', '/api/v1/status', { cookie })).status).toBe(401);
        await operator.revokeToken('guest');
      });
    });

    it('reads a source as the sanitizer will, for those who may submit', async () => {
      const client = lab.client('submitter');
      const code = 'import os\nprint("é")\n';
      const reading = await client.checkCandidate({ code });
      expect(reading).toMatchObject({
        cleared: false,
        language: 'python',
        digest: sha256(Buffer.from(code)),
        api: null,
      });
      expect(reading.violations.map(({ rule, line, advice }) => [rule !== '', line > 0, advice !== ''])).toContainEqual(
        [true, true, true],
      );
      const example = await readFile(new URL('../../../examples/codecs/intra_dct.py', import.meta.url), 'utf8');
      expect(await client.checkCandidate({ code: example })).toMatchObject({ cleared: true, violations: [] });
      expect(await problemOf(lab.client('viewer').checkCandidate({ code }))).toMatchObject({ status: 403 });
      expect(await client.hasArtifact(sha256(Buffer.from(code)))).toBe(false);
    });

    it('decodes an uploaded video and knows it as a clip; what is none is refused by its reason', async () => {
      const client = lab.client('submitter');
      const frames = Array.from({ length: 3 }, (_, at) => `FRAME\n${String.fromCharCode(40 + at).repeat(384)}`);
      const video = new Blob([`YUV4MPEG2 W16 H16 F25:1 C420jpeg\n${frames.join('')}`]);
      const clip = await client.importClip(video, { name: 'sent', file: 'film.y4m' });
      expect(clip).toMatchObject({ name: 'sent', width: 16, height: 16, frames: 3, pixelFormat: 'yuv420p' });
      expect((await client.clips()).find(({ name }) => name === 'sent')?.digest).toBe(clip.digest);
      expect((await client.artifact(clip.digest)).length).toBe(3 * 384);
      const refused = await problemOf(client.importClip(new Blob(['no film']), { name: 'none', file: 'a.mp4' }));
      expect(refused).toMatchObject({ status: 422, field: 'file' });
      expect(await problemOf(client.importClip(video, { name: 'a/b', file: 'a.y4m' }))).toMatchObject({
        field: 'name',
      });
      const looking = lab.client('viewer').importClip(video, { name: 'seen', file: 'a.y4m' });
      expect(await problemOf(looking)).toMatchObject({ status: 403 });
      await client.removeClip('sent');
    });

    it('lets a viewer look and nothing more', async () => {
      expect((await lab.client('viewer').experiments({ limit: 1 })).items).toHaveLength(1);
      const problem = await problemOf(lab.client('viewer').requestExperiment(request()));
      expect(problem).toMatchObject({ status: 403, code: 'not_permitted' });
      const bytes = Buffer.from('x');
      expect(await problemOf(lab.client('viewer').putArtifact(sha256(bytes), new Blob([bytes])))).toMatchObject({
        status: 403,
      });
    });

    it('lets an executor move artifacts and see nothing else', async () => {
      const executor = lab.client('executor');
      const bytes = Buffer.from('a bitstream');
      await executor.putArtifact(sha256(bytes), new Blob([bytes]));
      expect(Buffer.from(await executor.artifact(sha256(bytes)))).toEqual(bytes);
      const requests = [executor.clips(), executor.experiments(), executor.requestExperiment(request())];
      for (const refused of await Promise.all(requests.map(problemOf))) {
        expect(refused).toMatchObject({ status: 403, code: 'not_permitted' });
      }
    });

    it('keeps the end of a campaign for operators', async () => {
      const id = 'for-operators';
      await lab.client('submitter').startCampaign({ clips: ['small'], budget: { evaluations: 1 } }, { campaignId: id });
      const stop = (role: 'viewer' | 'submitter' | 'operator') => lab.client(role).steerCampaign(id, 'stop');
      expect(await problemOf(stop('viewer'))).toMatchObject({ status: 403, code: 'not_permitted' });
      expect(await problemOf(stop('submitter'))).toMatchObject({
        status: 403,
        detail: 'this needs the role operator; this token has the role submitter',
      });
      expect((await lab.client('viewer').campaign(id)).phase).toBe('running');

      expect((await stop('operator')).facts).toEqual(['CampaignStopped']);
      expect((await lab.client('viewer').campaign(id)).phase).toBe('stopped');
    });

    it('lets an operator make a token, shown once, and take it back', async () => {
      expect(await problemOf(lab.client('submitter').issueToken('eve', 'operator'))).toMatchObject({ status: 403 });
      const operator = lab.client('operator');
      const { token } = await operator.issueToken('visitor', 'viewer');
      const visitor = new LabClient({ baseUrl: lab.url, token });
      expect((await visitor.clips()).length).toBe(1);
      expect(await operator.tokens()).toContainEqual({ name: 'visitor', role: 'viewer' });
      expect(JSON.stringify(await operator.tokens())).not.toContain(token);
      expect(await problemOf(operator.issueToken('visitor', 'viewer'))).toMatchObject({ status: 409, field: 'name' });
      await operator.revokeToken('visitor');
      expect(await problemOf(visitor.clips())).toMatchObject({ status: 401 });
      expect(await problemOf(operator.revokeToken('visitor'))).toMatchObject({ status: 404 });
      expect(await problemOf(operator.revokeToken('operator'))).toMatchObject({ status: 409, code: 'own_token' });
    });

    it('sends the headers that keep a browser safe', async () => {
      const { headers } = await raw('/api/v1/status');
      expect(headers.get('content-security-policy')).toContain("default-src 'self'");
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('x-powered-by')).toBeNull();
    });
  });

  describe('lists and charts', () => {
    it('finds by the beginning of an id, and orders by age both ways', async () => {
      const client = lab.client('submitter');
      const asked = [];
      for (const seed of ['s1', 's2']) {
        asked.push(await client.requestExperiment({ ...request(seed), campaign: 'orders' }));
      }
      const ids = asked.map(({ aggregateId }) => aggregateId);
      const inOrder = async (order: 'asc' | 'desc') =>
        (await client.experiments({ campaign: 'orders', order })).items.map(({ experimentId }) => experimentId);
      expect(await inOrder('asc')).toEqual(ids);
      expect(await inOrder('desc')).toEqual(ids.toReversed());
      const found = await client.experiments({ search: ids[0]?.slice(0, 12) ?? '' });
      expect(found.items.map(({ experimentId }) => experimentId)).toEqual([ids[0]]);
      expect((await client.experiments({ search: '%' })).items).toEqual([]);
    });

    it('refuses to compare runs of different clips or qualities', async () => {
      expect(await problemOf(lab.client('viewer').experiments({ sort: 'kbps' }))).toMatchObject({
        status: 400,
        field: 'sort',
        detail: 'sort: "kbps" needs a clip and a quality: runs at others do not compare',
      });
    });

    it('has curves for known clips only, and progress by campaign', async () => {
      const client = lab.client('viewer');
      expect(await client.curves({ clip: 'small' })).toEqual({ clip: digest, candidates: [], anchors: [] });
      expect(await problemOf(client.curves({ clip: 'nowhere' }))).toMatchObject({ status: 404, code: 'unknown_clip' });
      const { campaigns, best } = await client.progress({ campaign: 'orders' });
      expect(best).toEqual([]);
      expect(campaigns.find(({ name }) => name === 'orders')).toMatchObject({ experiments: 2, completed: 0, open: 2 });
    });

    it('has no picture of what was never measured', async () => {
      const client = lab.client('submitter');
      const { aggregateId } = await client.requestExperiment(request('no picture'));
      const frame = client.frame(aggregateId, 0, { clip: digest, quality: 20, picture: 'source' });
      expect(await problemOf(frame)).toMatchObject({ status: 404, code: 'unknown_run' });
    });
  });

  describe('the dashboard', () => {
    it('is the same page at every address that is not for programs', async () => {
      for (const path of ['/', '/experiments/exp-1?at=3', '/health']) {
        const response = await fetch(lab.url + path);
        expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
        expect(response.headers.get('content-security-policy')).toContain("script-src 'self'");
        expect(await response.text()).not.toMatch(/<script(?![^>]*src=)/);
      }
      expect((await fetch(`${lab.url}/api/v1/nothing`)).headers.get('content-type')).toMatch(/problem\+json/);
      expect((await fetch(`${lab.url}/assets/nothing.js`)).status).toBe(404);
    });
  });

  describe('artifacts', () => {
    const bytes = new TextEncoder().encode('0123456789');
    const path = `/api/v1/artifacts/${sha256(bytes)}`;
    const put = (
      body: string | Uint8Array<ArrayBuffer>,
      headers: Record<string, string> = { 'content-type': 'application/octet-stream' },
    ) => raw(path, { method: 'PUT', body, headers }, 'submitter');

    it('stores bytes under their own digest only, as often as one likes', async () => {
      expect((await put('others')).status).toBe(422);
      expect(await lab.client('viewer').hasArtifact(sha256(bytes))).toBe(false);
      expect((await put(bytes, { 'content-type': 'text/plain' })).status).toBe(415);
      expect((await put(bytes)).status).toBe(201);
      expect(await (await put(bytes)).json()).toEqual({ digest: sha256(bytes), sizeBytes: 10 });
    });

    it.each([
      [undefined, 200, '0123456789', null],
      ['bytes=2-4', 206, '234', 'bytes 2-4/10'],
      ['bytes=7-', 206, '789', 'bytes 7-9/10'],
      ['bytes=-2', 206, '89', 'bytes 8-9/10'],
      ['bytes=5-100', 206, '56789', 'bytes 5-9/10'],
      ['bytes=1-2,4-5', 200, '0123456789', null],
    ])('answers range %s with %i', async (range, status, text, contentRange) => {
      const response = await raw(path, range === undefined ? {} : { headers: { range } });
      expect(response.status).toBe(status);
      expect(await response.text()).toBe(text);
      expect(response.headers.get('content-range')).toBe(contentRange);
      expect(response.headers.get('content-length')).toBe(String(text.length));
    });

    it('says its size without its bytes, and refuses a range outside them', async () => {
      const head = await raw(path, { method: 'HEAD' });
      expect([head.status, head.headers.get('content-length')]).toEqual([200, '10']);
      const outside = await raw(path, { headers: { range: 'bytes=10-' } });
      expect([outside.status, outside.headers.get('content-range')]).toEqual([416, 'bytes */10']);
    });

    it('refuses a name that is no digest and does not find what is not there', async () => {
      expect((await raw('/api/v1/artifacts/..%2F..%2Fetc%2Fpasswd')).status).toBe(400);
      expect((await raw(`/api/v1/artifacts/${'0'.repeat(64)}`)).status).toBe(404);
    });
  });

  describe('facts', () => {
    it('lists the log from any position', async () => {
      const client = lab.client('viewer');
      const { items: first, next } = await client.facts({ limit: 2 });
      expect(first.map(({ position, type }) => [position, type])).toEqual([
        [1, 'ClipAdded'],
        [2, 'ExperimentRequested'],
      ]);
      expect(next).toBe('2');
      expect((await client.facts({ after: 1, limit: 1 })).items).toEqual(first.slice(1));
      const { head } = await client.status();
      expect(await client.facts({ after: head - 1 })).toMatchObject({ items: [{ position: head }], next: null });
    });

    it('streams what was, then what happens, and resumes after any position', async () => {
      const client = lab.client('submitter');
      const before = (await client.status()).head;
      const stream = client.followFacts({ after: before - 1 });
      const next = async (): Promise<Fact> => (await stream.next()).value as Fact;
      expect((await next()).position).toBe(before);
      const live = next();
      const { position } = await client.requestExperiment(request('live'));
      expect((await live).position).toBe(position);
      await stream.return(undefined);
    });

    it('delivers a fact that happened while the first connection was cut before any', async () => {
      const client = lab.client('submitter');
      const cut = new AbortController();
      let connections = 0;
      const breaking: typeof fetch = (input, init) => {
        connections += 1;
        const signal = connections === 1 ? AbortSignal.any([cut.signal, init?.signal ?? cut.signal]) : init?.signal;
        return fetch(input, { ...init, signal: signal ?? null });
      };
      const reader = new LabClient({ baseUrl: lab.url, token: lab.tokenOf('viewer'), fetch: breaking });
      let missed: Promise<number> | undefined;
      const onState = (state: 'open' | 'broken'): void => {
        if (state === 'open') cut.abort();
        else missed ??= client.requestExperiment(request('missed')).then(({ position }) => position);
      };

      const stream = reader.followFacts({ retryDelayMs: 500, onState });
      const first = await stream.next();
      await stream.return(undefined);

      expect((first.value as Fact).position).toBe(await missed);
      expect(connections).toBe(2);
    });

    it('streams one experiment only when asked to', async () => {
      const client = lab.client('submitter');
      const wanted = await client.requestExperiment(request('wanted'));
      await client.requestExperiment(request('other'));
      await client.cancelExperiment(wanted.aggregateId);
      const types: string[] = [];
      for await (const fact of client.followFacts({ after: 0, aggregateId: wanted.aggregateId })) {
        types.push(fact.type);
        if (fact.type === 'ExperimentConcluded') break;
      }
      expect(types).toEqual(['ExperimentRequested', 'ExperimentCancelled', 'ExperimentConcluded']);
    });

    it('refuses a position that is none', async () => {
      expect((await raw('/api/events', { headers: { 'last-event-id': 'soon' } })).status).toBe(400);
    });
  });

  it('lists clips, once each, and refuses another clip under a taken name', async () => {
    const client = lab.client('submitter');
    const clips = await client.clips();
    expect(clips).toMatchObject([{ digest, name: 'small', fps: { num: 25, den: 1 }, sourceBytes: 6 }]);
    const other = await lab.artifacts.put(Buffer.from([1, 2, 3, 4, 5, 6]));
    const taken = { ...clips[0], digest: other.digest } as Parameters<typeof client.addClip>[0];
    expect(await problemOf(client.addClip(taken))).toMatchObject({ status: 409, code: 'name_taken', field: 'name' });
    const absent = { ...taken, name: 'absent', digest: 'f'.repeat(64) };
    expect(await problemOf(client.addClip(absent))).toMatchObject({ status: 422, code: 'artifact_missing' });
  });

  it('corrects, renames and forgets a clip, and finds it by what it is called now', async () => {
    const client = lab.client('submitter');
    const { digest: odd } = await lab.artifacts.put(Buffer.from([9, 8, 7, 6, 5, 4]));
    const layout = { width: 2, height: 2, frames: 1, pixelFormat: 'yuv420p', matrix: null, range: null } as const;
    const record = {
      digest: odd,
      name: 'odd',
      ...layout,
      fps: { num: 25, den: 1 },
      sourceBytes: 6,
      sourceCompressed: false,
    };
    await client.addClip(record);
    const again = { ...record, fps: { num: 30, den: 1 } };
    expect(await problemOf(client.addClip(again))).toMatchObject({ code: 'clip_is_known_otherwise', field: 'fps' });
    await client.correctClip('odd', { fps: again.fps, range: 'pc' });
    await client.renameClip('odd', 'even');
    const part = { ...record, name: 'first-1-of-whole', matrix: 'bt709', variantOf: 'e'.repeat(64) };
    await client.addClip(part);
    const of = async (clip: string) => {
      const { position } = await client.requestExperiment({ ...request(), clips: [clip] });
      const { items } = await client.facts({ after: position - 1, limit: 1 });
      return (items[0]?.data as { clips: unknown[] }).clips[0];
    };
    expect(await of('even')).toMatchObject({ name: 'even', fps: { num: 30, den: 1 }, matrix: null, range: 'pc' });
    expect(await of(odd)).toMatchObject({ name: 'even' });
    expect(await of('first-1-of-whole')).toMatchObject({ fps: { num: 25, den: 1 }, matrix: 'bt709', range: null });
    expect(await problemOf(of('odd'))).toMatchObject({ code: 'unknown_clip' });
    expect(await client.clips()).toMatchObject([{ name: 'even', range: 'pc' }, { name: 'small' }]);
    await client.removeClip('even');
    expect(await problemOf(of(odd))).toMatchObject({ code: 'unknown_clip' });
    await client.addClip({ ...record, name: 'odd' });
    expect(await of('odd')).toMatchObject({ name: 'odd', fps: { num: 25, den: 1 } });
    await client.removeClip('odd');
  });

  it('tells how it is doing', async () => {
    const client = lab.client('viewer');
    expect(await client.health()).toEqual({ status: 'ok', lab: null, parts: { database: 'ok' } });
    const status = await client.status();
    expect(status.head).toBeGreaterThan(5);
    expect(status.queues).toMatchObject([{ phase: 'drafting', lane: 'cpu' }]);
    expect(status.outcomes).toEqual({ cancelled: 2 });
    expect(status.stuck).toEqual([]);
  });

  it('shows a campaign as it was at any position', async () => {
    const client = lab.client('submitter');
    const started = await client.startCampaign(
      { clips: ['small'], budget: { evaluations: 4 } },
      { campaignId: 'travelled' },
    );
    const paused = await client.steerCampaign('travelled', 'pause', { reason: 'lunch' });

    expect((await client.campaignFacts('travelled')).map(({ type }) => type)).toEqual([
      'CampaignStarted',
      'CampaignPaused',
    ]);
    expect((await client.campaign('travelled')).phase).toBe('paused');
    expect((await client.campaign('travelled', { at: paused.position })).phase).toBe('paused');
    expect((await client.campaign('travelled', { at: started.position })).phase).toBe('running');
    expect(await problemOf(client.campaign('travelled', { at: started.position - 1 }))).toMatchObject({ status: 404 });
    expect(await problemOf(client.campaignFacts('nowhere'))).toMatchObject({ status: 404 });
  });

  it('pages through campaigns, newest first, without gap or repeat while more are started', async () => {
    const client = lab.client('submitter');
    const start = (campaignId: string) =>
      client.startCampaign({ clips: ['small'], budget: { evaluations: 1 } }, { campaignId });
    const pageAt = async (query: string) => {
      const response = await raw(`/api/v1/campaigns?limit=2${query}`);
      const { items, next } = (await response.json()) as { items: { id: string }[]; next: string | null };
      return { ids: items.map(({ id }) => id), next };
    };
    for (const id of ['page-1', 'page-2', 'page-3']) await start(id);
    const known = (await client.campaigns()).map(({ id }) => id);
    expect(known.slice(0, 3)).toEqual(['page-3', 'page-2', 'page-1']);

    const pages = [await pageAt('')];
    await start('page-4');
    for (let next = pages[0]?.next ?? null; next !== null; next = pages.at(-1)?.next ?? null) {
      pages.push(await pageAt(`&cursor=${next}`));
    }

    expect(pages.flatMap(({ ids }) => ids)).toEqual(known);
    expect(pages.slice(0, -1).every(({ ids }) => ids.length === 2)).toBe(true);
    expect(await (await raw('/api/v1/campaigns?cursor=zzz')).json()).toMatchObject({
      status: 400,
      field: 'cursor',
      allowed: ['number'],
    });
  });

  it('says that there is no such campaign, or that it has ended, when one is steered', async () => {
    const client = lab.client('operator');
    expect(await problemOf(client.steerCampaign('nowhere', 'pause'))).toEqual({
      type: 'about:blank',
      title: 'Not Found',
      status: 404,
      code: 'unknown_campaign',
      detail: 'subject: there is no campaign nowhere',
      field: 'subject',
    });
    await client.startCampaign({ clips: ['small'], budget: { evaluations: 4 } }, { campaignId: 'ended' });
    expect(await problemOf(client.forkCampaign('nowhere', { number: 1 }))).toMatchObject({ status: 404 });
    expect(await problemOf(client.forkCampaign('ended', { number: 9 }))).toMatchObject({
      ...{ status: 422, code: 'unknown_proposal', field: 'number', detail: 'number: there is no proposal 9' },
    });
    expect((await client.steerCampaign('ended', 'stop')).facts).toEqual(['CampaignStopped']);
    expect(await problemOf(client.steerCampaign('ended', 'resume'))).toEqual({
      type: 'about:blank',
      title: 'Conflict',
      status: 409,
      code: 'campaign_stopped',
      detail: 'the campaign has stopped: stopped on request',
    });
  });

  it('describes itself as OpenAPI, with what a request may hold', async () => {
    const response = await fetch(`${lab.url}/api/openapi.json`);
    expect(response.status).toBe(200);
    const document = (await response.json()) as OpenApi;
    expect(document.openapi).toMatch(/^3\./);
    expect(Object.keys(document.paths)).toEqual(
      expect.arrayContaining([
        '/api/events',
        '/api/v1/artifacts/{digest}',
        '/api/v1/campaigns',
        '/api/v1/campaigns/{id}',
        '/api/v1/campaigns/{id}/facts',
        '/api/v1/campaigns/{id}/pause',
        '/api/v1/campaigns/{id}/resume',
        '/api/v1/campaigns/{id}/stop',
        '/api/v1/clips',
        '/api/v1/clips/{clip}',
        '/api/v1/clips/{clip}/correct',
        '/api/v1/clips/{clip}/rename',
        '/api/v1/curves',
        '/api/v1/experiments',
        '/api/v1/experiments/{id}',
        '/api/v1/experiments/{id}/cancel',
        '/api/v1/experiments/{id}/facts',
        '/api/v1/experiments/{id}/frames/{frame}',
        '/api/v1/experiments/{id}/verify',
        '/api/v1/facts',
        '/api/v1/progress',
        '/api/v1/status',
        '/api/v1/tokens',
        '/api/v1/tokens/{name}',
        '/health/live',
        '/health/ready',
      ]),
    );
    expect(JSON.stringify(document.paths['/api/v1/experiments']?.['post'])).toContain('qualities');
    await expect(SwaggerParser.validate(document as never)).resolves.toBeDefined();
    expect((await fetch(`${lab.url}/api/docs`)).status).toBe(200);
  });
});
