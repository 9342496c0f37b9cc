import type { CampaignConfig, Proposal } from '../../facts/index.ts';
import { reservedSeconds } from '../../rung-costs.ts';
import { contendersOf, type Contender } from '../state/contenders.ts';
import type { Result } from '../state/results.ts';
import { improvesOn, promotedIn, withoutCopies, working, type Promotion } from './cascade.ts';
import type { Draws } from './draw.ts';
import { Forecast } from './forecast.ts';

/**
 * How many of the last proposals are kept for measuring the best finds on the higher rungs. Where whatever beats its
 * parent goes on, that includes as many as may be under way when drafting ends.
 */
function finalsOf(config: CampaignConfig): number {
  const { evaluations } = config.budget;
  const rungs = config.rungs.length;
  if (evaluations === undefined || rungs < 2) return 0;
  const usual = Math.max(rungs - 1, Math.round(evaluations / 15));
  const waiting = config.rungs.some(({ promote }) => promote === 'better') ? config.parameters.lag : 0;
  const wanted = config.parameters.finals ?? Math.max(usual, Math.min(usual + waiting, Math.floor(evaluations / 3)));
  return Math.min(wanted, evaluations - 1);
}

const isFinal = (number: number, config: CampaignConfig): boolean =>
  number > (config.budget.evaluations ?? Infinity) - finalsOf(config);

/** Whether a proposal drafts, or promotes what was found, and how many results it takes into account and waits for. */
interface Turn {
  readonly final: boolean;
  readonly sees: number;
}

/**
 * k − lag results. The finals know all that came before them; where a candidate may need several steps up, each final also
 * knows the one before it. Where executor seconds are limited, finals begin once what is left carries no draft up to the
 * highest rung; each of these knows all before it.
 */
export function turnOf(number: number, config: CampaignConfig, known: readonly Result[], leftSeconds: number): Turn {
  const carried = secondsOf(known, config).reduce((sum, seconds) => sum + seconds, 0);
  if (leftSeconds < carried) return { final: true, sees: number - 1 };
  if (!isFinal(number, config)) return { final: false, sees: Math.max(0, number - config.parameters.lag) };
  const before = (config.budget.evaluations ?? 0) - finalsOf(config);
  return { final: true, sees: config.rungs.length > 2 ? number - 1 : before };
}

/** Executor seconds of one evaluation on each rung: the mean so far, and never less than what is set aside. */
function secondsOf(known: readonly Result[], config: CampaignConfig): number[] {
  return reservedSeconds(config).map((reserved, rung) => {
    const spent = known.filter(({ plan }) => plan.rung === rung).map(({ attempt }) => attempt.executorSeconds);
    return Math.max(reserved, spent.reduce((sum, seconds) => sum + seconds, 0) / Math.max(1, spent.length));
  });
}

/** What a final proposal may spend, itself included. */
interface Left {
  readonly evaluations: number;
  readonly executorSeconds: number;
}

/** A candidate's next step up, and what it promises. */
interface Step extends Promotion {
  /** Expected gain over the best of the highest rung for each evaluation on the way there; 0 where nothing is known. */
  readonly promise: number;
  /** It beat its parent on a rung where that is enough to go on. */
  readonly improves: boolean;
  readonly evaluations: number;
  readonly seconds: number;
}

/**
 * The next step up by expected gain: of what beat its parent where that is enough to go on; else among candidates that what is left carries to the highest rung; where there are none,
 * among those whose next step it pays for: the champion is the best of the highest rung reached.
 */
export function finalPromotion(
  seen: readonly Result[],
  earlier: readonly Proposal[],
  config: CampaignConfig,
  left: Left,
  draws: Draws,
): Promotion | undefined {
  const affordable = stepsUp(seen, earlier, config).filter(({ rung }) => {
    return (reservedSeconds(config)[rung] ?? 0) <= left.executorSeconds;
  });
  const carried = affordable.filter(
    (step) => step.evaluations <= left.evaluations && step.seconds <= left.executorSeconds,
  );
  const improved = left.evaluations > 1 ? affordable.filter(({ improves }) => improves) : [];
  const steps = [improved, carried, affordable].find((some) => some.length > 0) ?? [];
  if (steps.length === 0) return undefined;
  return draws.best(
    'promotion',
    steps.toSorted((a, b) => b.promise - a.promise).slice(0, TOLD),
    ({ promise }) => promise,
    ({ contender }) => contender.first.plan.experimentId,
  );
}

/** Candidates that a plan names beside the one it promotes. */
const TOLD = 8;

function stepsUp(seen: readonly Result[], earlier: readonly Proposal[], config: CampaignConfig): Step[] {
  const top = config.rungs.length - 1;
  const contenders = withoutCopies(contendersOf(seen));
  const [forecast, promoted, seconds] = [
    new Forecast(contenders, config),
    promotedIn(earlier),
    secondsOf(seen, config),
  ];
  const rungs = Array.from({ length: top }, (_, at) => top - at);
  const open = rungs.flatMap((rung) =>
    working(contenders, rung - 1)
      .filter((contender) => !promoted(contender, rung))
      .map((contender): Promotion => ({ contender, rung })),
  );
  const bound = Math.max(-Infinity, ...open.map((one) => meanOf(forecast, one)));
  return open.map((one) => {
    const evaluations = top - one.rung + 1;
    const gain = forecast.gain(one.contender, one.rung - 1, bound) ?? 0;
    const path = seconds.slice(one.rung).reduce((sum, cost) => sum + cost, 0);
    const improves = improvesOn(contenders, one.rung - 1, config)(one.contender);
    return { ...one, improves, promise: gain / evaluations, evaluations, seconds: path };
  });
}

const meanOf = (forecast: Forecast, { contender, rung }: { contender: Contender; rung: number }): number =>
  forecast.of(contender, rung - 1)?.mean ?? -Infinity;
