import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { jetstream } from '@nats-io/jetstream';
import { NestFactory } from '@nestjs/core';
import { FileArtifactStore, sha256Hex } from '@codecsmith/artifacts';
import { connectBus, ensureTopology, factSubject, serviceArguments, type NatsConnection } from '@codecsmith/bus';
import { packBitstream } from '@codecsmith/codec';
import {
  experimentCommands,
  experimentFacts,
  type Clip,
  type ExperimentCommandData,
  type ExperimentFactData,
} from '@codecsmith/experiment';
import { toFactEvent, type Fact } from '@codecsmith/kernel';
import { frameBytes, makeBuiltinClip, measureAnchor } from '@codecsmith/media';
import { createLogger } from '@codecsmith/platform';
import { bdRate } from '@codecsmith/quality';
import { startTestNats, type TestNats } from '@codecsmith/test-servers';
import { MetricsModule } from './metrics.module.ts';

const FRAMES = 6;
const EXPERIMENT = 'exp-1';
type Executed = ExperimentFactData<'CandidateExecuted'>;

let folder: string;
let store: FileArtifactStore;
let nats: TestNats;
let nc: NatsConnection;
let closeApp: () => Promise<void>;
let answers: { verb: string; data: unknown }[];

/** Starts the service on a real bus; the ledger's side of the bus keeps what it is told and accepts what fits its schema. */
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'metrics-'));
  store = new FileArtifactStore(join(folder, 'store'));
  nats = await startTestNats();
  nc = await connectBus({ url: nats.url, name: 'ledger' });
  await ensureTopology(nc);
  answers = [];
  nc.subscribe('lab.v1.ask.take.metrics.service.metrics', {
    callback: (_error, message) => void message.respond(JSON.stringify({ accepted: true, token: 'of-this-work' })),
  });
  nc.subscribe('lab.v1.ask.experiment.*.service.metrics', {
    callback: (_error, message) => {
      const { id, data } = message.json<{ id: string; data: unknown }>();
      const verb = message.subject.split('.').at(4) as 'record-measured' | 'record-measurement-failed';
      answers.push({ verb, data: experimentCommands[verb].parse(data) });
      message.respond(
        JSON.stringify({
          accepted: true,
          id,
          aggregateId: EXPERIMENT,
          version: 9,
          position: 9,
          facts: [],
          repeated: false,
        }),
      );
    },
  });
  Object.assign(process.env, { LAB_HOME: folder, LAB_ARTIFACTS_DIR: join(folder, 'store') });
  const own = await connectBus({ url: nats.url, name: 'metrics' });
  const logger = createLogger({ name: 'metrics', level: 'silent' });
  const parts = { service: 'metrics', actor: 'service:metrics', nc: own, logger, stop: () => undefined };
  const [root, options] = serviceArguments(MetricsModule, parts);
  const app = await NestFactory.createMicroservice(root, options);
  await app.listen();
  closeApp = () => app.close();
});
afterEach(async () => {
  await closeApp();
  await nc.close();
  await nats.stop();
  await rm(folder, { recursive: true, force: true });
});

async function publish(type: 'ExecutionQueued' | 'CandidateExecuted', data: object): Promise<void> {
  const fact: Fact = {
    ...{ id: `${EXPERIMENT}:${type}`, type, schemaVersion: 1, aggregate: 'experiment', aggregateId: EXPERIMENT },
    ...{ version: 5, position: 5, occurredAt: '2026-01-01T00:00:00.000Z', causationId: 'c', correlationId: EXPERIMENT },
    ...{ actor: 'service:executor', data: experimentFacts[type].parse(data), hash: 'a'.repeat(64) },
  };
  await jetstream(nc).publish(factSubject(fact), JSON.stringify({ ...toFactEvent(fact), hash: fact.hash }));
}

async function answer(): Promise<{ verb: string; data: unknown }> {
  while (answers[0] === undefined) await new Promise((resolve) => setTimeout(resolve, 20));
  return answers[0];
}

async function clip(): Promise<{ record: Clip; planes: Uint8Array }> {
  const { record, planes } = makeBuiltinClip('square');
  const some = planes.slice(0, FRAMES * frameBytes('yuv420p', record.width, record.height));
  return {
    record: { ...record, digest: (await store.put(some)).digest, name: 'excerpt', frames: FRAMES },
    planes: some,
  };
}

/** A plain codec: samples lose their low bits, what is left is deflated. */
async function run(
  record: Clip,
  planes: Uint8Array,
  quality: number,
  lostBits: number,
): Promise<Executed['runs'][number]> {
  const kept = planes.map((sample) => sample >> lostBits);
  const each = planes.length / FRAMES;
  const packets = Array.from({ length: FRAMES }, (_, i) => deflateSync(kept.subarray(i * each, (i + 1) * each)));
  const half = lostBits === 0 ? 0 : 1 << (lostBits - 1);
  const cost = { wallMs: 10, cpuMs: 10, peakBytes: 1000 };
  return {
    ...{ clip: record.digest, quality, encode: cost, decode: cost },
    bitstream: await store.put(packBitstream(quality, packets)),
    reconstruction: await store.put(kept.map((sample) => (sample << lostBits) + half)),
  };
}

const digest = sha256Hex(new Uint8Array());
const queued = (record: Clip): object => ({
  ...{
    attempt: 1,
    lane: 'cpu',
    code: digest,
    lineMap: null,
    clips: [record],
    qualities: [20, 40, 60, 80],
    limits: {},
    seed: 1,
  },
  candidate: {
    ...{ language: 'python', api: 'frame', color: 'i420', track: 'pure', needs: [], imports: ['numpy'] },
    ...{ family: 'other', packageBytes: 100, complexity: 1, charge: { sourceBytes: 500, tableBytes: 400 } },
  },
});
const executed = (runs: Executed['runs']): Executed => ({
  ...{
    attempt: 1,
    code: digest,
    runs,
    deterministic: true,
    codingMode: { mode: 'all-intra', provedBy: 'packets', packets: 15, finding: null },
    jail: { tier: 'A', unsafe: false },
    log: null,
  },
});

describe('the metrics service', () => {
  it('measures every run and compares with constant-QP x264 and the encoders that were asked for', async () => {
    const { record, planes } = await clip();
    const runs = await Promise.all(
      [
        [20, 5],
        [40, 4],
        [60, 3],
        [80, 2],
      ].map(([quality, bits]) => run(record, planes, quality ?? 0, bits ?? 0)),
    );
    await publish('ExecutionQueued', { ...queued(record), anchors: ['svtav1'] });
    await publish('CandidateExecuted', executed(runs));

    const { verb, data } = await answer();
    expect(verb).toBe('record-measured');
    const measured = data as ExperimentCommandData<'record-measured'>;
    expect(measured.measurements.map(({ quality, bytes }) => [quality, bytes])).toEqual(
      runs.map(({ quality, bitstream }) => [quality, bitstream.sizeBytes]),
    );
    expect(measured.bdRate.map(({ anchor, mode, metric }) => `${anchor} ${mode} ${metric}`)).toEqual([
      'x264 all-intra psnr_y',
      'x264 all-intra psnr_yuv611',
      'x264 all-intra psnr_hvs_m_y',
      'x264 all-intra ssim_y_ffmpeg',
      'x264 all-intra xpsnr',
      'x264 low-delay psnr_y',
      'x264 low-delay psnr_yuv611',
      'x264 low-delay psnr_hvs_m_y',
      'x264 low-delay ssim_y_ffmpeg',
      'x264 low-delay xpsnr',
      'svtav1 all-intra psnr_y',
      'svtav1 all-intra psnr_yuv611',
      'svtav1 all-intra psnr_hvs_m_y',
      'svtav1 all-intra ssim_y_ffmpeg',
      'svtav1 all-intra xpsnr',
    ]);
    const anchor = await Promise.all(
      [25, 30, 35, 40, 45, 50].map((q) =>
        measureAnchor(record, { encoder: 'x264', mode: 'all-intra', control: 'qp', q, effort: 'medium' }, { store }),
      ),
    );
    const expected = bdRate(
      anchor.map(({ bytes, psnr_y }) => ({ rate: bytes, metric: psnr_y })),
      measured.measurements.map(({ bytes, metrics }) => ({ rate: bytes, metric: metrics.psnr_y })),
    );
    expect(expected.percent).toBeGreaterThan(0);
    expect(measured.bdRate[0]).toMatchObject({ percent: expected.percent, overlap: expected.overlap });
    expect(measured.scoredAgainst).toEqual({ anchor: 'x264', mode: 'all-intra' });
    expect(measured.flags).toEqual([]);
    expect(measured.verdict).toEqual({ value: null, reason: expect.stringMatching(/^no clip is sealed/) as string });
    expect(measured.inBounds?.reason ?? 'none').not.toMatch(/^no clip is sealed/);
    expect(measured.inBounds?.value ?? measured.aggregate.value).toBe(measured.aggregate.value);
    const charged = bdRate(
      anchor.map(({ bytes, psnr_y }) => ({ rate: bytes, metric: psnr_y })),
      measured.measurements.map(({ bytes, metrics }) => ({ rate: bytes + 500, metric: metrics.psnr_y })),
    );
    expect(measured.charged).toMatchObject({ sourceBytes: 500, counts: false });
    expect(measured.charged?.bdRate[0]).toMatchObject({ mode: 'all-intra', percent: charged.percent });
    expect(measured.tier.percent).toBeNull();
    expect(measured.tier.reason).toMatch(/^1 clips that are not synthetic, 4 are needed; excerpt: /);
    expect(measured.tools['ffmpeg']).toMatch(/^ffmpeg version/);
  });

  it('flags a codec that carries the clip in its source, and counts the source', async () => {
    const { record, planes } = await clip();
    const looked = [20, 40, 60, 80].map(async (quality, bits) => ({
      ...(await run(record, planes, quality, 4 - bits)),
      bitstream: await store.put(
        packBitstream(
          quality,
          Array.from({ length: FRAMES }, () => new Uint8Array(bits)),
        ),
      ),
    }));
    const work = queued(record) as { candidate: object };
    const charge = { sourceBytes: 200_000, tableBytes: 190_000 };
    await publish('ExecutionQueued', { ...work, candidate: { ...work.candidate, charge } });
    await publish('CandidateExecuted', executed(await Promise.all(looked)));

    const { data } = await answer();
    const measured = data as ExperimentCommandData<'record-measured'>;
    expect(measured.flags).toEqual(['implausible_rate', 'carries_tables']);
    expect(measured.verdict?.reason).toMatch(/^implausible_rate: /);
    expect(measured.charged).toMatchObject({ sourceBytes: 200_000, counts: true });
    const [figure] = measured.charged?.bdRate ?? [];
    expect(figure?.percent).toBeGreaterThan(1000);
    expect(measured.aggregate.value).toBeLessThan(-1000);
  });

  it('records the cause, and no number, when one run’s evidence was changed', async () => {
    const { record, planes } = await clip();
    const runs = await Promise.all([run(record, planes, 20, 4), run(record, planes, 40, 3)]);
    const path = await store.localPath(runs[1]?.reconstruction.digest ?? '');
    const bytes = await readFile(path);
    bytes[7] = (bytes[7] ?? 0) ^ 1;
    await rm(path);
    await writeFile(path, bytes);
    await publish('ExecutionQueued', queued(record));
    await publish('CandidateExecuted', executed(runs));

    expect(await answer()).toMatchObject({
      verb: 'record-measurement-failed',
      data: { attempt: 1, cause: { code: 'artifact_damaged', clip: record.digest, quality: 40 } },
    });
    expect(answers).toHaveLength(1);
  });

  it('refuses a candidate whose packets are the anchor’s own stream', async () => {
    const { record, planes } = await clip();
    const { execFileSync } = await import('node:child_process');
    const raw = join(folder, 'raw.yuv');
    await writeFile(raw, planes);
    const size = [
      '-f',
      'rawvideo',
      '-pixel_format',
      'yuv420p',
      '-video_size',
      '176x144',
      '-framerate',
      '50/1',
      '-i',
      raw,
    ];
    const coder =
      '-c:v libx264 -preset medium -tune psnr -qp 30 -g 1 -threads 1 -bsf:v filter_units=remove_types=6 -f h264 pipe:1';
    const stream = execFileSync('ffmpeg', ['-v', 'error', ...size, ...coder.split(' ')]);
    const third = Math.floor(stream.length / 3);
    const cuts = [0, 10, third, third + 5, 2 * third, 2 * third + 9, stream.length];
    const packets = Array.from({ length: FRAMES }, (_, i) => stream.subarray(cuts[i], cuts[i + 1]));
    const forged = { ...(await run(record, planes, 20, 3)), bitstream: await store.put(packBitstream(20, packets)) };
    await publish('ExecutionQueued', queued(record));
    await publish('CandidateExecuted', executed([forged]));

    const { verb, data } = await answer();
    expect(verb).toBe('record-measurement-failed');
    expect(data).toMatchObject({ cause: { code: 'anchor_bitstream', quality: 20 } });
  });
});
