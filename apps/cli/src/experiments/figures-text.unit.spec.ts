import type { ExperimentDocument } from '@codecsmith/client';
import { clipLines, verdictLines } from './figures-text.ts';

const clip = 'c'.repeat(64);
const side = { wallMs: 12.4, cpuMs: 10, peakBytes: null };
const run = (quality: number, bytes: number) => ({
  ...{ clip, clipName: 'park', quality, bytes, kbps: bytes / 10, bpp: bytes / 100_000 },
  ...{ psnr_y: 30 + quality / 10, psnr_u: 40, psnr_v: null, psnr_yuv611: 35, ssim_y_ffmpeg: 0.91, lossless: false },
  ...{ encode: side, decode: side, perFrame: null, perFrameDigest: 'd', bitstream: 'b', reconstruction: 'r' },
  ...{ ratioRaw: 10, ratioSource: null, psnr_y_framemean: 30, absent: {} },
});
const figure = (mode: string, metric: string, percent: number | null) => ({
  ...{ clip, anchor: 'x264', mode, metric, percent, reason: percent === null ? 'no_overlap' : null, overlap: 0.9 },
});

const document: ExperimentDocument = {
  ...{ name: 'park', note: null, tags: [], starred: false },
  ...{ experimentId: 'exp-1', phase: 'concluded', outcome: 'completed', cause: null, candidate: null, facts: 8 },
  waitsFor: null,
  runs: [run(40, 2000), run(20, 1000)],
  bdRate: [figure('all-intra', 'psnr_y', -3.21), figure('low-delay', 'psnr_y', null)],
  isoQuality: [],
  score: [{ clip, value: 3.21, reason: null }],
  scoredAgainst: { anchor: 'x264', mode: 'all-intra' },
  charged: {
    sourceBytes: 900,
    counts: false,
    bdRate: [{ ...figure('all-intra', 'psnr_y', 4.2) }],
  },
  codingMode: { mode: 'all-intra', provedBy: 'packets', packets: 15, finding: null },
  aggregate: { value: 3.21, reason: null },
  verdict: { value: null, reason: 'park (overlap_too_small)' },
  tier: { percent: null, reason: 'no measured point' },
  flags: ['synthetic_clips'],
  jail: null,
};

const plain = (name: string) => name;

describe('an experiment as text', () => {
  it('is, for each clip, its points by rising quality and a row of figures for each anchor', () => {
    expect(clipLines(document, clip, plain).join('\n')).toBe(
      [
        '',
        'clip park',
        'quality  bytes   kbps     bpp  PSNR-Y dB  PSNR-U dB  PSNR-V dB  PSNR-YUV dB  SSIM-Y  encode ms  decode ms',
        '───────  ─────  ─────  ──────  ─────────  ─────────  ─────────  ───────────  ──────  ─────────  ─────────',
        '     20   1000  100.0  0.0100      32.00      40.00          ∞        35.00  0.9100         12         12',
        '     40   2000  200.0  0.0200      34.00      40.00          ∞        35.00  0.9100         12         12',
        '',
        'BD-rate against      psnr_y',
        '───────────────  ──────────',
        'x264 all-intra       -3.2 %',
        'x264 low-delay   no_overlap',
        '',
        'with its source of 900 bytes, against x264 all-intra: psnr_y +4.2 %',
      ].join('\n'),
    );
  });

  it('says once why there is no BD-rate at all, and the score of each of several clips', () => {
    const bdRate = [figure('all-intra', 'psnr_y', null), figure('low-delay', 'psnr_y', null)];
    const score = [...document.score, { clip: 'other', value: 2, reason: null }];
    const lines = clipLines({ ...document, charged: null, bdRate, score }, clip, plain);
    expect(lines.slice(-3)).toEqual(['', 'no BD-rate: no_overlap', 'score 3.21']);
  });

  it('ends with what it comes to, or why it does not', () => {
    expect(verdictLines(document)).toEqual([
      'coding mode all-intra: 15 packets gave the same pictures without those before them',
      'score against x264 all-intra: 3.21',
      'no verdict: park (overlap_too_small)',
      'tier: none: no measured point',
      'flag synthetic_clips: measured on clips that the lab drew itself: they give no verdict and no tier',
    ]);
    const none = { value: null, reason: 'crashed on park at quality 40: exception' };
    expect(
      verdictLines({
        ...document,
        scoredAgainst: null,
        codingMode: null,
        charged: null,
        aggregate: none,
        verdict: none,
        tier: null,
        flags: [],
      }),
    ).toEqual(['score: none: crashed on park at quality 40: exception']);
  });
});
