import { createHash } from 'node:crypto';
import { startSmallLab, addSmallClip, type SmallLab } from './small-lab.testing.ts';
import type { Role } from './access/role.ts';

const DAILY = 100;
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

describe('uploads', () => {
  let lab: SmallLab;
  beforeAll(async () => {
    lab = await startSmallLab({ uploadBytesPerDay: DAILY, clipBytes: 6 });
    await addSmallClip(lab);
  });
  afterAll(() => lab.stop());

  const put = (role: Role, bytes: Buffer, body: Blob | ReadableStream = new Blob([new Uint8Array(bytes)])) => {
    const headers = { authorization: `Bearer ${lab.tokenOf(role)}`, 'content-type': 'application/octet-stream' };
    const request = { method: 'PUT', body, headers, duplex: 'half' as const };
    return fetch(`${lab.url}/api/v1/artifacts/${sha256(bytes)}`, request);
  };
  const streamOf = (bytes: Buffer) =>
    new ReadableStream({
      start: (controller) => {
        controller.enqueue(new Uint8Array(bytes));
        controller.close();
      },
    });

  it('are limited by token and day, with the numbers and when to go on; executors are not', async () => {
    const [first, second] = [Buffer.alloc(60, 1), Buffer.alloc(60, 2)];
    expect((await put('submitter', first)).status).toBe(201);
    for (const body of [new Blob([new Uint8Array(second)]), streamOf(second)]) {
      const refused = await put('submitter', second, body);
      expect(refused.status).toBe(429);
      expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(86_000);
      expect(await refused.json()).toMatchObject({
        code: 'upload_quota',
        detail: expect.stringMatching('submitter has uploaded 60 bytes .* 60 more .* 100 are allowed') as string,
        allowed: ['at most 100 bytes in 24 hours'],
      });
    }
    expect(await lab.client('viewer').hasArtifact(sha256(second))).toBe(false);
    expect((await put('operator', second)).status).toBe(201);
    expect((await put('executor', Buffer.alloc(150, 3))).status).toBe(201);
  });

  it('make no clip whose planes are larger than the lab allows', async () => {
    const planes = Buffer.alloc(12, 7);
    await lab.artifacts.put(planes);
    const layout = { width: 2, height: 2, fps: { num: 25, den: 1 }, frames: 2, pixelFormat: 'yuv420p' as const };
    const source = { matrix: null, range: null, sourceBytes: 12, sourceCompressed: false };
    const adding = lab.client('submitter').addClip({ digest: sha256(planes), name: 'long', ...layout, ...source });
    await expect(adding).rejects.toMatchObject({
      problem: { status: 422, code: 'clip_too_large', field: 'frames', allowed: ['at most 6 bytes of planes'] },
    });
  });
});
