import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileArtifactStore } from '../file/file-artifact-store.ts';
import { ArtifactMissing } from '../port/artifact-errors.ts';
import { artifactStoreContract } from '../port/artifact-store.contract.testing.ts';
import { ArtifactServerError, ArtifactServerUnreachable, HttpArtifactStore } from './http-artifact-store.ts';

const TOKEN = 'a-token';

/** The api's artifact routes, as small as they can be: they never verify what they serve. */
async function serve(store: FileArtifactStore, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const digest = /^\/api\/v1\/artifacts\/([0-9a-f]{64})$/.exec(request.url ?? '')?.[1];
  if (request.headers.authorization !== `Bearer ${TOKEN}`) return void response.writeHead(401).end();
  if (digest === undefined) return void response.writeHead(404).end();
  if (request.method === 'PUT') {
    await store.putStream(request, { expectedDigest: digest });
    return void response.writeHead(201).end();
  }
  response.writeHead(200, { 'content-length': await store.sizeOf(digest) });
  if (request.method === 'HEAD') return void response.end();
  createReadStream(join(store.root, digest.slice(0, 2), digest.slice(2))).pipe(response);
}

async function listen(store: FileArtifactStore): Promise<{ server: Server; url: string }> {
  const server = createServer((request, response) => {
    serve(store, request, response).catch((error: unknown) => {
      response.writeHead(error instanceof ArtifactMissing ? 404 : 500).end();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
}

artifactStoreContract('HttpArtifactStore', async (folder) => {
  const backing = new FileArtifactStore(join(folder, 'server'));
  const cacheDir = join(folder, 'cache');
  const { server, url } = await listen(backing);
  return {
    store: new HttpArtifactStore(url, { token: () => TOKEN, cacheDir }),
    backing,
    dropCache: () => rm(cacheDir, { recursive: true, force: true }),
    close: () => closeServer(server),
  };
});

describe('HttpArtifactStore without the right token', () => {
  it('says what the server answered', async () => {
    const { server, url } = await listen(new FileArtifactStore('/nonexistent'));
    try {
      const store = new HttpArtifactStore(url, { token: 'wrong', cacheDir: '/nonexistent' });
      const failure = store.has('0'.repeat(64));
      await expect(failure).rejects.toThrow(ArtifactServerError);
      await expect(failure).rejects.toMatchObject({ status: 401 });
    } finally {
      await closeServer(server);
    }
  });
});

describe('HttpArtifactStore without a server', () => {
  it('names the server that did not answer', async () => {
    const { server, url } = await listen(new FileArtifactStore('/nonexistent'));
    await closeServer(server);
    const options = { token: TOKEN, cacheDir: '/nonexistent', repeatAfterMs: [1, 1] };
    const failure = new HttpArtifactStore(url, options).has('0'.repeat(64));
    await expect(failure).rejects.toThrow(ArtifactServerUnreachable);
    await expect(failure).rejects.toThrow(`no answer from the artifact server at ${url}: connect ECONNREFUSED`);
  });
});

describe('HttpArtifactStore during an outage of its server', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'codecsmith-artifacts-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** A server that answers badly so many times before it does its work; it counts the requests. */
  async function faltering(times: number, badly: (response: ServerResponse) => void) {
    const backing = new FileArtifactStore(join(folder, 'server'));
    let requests = 0;
    const server = createServer((request, response) => {
      requests += 1;
      if (requests <= times) return badly(response);
      serve(backing, request, response).catch((error: unknown) => {
        response.writeHead(error instanceof ArtifactMissing ? 404 : 500).end();
      });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const options = { token: TOKEN, cacheDir: join(folder, 'cache'), repeatAfterMs: [1, 1, 1] };
    return { backing, server, store: new HttpArtifactStore(url, options), requests: () => requests };
  }

  const unavailable = (response: ServerResponse) => void response.writeHead(503).end('starting');
  const cut = (response: ServerResponse) => {
    response.writeHead(200, { 'content-length': 5 }).write('he');
    setImmediate(() => response.destroy());
  };

  it('sends again what met a server that is starting', async () => {
    const { backing, server, store, requests } = await faltering(2, unavailable);

    const { digest } = await store.put(Buffer.from('hello'));

    expect((await backing.get(digest)).toString()).toBe('hello');
    expect(requests()).toBe(3);
    await closeServer(server);
  });

  it('fetches again what was cut in the middle', async () => {
    const { backing, server, store } = await faltering(1, cut);
    const { digest } = await backing.put(Buffer.from('hello'));

    expect((await store.get(digest)).toString()).toBe('hello');
    await closeServer(server);
  });

  it('gives up after its repeats, and at once where the answer is about the artifact', async () => {
    const { server, store, requests } = await faltering(4, unavailable);

    await expect(store.get('0'.repeat(64))).rejects.toMatchObject({ status: 503 });
    expect(requests()).toBe(4);
    await expect(store.get('0'.repeat(64))).rejects.toThrow(ArtifactMissing);
    expect(requests()).toBe(5);
    await closeServer(server);
  });
});
