import type { Language } from '@codecsmith/codec';
import { exampleCode } from '../prompts/examples.ts';
import { diffOf } from '../prompts/outline.ts';
import type { MeasuredRun, ParentMaterial, PromptMaterial } from '../prompts/material.ts';

type Operator = PromptMaterial['operator'];

/** Rate and psnr_y of a made-up codec: points for the page, which no codec reached. */
const POINTS = [
  [20, 310.4, 29.31],
  [40, 842.7, 33.84],
  [60, 1933.1, 38.02],
  [80, 4107.9, 42.66],
] as const;

/** Bytes and psnr_y of each frame at quality 40. */
const FRAMES = [
  [2107, 33.91],
  [2094, 33.87],
  [2131, 33.72],
  [2095, 33.86],
] as const;
const INTER_FRAMES = [
  [5321, 35.4],
  [1002, 33.51],
  [1043, 33.31],
  [1061, 33.12],
] as const;

const metricsAt = (psnr: number): Omit<MeasuredRun, 'clip' | 'quality' | 'kbps'> => ({
  ...{ psnr_y: psnr, psnr_yuv611: psnr + 1.2, psnr_hvs_m_y: psnr + 0.4, ssim_y_ffmpeg: 1 - 2 ** (-psnr / 8) },
  ...{ psnr_u: psnr + 4.1, psnr_v: psnr + 4.6 },
});

/** How many bits the examples take beyond the anchor that they meet. */
const EXAMPLES = {
  intra: { anchor: 'x264 all-intra', more: 0.03218, frames: FRAMES },
  inter: { anchor: 'x264 low-delay', more: 0.4107, frames: INTER_FRAMES },
} as const;

function parentOf(language: Language, name: 'intra' | 'inter'): ParentMaterial {
  const { anchor, more, frames } = EXAMPLES[name];
  const clip = 'meadow, first 4';
  const percent = 100 * more;
  return {
    code: exampleCode(language, name),
    score: -percent,
    runs: POINTS.map(([quality, kbps, psnr]) => ({ clip, quality, kbps, ...metricsAt(psnr) })),
    anchorRuns: POINTS.map(([, kbps, psnr], index) => ({
      ...{ clip, point: `${anchor}, qp ${40 - 6 * index}`, kbps: kbps / (1 + more) },
      ...metricsAt(psnr),
    })),
    bdRate: ['psnr_y', 'psnr_yuv611'].map((metric) => ({ clip, anchor, metric, percent, reason: null })),
    rates: POINTS.map(([quality]) => ({ clip, quality, anchor, percent })),
    frames: [{ clip, quality: 40, frames: frames.map(([bytes, psnr_y]) => ({ bytes, psnr_y })) }],
    failure: null,
  };
}

const ERRORS: Readonly<Record<Language, string>> = {
  python: 'IndexError: list index out of range',
  javascript: 'TypeError: undefined is not iterable',
};

/** A made-up forebear of the example, with larger steps. */
const coarser = (code: string): string => code.replace(/(step_?from_?quality)\(config[^)]*\)/giu, '$1(50)');

const broken = (language: Language): ParentMaterial => ({
  ...parentOf(language, 'inter'),
  score: null,
  ...{ runs: [], anchorRuns: [], bdRate: [], rates: [], frames: [] },
  failure: {
    outcome: 'crashed',
    code: 'crashed',
    message: ERRORS[language],
    place: 'decode, frame 1, quality 50',
    line: 57,
    advice: 'The last lines of the log show where. Both sides run in fresh processes: only the packets cross.',
    lastLines: `  File "codec.${language === 'python' ? 'py' : 'mjs'}", line 57`,
  },
  madeFrom: { score: -44.31, diff: diffOf(coarser(exampleCode(language, 'inter')), exampleCode(language, 'inter')) },
});

const parentsFor: Readonly<Record<Operator, (language: Language) => ParentMaterial[]>> = {
  seed: () => [],
  edit: (language) => [parentOf(language, 'intra')],
  rewrite: (language) => [parentOf(language, 'intra')],
  crossover: (language) => [parentOf(language, 'intra'), parentOf(language, 'inter')],
  repair: (language) => [broken(language)],
};

/** Material of a made-up search, for the page that shows prompts as they are sent. */
export const sampleMaterial = (operator: Operator, language: Language): PromptMaterial => ({
  operator,
  language,
  track: 'pure',
  limits: {},
  number: 9,
  sees: 5,
  resample: 0,
  goal: 'beat x264 all-intra on fine texture',
  clips: [{ name: 'meadow', width: 480, height: 270, frames: 10 }],
  parents: parentsFor[operator](language),
  inspirations:
    operator === 'edit' || operator === 'rewrite'
      ? [{ family: 'predictive', score: -41.07, hypothesis: 'motion first', code: exampleCode(language, 'inter') }]
      : [],
  failures: [
    { hypothesis: 'contexts by energy', outcome: 'timed_out', message: 'encode took more than 20 s of processor time' },
  ],
  attempts: [
    {
      number: 1,
      operator: 'seed',
      rung: 'excerpt',
      outcome: 'completed',
      score: -3.218,
      gain: null,
      hypothesis: 'intra modes',
      message: null,
    },
    {
      number: 2,
      operator: 'seed',
      rung: 'smoke',
      outcome: 'crashed',
      score: null,
      gain: null,
      hypothesis: 'motion first',
      message: ERRORS[language],
    },
    {
      number: 5,
      operator: 'edit',
      rung: 'excerpt',
      outcome: 'completed',
      score: -2.104,
      gain: 1.114,
      hypothesis: 'RDOQ',
      message: null,
    },
  ],
  lesson: 'gained 1.114 points over its parent: RDOQ',
  plan: operator === 'edit' ? 'Trellis-coded quantisation: levels of luma cost the most bits.' : null,
  hints: ['Spend more on small blocks.'],
  withheld: [],
});
