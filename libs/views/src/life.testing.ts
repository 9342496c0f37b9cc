import {
  sampleCandidate,
  sampleCleared,
  sampleClip,
  sampleDraft,
  sampleFailure,
  sampleMeasured,
  sampleMeasurement,
  sampleRun,
} from '@codecsmith/experiment/testing';
import {
  campaignAggregate,
  clipAggregate,
  experimentAggregate,
  openLedger,
  PostgresStorage,
  type Ledger,
} from '@codecsmith/ledger';
import { coreViews } from './projections/core-views.ts';

/** A well-formed digest that names nothing. */
export const digestOf = (text: string): string => Buffer.from(text).toString('hex').padEnd(64, '0').slice(0, 64);

const artifact = (text: string) => ({ digest: digestOf(text), sizeBytes: text.length });
const cost = (wallMs: number) => ({ wallMs, cpuMs: wallMs, peakBytes: 1000 });

export const CLIP = sampleClip({ digest: digestOf('clip'), name: 'pan', matrix: 'bt709', range: 'tv' });

export const openTestLedger = (url: string): Promise<Ledger> =>
  openLedger(new PostgresStorage({ url, views: [coreViews] }), {
    aggregates: [experimentAggregate, clipAggregate, campaignAggregate],
    clock: () => new Date('2026-01-01T00:00:00.000Z'),
  });

/** Drives experiments through their lives as services do, without the services. */
export class Lives {
  private sent = 0;

  constructor(private readonly ledger: Ledger) {}

  async send(aggregate: string, type: string, aggregateId: string | undefined, data: object) {
    const id = `command-${this.sent++}`;
    const answer = await this.ledger.submit({ id, aggregate, type, aggregateId, actor: 'user:spec', data });
    if (!answer.accepted) throw new Error(`${aggregate}.${type}: ${JSON.stringify(answer.refusal)}`);
    return answer;
  }

  addClip = () => this.send('clip', 'add', undefined, CLIP);

  request = (id: string, more: object = {}) =>
    this.send('experiment', 'request', id, {
      source: { kind: 'submitted', code: artifact(`code of ${id}`), fileName: 'codec.py' },
      clips: ['pan'],
      qualities: [20, 80],
      ...more,
    });

  async queue(id: string, more: object = {}, tree = `tree ${id}`): Promise<void> {
    await this.request(id, more);
    const code = artifact(`code of ${id}`);
    await this.send('experiment', 'record-draft', id, sampleDraft({ code, language: 'python', provider: 'submitted' }));
    const cleared = sampleCleared({
      cleared: artifact(`cleared ${id}`),
      candidate: sampleCandidate({ color: 'rgb24', needs: ['numpy'], family: 'transform', packageBytes: 120 }),
      tree: digestOf(tree),
      changes: [{ rule: 'main-block', line: 9, message: 'removed' }],
    });
    await this.send('experiment', 'record-cleared', id, cleared);
  }

  async start(id: string, more: object = {}, tree?: string): Promise<string> {
    await this.queue(id, more, tree);
    const started = { attempt: 1, executor: 'e1', lane: 'cpu', environment: { cpu: 'x' } };
    const { lease } = await this.send('experiment', 'start-execution', id, started);
    if (lease === undefined) throw new Error('no lease');
    return lease.token;
  }

  async complete(id: string, more: object = {}, tree?: string): Promise<void> {
    const token = await this.start(id, more, tree);
    await this.send('experiment', 'record-executed', id, {
      attempt: 1,
      token,
      code: digestOf(`cleared ${id}`),
      runs: [20, 80].map((quality) =>
        sampleRun(quality, {
          clip: CLIP.digest,
          bitstream: { digest: digestOf(`bits ${quality}`), sizeBytes: quality * 10 },
          reconstruction: artifact(`frames ${quality}`),
          encode: cost(quality),
          decode: cost(quality / 2),
        }),
      ),
      deterministic: true,
      jail: { tier: 'bubblewrap', unsafe: false },
      log: null,
    });
    const measured = sampleMeasured({
      measurements: [20, 80].map(measurement),
      score: [{ clip: CLIP.digest, value: 0.5, reason: null }],
      aggregate: { value: 0.5, reason: null },
      tier: { percent: -12.5, reason: null },
      flags: ['slow'],
      tools: { ffmpeg: '5.1' },
    });
    await this.send('experiment', 'record-measured', id, measured);
  }

  async crash(id: string): Promise<void> {
    const token = await this.start(id);
    const code = digestOf(`cleared ${id}`);
    await this.send('experiment', 'record-execution-failed', id, sampleFailure({ token, code }));
  }
}

export const measurement = (quality: number) =>
  sampleMeasurement(quality, {
    clip: CLIP.digest,
    bytes: quality * 10,
    kbps: quality,
    bpp: quality / 100,
    ratioRaw: 768 / (quality * 10),
    metrics: {
      psnr_y: 30 + quality / 10,
      psnr_u: 40,
      psnr_v: 41,
      psnr_yuv611: 33,
      psnr_y_framemean: 30.5,
      ssim_y_ffmpeg: 0.9,
      vmaf: 50 + quality / 2,
    },
    perFrame: digestOf(`series ${quality}`),
  });
