import { isConcluding, type Fact } from '@codecsmith/client';
import { summaryOf } from '../facts/fact-line.ts';

/** How far one candidate is. */
interface Standing {
  readonly name: string;
  step: string;
  ended: boolean;
}

const STEPS: Readonly<Record<string, string>> = {
  ExperimentRequested: 'waiting for its code',
  CandidateDrafted: 'checking the code',
  ExecutionQueued: 'waiting for a jail',
  ExecutionStarted: 'running in the jail',
  CandidateExecuted: 'measuring',
};

/** What keeps a candidate waiting is named: a lane without an executor, a second executor to decode. */
function stepOf({ type, data }: Fact): string | undefined {
  if (type !== 'ExecutionQueued') return STEPS[type];
  const { lane, half } = data as { readonly lane?: unknown; readonly half?: unknown };
  if (half === 'decode') return 'waiting for a second executor';
  return lane === 'gpu' ? 'waiting for a gpu executor' : STEPS[type];
}

/** Turns facts into the picture of work under way. */
export class ProgressBoard {
  readonly #standings: Map<string, Standing>;
  readonly #endedAtStart: number;
  readonly #startedAt: number;

  /** @param names of the candidates by experiment; `ended` are those that had ended before */
  constructor(
    names: ReadonlyMap<string, string>,
    ended: ReadonlySet<string>,
    private readonly clock: () => number = Date.now,
  ) {
    this.#standings = new Map([...names].map(([id, name]) => [id, { name, step: 'waiting', ended: ended.has(id) }]));
    this.#endedAtStart = ended.size;
    this.#startedAt = clock();
  }

  /** Takes a fact in; returns a line worth keeping when it ended something. */
  take(fact: Fact): string | undefined {
    const standing = this.#standings.get(fact.aggregateId);
    if (standing === undefined || standing.ended) return undefined;
    standing.step = stepOf(fact) ?? standing.step;
    if (!isConcluding(fact)) return undefined;
    standing.ended = true;
    return `${this.#tally()}  ${standing.name}: ${summaryOf(fact)}`;
  }

  /** What is under way, and how long the rest may take. */
  lines(): string[] {
    const open = [...this.#standings.values()].filter((standing) => !standing.ended);
    const width = Math.max(0, ...open.map(({ name }) => name.length));
    return [this.#summary(), ...open.map(({ name, step }) => `  ${name.padEnd(width)}  ${step}`)];
  }

  #tally(): string {
    return `${this.#ended()}/${this.#standings.size}`;
  }

  #summary(): string {
    const elapsedS = (this.clock() - this.#startedAt) / 1000;
    const fresh = this.#ended() - this.#endedAtStart;
    const left = this.#standings.size - this.#ended();
    const eta = fresh === 0 ? '' : `, about ${Math.ceil((elapsedS / fresh) * left)} s to go`;
    return `${this.#tally()} experiments ended after ${Math.round(elapsedS)} s${eta}`;
  }

  #ended(): number {
    return [...this.#standings.values()].filter((standing) => standing.ended).length;
  }
}
