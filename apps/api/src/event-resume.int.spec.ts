import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { LabClient } from '@codecsmith/client';
import { addSmallClip, startSmallLab, type SmallLab } from './small-lab.testing.ts';

const FACTS = 10_000;

/** Passes bytes on, and cuts each connection after so many of them have come back. */
async function cuttingProxy(target: URL, cutAfterBytes: (connection: number) => number): Promise<Server> {
  let connections = 0;
  const server = createServer((near: Socket) => {
    const far = connect(Number(target.port), target.hostname);
    const end = (): void => void [near.destroy(), far.destroy()];
    let left = cutAfterBytes(connections++);
    near
      .on('data', (chunk) => far.write(chunk))
      .on('error', end)
      .on('close', end);
    far.on('data', (chunk) => {
      near.write(chunk.subarray(0, left));
      left -= chunk.length;
      if (left <= 0) end();
    });
    far.on('error', end).on('close', end);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

describe('following a long log through broken connections', () => {
  let lab: SmallLab;
  let proxy: Server;
  let connections = 0;

  beforeAll(async () => {
    lab = await startSmallLab();
    await addSmallClip(lab);
    const ask = (index: number) => ({
      id: `many-${index}`,
      aggregate: 'experiment',
      type: 'request',
      data: { source: { kind: 'generated', seed: String(index) }, clips: ['small'] },
    });
    await Promise.all(Array.from({ length: FACTS - 1 }, (_, index) => lab.ledger.submit(ask(index))));
    proxy = await cuttingProxy(new URL(lab.url), (connection) => {
      connections = connection + 1;
      return 300_000 + connection * 12_345;
    });
  });
  afterAll(async () => {
    proxy.close();
    await lab.stop();
  });

  it('misses and repeats nothing', async () => {
    const { port } = proxy.address() as AddressInfo;
    const client = new LabClient({ baseUrl: `http://127.0.0.1:${port}`, token: lab.tokenOf('viewer') });
    const positions: number[] = [];
    for await (const { position } of client.followFacts({ after: 0, retryDelayMs: 1 })) {
      positions.push(position);
      if (position === FACTS) break;
    }
    expect(positions).toEqual(Array.from({ length: FACTS }, (_, index) => index + 1));
    expect(connections).toBeGreaterThan(5);
  });
});
