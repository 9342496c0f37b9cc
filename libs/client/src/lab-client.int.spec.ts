import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { toFactEvent, type Fact } from '@codecsmith/kernel';
import { LabClient, LabProblem, LabUnreachable, UnexpectedAnswer } from './index.ts';

const fact = (position: number): Fact => ({
  id: `exp-1:${position}`,
  type: 'ExperimentRequested',
  schemaVersion: 1,
  aggregate: 'experiment',
  aggregateId: 'exp-1',
  version: position,
  position,
  occurredAt: '2026-01-01T00:00:00.000Z',
  causationId: 'cmd',
  correlationId: 'exp-1',
  actor: 'user:test',
  data: {},
  hash: 'h',
});
const event = (position: number): string =>
  `id: ${position}\ndata: ${JSON.stringify({ ...toFactEvent(fact(position)), hash: 'h' })}\n\n`;

describe('the client against a real server', () => {
  let server: Server;
  let handle: (request: IncomingMessage, response: ServerResponse) => void;
  let client: LabClient;

  beforeEach(async () => {
    server = createServer((request, response) => handle(request, response)).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    client = new LabClient({ baseUrl: `http://127.0.0.1:${port}`, token: 'secret' });
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  const json = (response: ServerResponse, status: number, body: unknown, type = 'application/json'): void => {
    response.writeHead(status, { 'content-type': type }).end(JSON.stringify(body));
  };

  it('sends the token and the query, and leaves out what is not given', async () => {
    let seen = {};
    handle = (request, response) => {
      seen = { url: request.url, authorization: request.headers.authorization };
      json(response, 200, { items: [], next: null });
    };
    expect(await client.experiments({ phase: 'queued', limit: 5 })).toEqual({ items: [], next: null });
    expect(seen).toEqual({ url: '/api/v1/experiments?phase=queued&limit=5', authorization: 'Bearer secret' });
  });

  it('gathers the campaigns of all pages', async () => {
    const seen: (string | undefined)[] = [];
    const campaign = (id: string) => ({
      ...{ id, phase: 'running', reason: null, startedAt: '', stoppedAt: null, planned: 0, concluded: 0 },
      ...{ champion: null, sealed: null, seal: null, budget: {}, failures: [], pareto: [], progress: [] },
      spent: { evaluations: 0, tokens: 0, costUsd: 0, executorSeconds: 0 },
    });
    handle = (request, response) => {
      seen.push(request.url);
      const last = seen.length === 2;
      json(response, 200, { items: [campaign(last ? 'old' : 'new')], next: last ? null : '7' });
    };
    expect((await client.campaigns()).map(({ id }) => id)).toEqual(['new', 'old']);
    expect(seen).toEqual(['/api/v1/campaigns?limit=200', '/api/v1/campaigns?limit=200&cursor=7']);
  });

  it('turns a problem document into an error that names the field and what is allowed', async () => {
    const problem = {
      type: 'about:blank',
      title: 'Refused',
      status: 422,
      detail: 'no clip "x" is known',
      code: 'unknown_clip',
      field: 'clips[0]',
      allowed: ['garden'],
    };
    handle = (_, response) => json(response, 422, problem, 'application/problem+json');
    const asked = client.requestExperiment({ source: { kind: 'generated', seed: '1' }, clips: ['x'] });
    const error = await asked.then(
      () => undefined,
      (reason: unknown) => reason,
    );
    expect(error).toBeInstanceOf(LabProblem);
    expect((error as LabProblem).problem).toEqual(problem);
    expect((error as LabProblem).isRefusal).toBe(true);
    expect((error as LabProblem).message).toBe('no clip "x" is known');
  });

  it('does not believe an answer of another shape', async () => {
    handle = (_, response) => json(response, 200, { hello: 'world' });
    await expect(client.experiment('exp-1')).rejects.toThrow(UnexpectedAnswer);
    handle = (_, response) => void response.writeHead(502).end('<html>bad gateway</html>');
    await expect(client.experiment('exp-1')).rejects.toThrow(UnexpectedAnswer);
  });

  it('says when nothing listens', async () => {
    const nowhere = new LabClient({ baseUrl: 'http://127.0.0.1:9', token: 'x' });
    await expect(nowhere.status()).rejects.toThrow(LabUnreachable);
  });

  it('asks again where a kept connection is closed as it is used, unless that could do something twice', async () => {
    const seen: (string | undefined)[] = [];
    handle = (request, response) => {
      seen.push(request.method);
      if (seen.length % 2 === 0) return void request.socket.destroy();
      json(response, 200, { items: [], next: null });
    };
    await client.experiments();
    expect(await client.experiments()).toEqual({ items: [], next: null });
    expect(seen).toEqual(['GET', 'GET', 'GET']);
    await expect(client.verifyExperiment('exp-1')).rejects.toThrow(LabUnreachable);
    expect(seen).toEqual(['GET', 'GET', 'GET', 'POST']);
  });

  it('follows facts through a connection that is cut in the middle of a fact, without gap or repeat', async () => {
    const resumedFrom: (string | undefined)[] = [];
    const parts = [event(5) + event(6).slice(0, 20), event(6) + event(7), event(7) + event(8)];
    handle = (request, response) => {
      resumedFrom.push(request.headers['last-event-id'] as string | undefined);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(parts[resumedFrom.length - 1] ?? '', () => response.destroy());
    };

    const positions: number[] = [];
    for await (const { position } of client.followFacts({ after: 4, retryDelayMs: 1 })) {
      positions.push(position);
      if (position === 8) break;
    }

    expect(positions).toEqual([5, 6, 7, 8]);
    expect(resumedFrom).toEqual(['4', '5', '7']);
  });

  it('misses nothing when the first connection is cut before its first fact', async () => {
    const resumedFrom: (string | undefined)[] = [];
    const states: string[] = [];
    handle = (request, response) => {
      resumedFrom.push(request.headers['last-event-id'] as string | undefined);
      if (resumedFrom.length === 1) return void response.destroy();
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      if (resumedFrom.length === 2) response.write('id: 4\n\n', () => response.destroy());
      else response.write(`id: 4\n\n${event(5)}`);
    };

    const onState = (state: string): void => void states.push(state);
    const stream = client.followFacts({ retryDelayMs: 1, onState });
    const first = await stream.next();
    await stream.return(undefined);

    expect((first.value as Fact).position).toBe(5);
    expect(resumedFrom).toEqual([undefined, undefined, '4']);
    expect(states).toEqual(['broken', 'open', 'broken', 'open']);
  });

  it('does not follow a stream whose id is no position', async () => {
    handle = (_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('id: soon\n\n');
    };
    await expect(client.followFacts().next()).rejects.toThrow(
      'unexpected answer from api/events: the stream\'s id "soon" is not a position',
    );
  });

  it('opens a silent connection again', async () => {
    let connections = 0;
    handle = (_, response) => {
      connections += 1;
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(connections === 1 ? ': hello\n\n' : event(1));
    };
    const first = await client.followFacts({ after: 0, silenceLimitMs: 50, retryDelayMs: 1 }).next();
    expect((first.value as Fact).position).toBe(1);
    expect(connections).toBe(2);
  });

  it('stops following when told to, and when the lab refuses', async () => {
    const stop = new AbortController();
    handle = (_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(event(1));
    };
    const positions: number[] = [];
    const states: string[] = [];
    const onState = (state: string): void => void states.push(state);
    for await (const { position } of client.followFacts({ after: 0, signal: stop.signal, onState })) {
      positions.push(position);
      stop.abort();
    }
    expect(positions).toEqual([1]);
    expect(states).toEqual(['open']);

    handle = (_, response) => json(response, 401, { title: 'Unauthorized', status: 401 });
    await expect(client.followFacts().next()).rejects.toThrow(LabProblem);
  });

  it('does not take a failed look at an artifact for its absence', async () => {
    handle = (request, response) => {
      if (request.method === 'HEAD') response.writeHead(401).end();
      else json(response, 401, { title: 'Unauthorized', status: 401 });
    };
    await expect(client.hasArtifact('0'.repeat(64))).rejects.toThrow('Unauthorized');
    handle = (_, response) => void response.writeHead(404).end();
    expect(await client.hasArtifact('0'.repeat(64))).toBe(false);
  });
});
