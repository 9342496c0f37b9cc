import type { BenchDocument } from './document.ts';
import { median, moreIsBetter, type Figure } from './figure.ts';

/** A figure beside its baseline. */
export interface Change {
  readonly part: string;
  readonly name: string;
  readonly before: number;
  readonly now: number;
  /** The ranges of the samples do not touch: what changed is more than noise. */
  readonly beyondNoise: boolean;
  readonly slower: boolean;
}

/** Figures that both runs have. Machines have to be alike for this to mean anything; the caller says so. */
export const changesOf = (before: BenchDocument, now: BenchDocument): Change[] =>
  now.parts.flatMap(({ name: part, figures }) => {
    const old = before.parts.find(({ name }) => name === part)?.figures ?? [];
    return figures.flatMap((figure) => {
      const baseline = old.find(({ name, unit }) => name === figure.name && unit === figure.unit);
      return baseline === undefined ? [] : [changeOf(part, baseline, figure)];
    });
  });

function changeOf(part: string, baseline: Figure, figure: Figure): Change {
  const [before, now] = [median(baseline.samples), median(figure.samples)];
  return {
    part,
    name: figure.name,
    before,
    now,
    beyondNoise:
      Math.max(...figure.samples) < Math.min(...baseline.samples) ||
      Math.min(...figure.samples) > Math.max(...baseline.samples),
    slower: moreIsBetter(figure) ? now < before : now > before,
  };
}
