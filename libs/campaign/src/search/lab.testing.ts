import { experimentCommands, type Clip } from '@codecsmith/experiment';
import type { Fact, FactDraft } from '@codecsmith/kernel';
import {
  campaignCommands,
  campaignDecider,
  nextSteps,
  SearchHistory,
  type CampaignCommand,
  type CampaignCommandInput,
  type CampaignState,
  type Step,
} from '../index.ts';
import { uniform } from './choose/draw.ts';
import { resolve, type Result } from './state/results.ts';

export const clipNamed = (name: string, frames = 10): Clip => ({
  digest: Buffer.from(name.padEnd(32, '.')).toString('hex'),
  name,
  width: 480,
  height: 270,
  fps: { num: 50, den: 1 },
  frames,
  pixelFormat: 'yuv420p',
  matrix: null,
  range: null,
  sourceBytes: 1,
  sourceCompressed: false,
});

export const CLIPS = [clipNamed('park'), clipNamed('seeking'), clipNamed('secret')];
export const START: CampaignCommandInput<'start'> = {
  seed: 7,
  clips: ['park', 'seeking'],
  sealed: ['secret'],
  budget: { evaluations: 40 },
};

const CAMPAIGN = 'camp';
const digestOf = (value: number | string) => Buffer.from(String(value).padStart(32, '0')).toString('hex').slice(-64);

const HOUR_MS = 3_600_000;
const STARTED = { attempt: 1, executor: 'e', lane: 'cpu', environment: {} };
const fact = (type: string, data: unknown): FactDraft => ({ type, schemaVersion: 1, data });

/** Genes of a simulated candidate: nine values of three settings each; the fewer from the hidden optimum, the better. */
interface Sketch {
  readonly genes: readonly number[];
  readonly fails: boolean;
}

/**
 * A whole lab in one object: a log, the campaign's real rules, and experiments whose results are a function of their
 * request alone. Which experiment ends next is the caller's choice: that is what the search must not depend on.
 */
export class SimulatedLab {
  readonly log: Fact[] = [];
  readonly asked = new Map<string, Step>();
  history = new SearchHistory(CAMPAIGN);
  #state: CampaignState = campaignDecider.initial;
  readonly #running = new Map<string, Sketch>();
  readonly #sketches = new Map<string, Sketch>();
  #clock = Date.UTC(2026, 0, 1);
  /** What drafting costs: the bound that is reserved, and the sum that is settled; null: the call dies unsettled. */
  price: { readonly boundUsd: number; readonly usd: number | null } | null = null;
  /** Every candidate crashes. */
  allFail = false;
  /** Whether a score holds as a verdict, by the genes; null: measurements are left out. */
  verdictOf: ((genes: readonly number[]) => boolean) | null = null;
  /** A trial of two qualities gives a saving and no score. */
  savesOnly: ((experimentId: string) => boolean) | null = null;
  /** Every draft ends with this cause. */
  refuses: { readonly code: string; readonly message: string } | null = null;
  /** Money that the provider has really taken. */
  takenUsd = 0;

  start(change: Partial<CampaignCommandInput<'start'>> = {}): void {
    this.campaign('start', { ...START, ...change });
  }

  /** Asks for a campaign command; a refusal comes back as its code. */
  campaign<T extends keyof typeof campaignCommands>(verb: T, data: CampaignCommandInput<T>): string {
    const parsed = campaignCommands[verb].parse(data);
    const command = {
      id: verb,
      type: verb,
      aggregate: 'campaign',
      aggregateId: CAMPAIGN,
      actor: 'user:t',
      data: parsed,
    };
    const clip = (name: string) => CLIPS.find((one) => one.name === name || one.digest === name);
    const decision = campaignDecider.decide(this.#state, command as CampaignCommand, { now: this.now(), clip });
    if (!decision.accepted) return decision.refusal.code;
    for (const draft of decision.facts) this.#append('campaign', CAMPAIGN, draft);
    return 'accepted';
  }

  now(): string {
    return new Date(this.#clock).toISOString();
  }

  /** Experiments that wait for their end, oldest first. */
  open(): string[] {
    return [...this.#running.keys()];
  }

  /** Takes every step that is due, until none is. */
  settle(): void {
    for (let round = 0; round < 1000; round += 1) {
      const steps = nextSteps(this.history, this.now());
      const fresh = steps.filter((step) => !this.asked.has(step.id));
      if (fresh.length === 0) return;
      for (const step of fresh) this.#ask(step);
    }
    throw new Error('the steps never end');
  }

  /** Ends one experiment with the result that its genes deserve. */
  conclude(experimentId: string): void {
    const sketch = this.#running.get(experimentId);
    if (sketch === undefined) throw new Error(`${experimentId} is not running`);
    this.#running.delete(experimentId);
    for (const draft of this.#life(experimentId, sketch)) this.#append('experiment', experimentId, draft);
  }

  /** An executor starts the experiment, beats for a while and is gone; an hour later that is noticed. */
  lose(experimentId: string, beatsMs: number): void {
    this.#append('experiment', experimentId, fact('ExecutionStarted', STARTED));
    const lastBeatAt = new Date(this.#clock + beatsMs).toISOString();
    this.#clock += HOUR_MS;
    const lost = { attempt: 1, executor: STARTED.executor, lastBeatAt, reason: 'no beat' };
    this.#append('experiment', experimentId, fact('ExecutorLost', lost));
  }

  /** Nothing happens for a while. */
  pass(ms: number): void {
    this.#clock += ms;
  }

  /** Runs to the end; `pick` says which of the open experiments ends next. */
  run(pick: (open: number) => number = () => 0): void {
    this.settle();
    for (let open = this.open(); open.length > 0; open = this.open()) {
      this.conclude(open[pick(open.length)] ?? '');
      this.settle();
    }
  }

  /** Loses all memory and folds the log again, as a service does after kill -9. */
  restart(): void {
    this.history = new SearchHistory(CAMPAIGN);
    for (const fact of this.log) this.history.take(fact);
  }

  /** Results of all proposals that have ended, in number order. */
  results(): Result[] {
    return resolve(this.history.proposals(), 2).final.filter((result) => result !== undefined);
  }

  factsOf(type: string): unknown[] {
    return this.log.filter((fact) => fact.type === type).map((fact) => fact.data);
  }

  #ask(step: Step): void {
    const clockedOut = step.verb === 'plan' && this.#state.phase !== 'absent' && outOfTime(this.#state, this.now());
    if (!clockedOut) this.asked.set(step.id, step);
    if (step.aggregate === 'campaign') {
      const answer = this.campaign(step.verb, step.data);
      if (answer !== 'accepted' && !clockedOut) throw new Error(`${step.id}: ${answer}`);
    } else if (step.verb === 'request') this.#request(step.aggregateId, experimentCommands.request.parse(step.data));
    else this.#cancel(step.aggregateId);
  }

  #request(id: string, data: ReturnType<typeof experimentCommands.request.parse>): void {
    const parents = data.parents.map((parent) => this.#sketches.get(parent)).filter((found) => found !== undefined);
    const copy = data.source.kind === 'submitted' ? parents[0] : undefined;
    const seed = data.source.kind === 'generated' ? data.source.seed : id;
    const drawn = copy ?? breed(seed, parents);
    const sketch = this.allFail ? { ...drawn, fails: true } : drawn;
    this.#sketches.set(id, sketch);
    this.#running.set(id, sketch);
    const requested = { ...data, source: storedSource(data.source), clips: [clipNamed('park')] };
    this.#append('experiment', id, { type: 'ExperimentRequested', schemaVersion: 1, data: requested });
    if (this.refuses !== null || !this.#pay(id)) {
      const cause = this.refuses ?? { code: 'budget_exhausted', message: 'costUsd: the budget does not allow it' };
      const data = { outcome: 'not_drafted', cause, score: null };
      this.#running.delete(id);
      this.#append('experiment', id, { type: 'ExperimentConcluded', schemaVersion: 1, data });
      return;
    }
    this.#append('experiment', id, { type: 'CandidateDrafted', schemaVersion: 1, data: draftOf(sketch) });
    this.#append('experiment', id, { type: 'CandidateCleared', schemaVersion: 1, data: clearedOf(sketch) });
  }

  /** As a generator does: reserve before the call, settle after it. */
  #pay(id: string): boolean {
    if (this.price === null) return true;
    const { boundUsd, usd } = this.price;
    const reservation = `draft-${id}`;
    const amounts = { costUsd: boundUsd };
    if (this.campaign('reserve', { reservation, amounts, purpose: 'a call' }) !== 'accepted') return false;
    this.takenUsd += usd ?? boundUsd;
    if (usd !== null) this.campaign('settle', { reservation, spent: { costUsd: usd } });
    return true;
  }

  #cancel(id: string): void {
    this.#running.delete(id);
    const data = { outcome: 'cancelled', cause: null, score: null };
    this.#append('experiment', id, { type: 'ExperimentConcluded', schemaVersion: 1, data });
  }

  #life(id: string, { genes, fails }: Sketch): FactDraft[] {
    const cause = { code: 'exception', message: 'IndexError', line: 3 };
    if (fails) return [fact('ExperimentConcluded', { outcome: 'crashed', cause, score: null })];
    const saves = this.savesOnly?.(id) === true;
    const outcome = { outcome: 'completed', cause: null, score: saves ? null : scoreOf(genes) };
    const isMeasured = saves || this.verdictOf !== null;
    return [
      fact('ExecutionStarted', STARTED),
      fact('CandidateExecuted', executed(id, genes)),
      ...(isMeasured ? [fact('CandidateMeasured', measured(genes, saves, this.verdictOf?.(genes) ?? true))] : []),
      fact('ExperimentConcluded', outcome),
    ];
  }

  #append(aggregate: string, aggregateId: string, draft: FactDraft): void {
    this.#clock += 1000;
    const position = this.log.length + 1;
    const version = this.log.filter((fact) => fact.aggregateId === aggregateId).length + 1;
    const fact: Fact = {
      ...draft,
      id: `${aggregateId}:${version}`,
      aggregate,
      aggregateId,
      version,
      position,
      occurredAt: this.now(),
      causationId: 'test',
      correlationId: CAMPAIGN,
      actor: 'user:test',
      hash: '',
    };
    this.log.push(fact);
    if (aggregate === 'campaign') this.#state = campaignDecider.evolve(this.#state, fact);
    this.history.take(fact);
  }
}

const outOfTime = ({ config, startedAt }: Exclude<CampaignState, { phase: 'absent' }>, now: string): boolean =>
  Date.parse(now) - Date.parse(startedAt) >= (config.budget.wallSeconds ?? Infinity) * 1000;

const OPTIMUM = [2, 0, 1, 2, 1, 0, 2, 1, 0];

/** A child differs from its parents in one gene; without parents it is a uniform sample. One in eight fails to run. */
function breed(seed: string, parents: readonly Sketch[]): Sketch {
  const at = (name: string) => uniform(1, seed, name);
  const genes = OPTIMUM.map((_, index) => {
    const parent = parents[Math.floor(at(`from ${index}`) * parents.length)];
    const fresh = parent === undefined || Math.floor(at('mutate') * OPTIMUM.length) === index;
    return fresh ? Math.floor(at(`gene ${index}`) * 3) : (parent.genes[index] ?? 0);
  });
  return { genes, fails: at('fails') < 0.125 };
}

const scoreOf = (genes: readonly number[]): number =>
  -genes.reduce((sum, gene, index) => sum + Math.abs(gene - (OPTIMUM[index] ?? 0)) * (index + 1), 0);

const codeOf = ({ genes }: Sketch) => ({ digest: digestOf(genes.join('')), sizeBytes: 100 });

const storedSource = (source: { kind: string; code?: unknown }) =>
  source.kind === 'generated' ? source : { ...source, code: source.code };

const draftOf = (sketch: Sketch) => ({
  code: codeOf(sketch),
  fileName: 'draft.mjs',
  language: 'javascript',
  provider: 'template',
  model: null,
  prompt: null,
  reply: null,
  tokens: null,
  costUsd: null,
  hypothesis: `genes ${sketch.genes.join('')}`,
  expected: null,
});

const clearedOf = (sketch: Sketch) => ({
  cleared: codeOf(sketch),
  candidate: {
    language: 'javascript',
    api: 'frame',
    color: 'i420',
    track: 'pure',
    needs: [],
    imports: [],
    family: ['dct', 'wavelet', 'motion'][sketch.genes[0] ?? 0],
    packageBytes: 100,
    complexity: 1000 * (sketch.genes[1] ?? 0),
  },
  tree: digestOf(sketch.genes.join('') + String(sketch.fails)),
  duplicateOf: null,
  changes: [],
  warnings: [],
  lineMap: null,
});

function measured(genes: readonly number[], saves: boolean, hasVerdict: boolean) {
  const [score, clip] = [scoreOf(genes), clipNamed('park').digest];
  const against = { anchor: 'x264', mode: 'all-intra' };
  const figure = { ...against, clip, metric: 'psnr_y', percent: -score, reason: null, overlap: null };
  const psnr = { psnr_y: 30, psnr_u: 30, psnr_v: 30, psnr_yuv611: 30, psnr_y_framemean: 30, ssim_y_ffmpeg: 0.9 };
  const run = { clip, quality: 20, bytes: 1, kbps: 1, bpp: 1, ratioRaw: 1, ratioSource: null, perFrame: clip };
  return {
    ...{ attempt: 1, bdRate: [], score: [], flags: [], tools: {}, tier: { percent: null, reason: 'none' } },
    isoQuality: saves ? [figure, { ...figure, mode: 'low-delay', percent: 90 }] : [],
    scoredAgainst: against,
    aggregate: { value: saves ? null : score, reason: saves ? 'too_few_points' : null },
    verdict: { value: null, reason: 'no clip is sealed' },
    inBounds: { value: saves || !hasVerdict ? null : score, reason: saves || hasVerdict ? null : 'chroma' },
    measurements: [{ ...run, ...psnr, lossless: false }],
  };
}

function executed(id: string, genes: readonly number[]) {
  const cost = { wallMs: 10, cpuMs: 10 + (genes[2] ?? 0), peakBytes: null };
  const run = {
    clip: clipNamed('park').digest,
    quality: 50,
    bitstream: { digest: digestOf(genes.join('')), sizeBytes: 10 },
    reconstruction: { digest: digestOf(genes.join('')), sizeBytes: 10 },
    encode: cost,
    decode: cost,
  };
  const code = digestOf(id.length);
  return { attempt: 1, code, runs: [run], deterministic: true, jail: { tier: 'A', unsafe: false }, log: null };
}
